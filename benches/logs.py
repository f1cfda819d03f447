"""Binary event logs: how fast they are read, compared with libevt and the `evtx` crate alone, and in how much memory."""

import os
import statistics
import subprocess
import sys

from .load import medians
from .process import REPOSITORY, run_measured
from .report import megabytes, number, times

sys.path.insert(0, str(REPOSITORY / "tests/faults"))
import event_logs  # noqa: E402

RECORDS, MANY = 100_000, 1_000_000
# The same way as the portal starts its reading process.
ALLOCATOR = "MIMALLOC_ARENA_RESERVE=65536 MIMALLOC_PURGE_DELAY=-1"
CRATE, LIBEVT = "the evtx crate alone", "libevt (evtexport)"


def measure(run):
    """Reads logs of both kinds in turn with every reader for a few rounds, and larger ones to measure memory."""
    plan = run.plan
    records, many = (RECORDS // 10, MANY // 10) if plan.quick else (RECORDS, MANY)
    logs = {kind: [_made(plan, kind, count) for count in (records, many)] for kind in ("evt", "evtx")}
    alone = _evtx_alone()
    readers = {
        ("evtx", "Fixpath"): lambda log: _fixpath(run, log),
        ("evtx", CRATE): lambda log: f"exec {alone} {log} > /dev/null",
        ("evt", "Fixpath"): lambda log: _fixpath(run, log),
    }
    if plan.has_libevt:
        readers["evt", LIBEVT] = lambda log: f"exec evtexport -m all {log} > /dev/null"
    costs = {key: [] for key in readers}
    # The first round only fills the page cache.
    for turn in range(plan.rounds + 1):
        for (kind, name), command in readers.items():
            cost = _run(plan, command(logs[kind][0]))
            if turn:
                costs[kind, name].append(cost)
    rows = [["", "records/s", "wall", "CPU"]]
    for (kind, name), measured in costs.items():
        cost = medians(measured)
        rows.append([f"`.{kind}`, {name}", number(records / cost.wall), f"{cost.wall:.3f} s", f"{cost.cpu:.3f} s"])
    crate = _ratio(costs, ("evtx", "Fixpath"), ("evtx", CRATE))
    libevt = _ratio(costs, ("evt", LIBEVT), ("evt", "Fixpath"))
    run.report.target("reading `.evtx`, time, to the evtx crate alone", "≤ 1.3 ×", times(crate), crate and crate <= 1.3)
    run.report.target("reading `.evt`, records a second, to libevt", "≥ 1 ×", times(libevt), libevt and libevt >= 1)
    held = [["", f"{records:,} records", f"{many:,} records"]]
    for kind, sizes in logs.items():
        few, lots = (_run(plan, _fixpath(run, log)).peak_whole for log in sizes)
        held.append([f"`.{kind}`", megabytes(few), megabytes(lots)])
        grown = lots / few if few else None
        what = f"memory for ten times the `.{kind}` records"
        run.report.target(what, "≤ 1.1 ×", times(grown), grown and grown <= 1.1)
    run.report.section(
        "Event logs",
        f"Whole processes, from their start to their end, on logs of {records:,} records; median of {plan.rounds} "
        "interleaved runs. Fixpath's is the reading process, which also groups the events. The crate alone writes each "
        "record as XML, in one thread. evtexport also writes each record as text.",
        rows,
        "Peak memory of Fixpath's reading process, mapped files counted:",
        held,
    )
    for log in (log for sizes in logs.values() for log in sizes):
        log.unlink()


def _made(plan, kind, records):
    log = plan.work / f"{records}.{kind}"
    with log.open("wb") as out:
        if kind == "evt":
            out.write(event_logs.evt(records))
        else:
            chunks = records // event_logs.EVTX_RECORDS
            out.write(event_logs.evtx_header(chunks))
            out.writelines(map(event_logs.evtx_chunk, range(chunks)))
    return log


def _evtx_alone():
    """The program that uses only the crate, built as Fixpath is."""
    command = ["cargo", "build", "--profile", "dist", "--locked", "--example", "evtx_alone"]
    subprocess.run(command, cwd=REPOSITORY, check=True)
    return REPOSITORY / os.environ.get("CARGO_TARGET_DIR", "target") / "dist/examples/evtx_alone"


def _fixpath(run, log):
    command = f"{run.fixpath.binary} read-log --bytes={log.stat().st_size} --file < {log} > /dev/null"
    return f"{ALLOCATOR} exec {command}"


def _run(plan, command):
    return run_measured(["sh", "-c", command], plan.journal, plan.log)


def _ratio(costs, one, other):
    """The median of the rounds' ratios of wall time; `None` if one was not measured."""
    pairs = list(zip(costs.get(one, []), costs.get(other, [])))
    return statistics.median(a.wall / b.wall for a, b in pairs) if pairs else None
