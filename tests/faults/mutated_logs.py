"""Mutated event logs: one process answers every upload, its memory doesn't grow, and it leaves no child process behind.

Sound logs of both kinds and of many sizes are mutated at random: bits and numbers are changed, and parts are cut off, repeated,
blanked or moved. Each is uploaded by itself or in a form with others. The answer is either 200 with the counts of what was read, or
a refusal that says why.
"""

from __future__ import annotations

import random
import time
from pathlib import Path

import event_logs
from portal import Answer, Client, Run, Server, make_kb, milliseconds, percentile, wait_until_right

SEED = 11
#: How much the server's memory may grow, in bytes, from after the first uploads to the end.
GROWTH = 48 << 20
#: The number of uploads before memory is first measured.
WARM = 40
#: One of this many logs is large.
LARGE_EACH, LARGE = 400, 16 << 20
#: The most seconds for an answer: the reading process may use ten of the processor, and the machine may be busy.
SLOWEST = 30.0
API = "/api/v1/diagnose"
#: Numbers that readers get wrong.
NUMBERS = [0, 1, 4, 7, 8, 0x28, 0x30, 0x7F, 0xFF, 0x1000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFF]
MARKS = [b"LfLe", b"**\0\0", b"ElfChnk\0", b"\x11\x11\x11\x11", b"\x0f\x01\x01\0", b"\x0c\x01", b"\x0d\0\0\x21", b"\0\0"]


def test(run: Run) -> None:
    """Uploads one after another."""
    uploads = run.count(150, 10_000)
    rng = random.Random(SEED)
    kb = make_kb(run, 20)
    sound = [event_logs.evt(count) for count in (1, 12, 150)] + [event_logs.evtx(chunks) for chunks in (1, 2)]
    with run.server(kb, run.folder("data")) as server:
        wait_until_right(server, kb, searches=5)
        pid, before = server.pid, 0
        times: list[float] = []
        counted = {"records": 0, "recovered": 0, "damaged": 0}
        statuses: dict[int, int] = {}
        with server.client() as client:
            for log in sound:
                check(run, "a sound log", upload(client, [log]), counted)
            run.expect(counted["damaged"] == 0 and counted["records"] > 0, f"sound logs are read as {counted}")
            for number in range(uploads):
                if number == WARM:
                    before = memory(server)
                logs = [mutated(rng, rng.choice(sound), is_large=number % LARGE_EACH == LARGE_EACH - 1)]
                logs += [mutated(rng, rng.choice(sound), is_large=False) for _ in range(rng.choice([0, 0, 0, 2]))]
                began = time.monotonic()
                answer = upload(client, logs)
                times.append(time.monotonic() - began)
                statuses[answer.status] = statuses.get(answer.status, 0) + 1
                check(run, f"upload {number} of seed {SEED}", answer, counted)
                server.check_alive()
        run.expect(server.pid == pid, f"the process is another: {pid} became {server.pid}")
        # Freed memory goes back to the system a little later, when the next requests come.
        wait_until_right(server, kb, searches=5)
        grown = memory(server) - before
        run.expect(grown <= GROWTH, f"the memory of the server has grown by {grown >> 20} MB")
        run.expect(not children(pid), f"processes are left behind: {children(pid)}")
        panics = [line for line in server.log().splitlines() if "panicked at" in line]
        run.expect(not panics, f"{len(panics)} panics, such as {panics[:1]}")
        run.expect(max(times) <= SLOWEST, f"the slowest answer took {max(times):.1f} s")
        given_up = sum("a log can't be read" in line for line in server.log().splitlines())
        run.say(f"{uploads} uploads, seed {SEED}: {dict(sorted(statuses.items()))}, {counted}, {given_up} logs given up")
        run.say(f"p50 {milliseconds(percentile(times, 50))}, slowest {milliseconds(max(times))}; {grown >> 20} MB more memory")


def mutated(rng: random.Random, log: bytes, is_large: bool) -> bytes:
    """A log that was changed a few times. Its first bytes mostly stay, because without them it would be a text."""
    bytes_ = bytearray(log)
    if is_large:
        bytes_ *= max(1, LARGE // len(bytes_))
    for _ in range(rng.choice([1, 1, 2, 4, 8, 40])):
        change(rng, bytes_)
    if rng.random() < 0.98:
        bytes_[:8] = log[:8]
    return bytes(bytes_)


def change(rng: random.Random, log: bytearray) -> None:
    """Changes a log in one way."""
    # Half of the changes hit the headers of the file, of chunks and of the first records, where they matter most.
    size = max(1, len(log))
    at = rng.randrange(size) if rng.random() < 0.5 else min(size - 1, rng.choice([0, 4096]) + rng.randrange(1024))
    part = rng.choice([1, 4, 60, 700, 5_000, 70_000])
    how = rng.randrange(8)
    if how == 0:
        log[at] ^= 1 << rng.randrange(8)
    elif how in (1, 2):
        at -= at % rng.choice([1, 4])
        log[at : at + 4] = (rng.choice(NUMBERS) if how == 1 else rng.randrange(size)).to_bytes(4, "little")
    elif how == 3:
        mark = rng.choice(MARKS)
        log[at : at + len(mark)] = mark
    elif how == 4:
        del log[at : at + part]
    elif how == 5:
        log[at:at] = log[at : at + part]
    elif how == 6:
        blank = rng.choice([b"\0", b"\xff", b"*"])
        log[at : at + part] = blank * len(log[at : at + part])
    else:
        other = rng.randrange(size)
        log[other : other + part] = log[at : at + part]
    if not log:
        log.append(0)


def upload(client: Client, logs: list[bytes]) -> Answer:
    """Uploads a log by itself, or several in a form."""
    if len(logs) == 1:
        return client.post(API, logs[0], "application/octet-stream")
    divider = b"fixpath-0b1d5a"
    parts = [
        b'--%s\r\nContent-Disposition: form-data; name="log"; filename="%d.log"\r\n\r\n%s\r\n' % (divider, number, log)
        for number, log in enumerate(logs)
    ]
    body = b"".join(parts) + b"--" + divider + b"--\r\n"
    return client.post(API, body, "multipart/form-data; boundary=" + divider.decode())


def check(run: Run, name: str, answer: Answer, counted: dict[str, int]) -> None:
    """An answer has counts and says what is damaged; a refusal says why."""
    if answer.status != 200:
        run.expect(400 <= answer.status < 500 and bool(answer.body.strip()), f"{name}: answered with {answer.status}")
        return
    told = answer.json()
    for count in counted:
        counted[count] += told[count]
    run.expect(not told["damaged"] or bool(told["problems"]), f"{name}: damage is counted and not explained")


def memory(server: Server) -> int:
    """The bytes of memory that belong to the server alone."""
    status = Path(f"/proc/{server.pid}/status").read_text()
    return next(int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("RssAnon:"))


def children(pid: int) -> list[int]:
    """The existing processes that a process has started, including dead ones."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for one in lists for child in one.read_text().split()]
