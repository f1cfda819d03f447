"""The store of the desk: what it costs readers, and how many entries a second it saves."""

import os
import shutil
import sqlite3
import threading
import time
from contextlib import ExitStack

from .load import PAGE_CONNECTIONS, Comparison, Load, contender_of, drive, medians
from .process import LOAD_CPUS, SERVER_CPUS, Failed, run_captured
from .report import load_row, number, times

# Enough that entries wait for each other, as many people make them.
WRITERS = 32

# Says of one article after another that it solved something.
SCRIPT = """\
local paths, next_path = {}, 0

function init(args)
  for line in io.lines(args[1]) do paths[#paths + 1] = line end
end

function request()
  next_path = next_path % #paths + 1
  local id = paths[next_path]:match("[^/]+$")
  local body = "subject=article%3A" .. id .. "&back=%2Fdesk&answer=yes"
  return wrk.format("POST", "/desk/add/feedback", {["Content-Type"] = "application/x-www-form-urlencoded"}, body)
end

function done(summary, latency)
  print("saved " .. summary.requests .. " " .. summary.duration .. " " .. summary.errors.status)
end
"""


def measure(run, data):
    """Reads with and without a store, writes beside a bare loop of SQLite, and reads while others write."""
    plan = run.plan
    store = plan.work / "desk"
    shutil.rmtree(store, ignore_errors=True)
    store.mkdir()
    # A data folder serves only one process.
    copy = data.with_name("data-desk")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(data, copy)
    file = plan.work / "desk-pages.txt"
    file.write_text("".join(f"/kb/{id_}\n" for id_ in run.shuffled))
    load = Load(file, PAGE_CONNECTIONS)
    with ExitStack() as running:
        kept = ["--store", f"sqlite:{store / 'desk.db'}"]
        without = running.enter_context(run.fixpath.serve([plan.archive], data, False, ["--store", "none"]))
        server = running.enter_context(run.fixpath.serve([plan.archive], copy, False, kept))
        reading = Comparison(
            [contender_of("without a store", without, load, plan), contender_of("with a store", server, load, plan)], plan
        )
        # One connection: the time of a page, not of a queue.
        single = Load(file, 1)
        saved, bare, alone, beside = [], [], [], []
        for number_ in range(plan.rounds):
            bare.append(_bare(store / f"bare{number_}.db", plan.seconds))
            saved.append(_written(server, file, plan))
            alone.append(drive(server, single, plan, number_))
            beside.append(_read_beside_writers(server, single, file, plan, number_))
    shutil.rmtree(copy)
    ratio = reading.ratio("with a store", "without a store")
    run.report.target("pages a second with a store, to those without", "≥ 0.95 ×", times(ratio), ratio and ratio >= 0.95)
    writes = sorted(one / other for one, other in zip(saved, bare, strict=True))[plan.rounds // 2]
    run.report.target("entries saved a second, to a bare loop of SQLite", "≥ 0.5 ×", times(writes), writes >= 0.5)
    alone, beside = medians(alone), medians(beside)
    slower = beside.p99 / alone.p99
    run.report.target("p99 of a page while others write, to alone", "≤ 1.5 ×", times(slower), slower <= 1.5)
    rows = [["", "pages/s", "p50", "p99", "CPU a page", "to without a store"]]
    rows += [load_row(name, reading, "without a store") for name in ("without a store", "with a store")]
    run.report.section(
        "Desk",
        f"Article pages, caches off, {PAGE_CONNECTIONS} connections, with a store in SQLite and without; {plan.seconds} s a run, "
        f"median of {plan.rounds} interleaved runs. {WRITERS} connections save {number(max(saved), 0)} entries a second at best, each "
        f"acknowledged once it is on the disk; a loop of Python that commits one row after another with the same settings "
        f"(WAL, full sync) saves {number(max(bare), 0)}. A page takes {number(alone.p99, 1)} ms at the 99th percentile with one "
        f"connection, and {number(beside.p99, 1)} ms while others write.",
        rows,
    )


def _written(server, file, plan):
    """Entries that are saved in a second."""
    script = plan.work / "desk.lua"
    script.write_text(SCRIPT)
    command = ["wrk", "-t1", f"-c{WRITERS}", f"-d{plan.seconds}s", "-s", script, f"http://127.0.0.1:{server.port}/", "--", file]
    out = run_captured(list(map(str, command)), LOAD_CPUS, patience=plan.seconds + 60)
    line = next(line for line in out.splitlines() if line.startswith("saved "))
    count, microseconds, refused = map(int, line.split()[1:])
    if refused or not count:
        raise Failed(f"{refused} of {count} entries were refused")
    return count / (microseconds / 1e6)


def _read_beside_writers(server, load, file, plan, round_number):
    """Reads while others write."""
    writing = threading.Thread(target=_written, args=(server, file, plan))
    writing.start()
    try:
        return drive(server, load, plan, round_number)
    finally:
        writing.join()


def _bare(path, seconds):
    """Rows that a plain loop saves in a second, each in a transaction of its own."""
    os.sched_setaffinity(0, SERVER_CPUS)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(
        "CREATE TABLE entry (seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER, kind TEXT, subject TEXT, person TEXT, "
        "ticket TEXT, body TEXT)"
    )
    count, began = 0, time.monotonic()
    while time.monotonic() - began < seconds:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT INTO entry (at, kind, subject, person, ticket, body) VALUES (?, ?, ?, ?, ?, ?)",
            (1_800_000_000, "feedback", f"article:Q{count}", "local", "", '{"kind":"feedback","answer":"yes","reason":""}'),
        )
        connection.execute("COMMIT")
        count += 1
    took = time.monotonic() - began
    connection.close()
    return count / took
