"""Failing system calls at every position: the server goes on serving or ends with 2 and a message, and loses nothing.

`strace -f -e inject=CALL:error=ERROR:when=N` makes the Nth CALL fail while the server starts, builds and takes up a change. strace
counts each system call for each thread by itself, so `when=N` fails the Nth CALL of every thread that gets that far: N is stepped
from 1 until a run is no longer hit, which reaches every position of every thread. `when=N` is a fault that passes, `when=N+` one
that stays, as a full or dying disk does. One call at a time, so that a fault is one fault.

Two kinds of hits are beyond any program and don't count: one before the program begins (the loader opening libraries) and one
in a write to an eventfd, by which the runtime wakes its threads; strace 6.1 can't leave those out.

After each run a clean start over what is left must serve everything.
"""

from __future__ import annotations

import dataclasses
import itertools
import signal
import time
from pathlib import Path

from portal import BUILTIN, Client, Failure, Kb, Run, Server, make_kb, need, wait_for, wait_until_right

ARTICLES = 5
#: What the issue names; `write` has more positions than all others together.
FAULTS = {
    "write": ["ENOSPC", "EIO"],
    "fsync": ["EIO"],
    "fdatasync": ["EIO", "ENOSPC"],
    "openat": ["EMFILE", "EIO", "ENOSPC"],
    "rename": ["EIO", "ENOSPC"],
    "renameat": ["EIO"],
    "mkdir": ["ENOSPC"],
    "pwrite64": ["EIO"],
    "ftruncate": ["ENOSPC"],
    "unlink": ["EIO"],
}
#: Positions of the quick variant.
QUICK = [("write", "ENOSPC", 3), ("write", "EIO", 12), ("fsync", "EIO", 1), ("fdatasync", "ENOSPC", 2), ("openat", "EMFILE", 30),
         ("rename", "EIO", 1)]  # fmt: skip
#: How long a start may take under strace.
START = 20.0
#: How long a change may take under strace before it is taken for one that could not be taken up.
CHANGE = 5.0


@dataclasses.dataclass(frozen=True)
class Fault:
    """One injection."""

    call: str
    error: str
    position: int
    stays: bool

    def __str__(self) -> str:
        return f"{self.call}:{self.error}:when={self.position}{'+' if self.stays else ''}"


@dataclasses.dataclass
class Tally:
    """What came of the runs."""

    runs: int = 0
    hit: int = 0
    ended: int = 0
    impossible: int = 0
    changes: int = 0
    panics: int = 0

    def __str__(self) -> str:
        return (
            f"{self.runs} runs, {self.hit} of them hit: {self.ended} ended with 2 and a message,"
            f" {self.changes} took the change up meanwhile, {self.panics} caught a panic,"
            f" {self.impossible} were hit where no disk can fail"
        )


def test(run: Run) -> None:
    """Steps through the positions."""
    need("strace")
    tally = Tally()
    if run.full:
        for call, errors in FAULTS.items():
            for error, stays in itertools.product(errors, (False, True)):
                last = step_through(run, call, error, stays, tally)
                run.say(f"{call}:{error}{' for good' if stays else ''}: positions 1 to {last}")
    else:
        for (call, error, position), stays in itertools.product(QUICK, (False, True)):
            try_fault(run, Fault(call, error, position, stays), tally)
    run.expect(tally.hit > 0, "no injection hit anything: strace does not inject here")
    run.say(str(tally))


def step_through(run: Run, call: str, error: str, stays: bool, tally: Tally) -> int:
    """Tries one position after the other until none is hit; the last one that was."""
    for position in itertools.count(1):
        if not try_fault(run, Fault(call, error, position, stays), tally):
            return position - 1
    raise AssertionError("positions don't end")


def try_fault(run: Run, fault: Fault, tally: Tally) -> bool:
    """Runs a server under one fault, then a clean one over what it left; whether the fault hit anything."""
    kb = make_kb(run, ARTICLES)
    data, trace = run.folder("data"), run.folder("trace") / "trace"
    trace.touch()
    inject = f"inject={fault.call}:error={fault.error}:when={fault.position}{'+' if fault.stays else ''}"
    wrapper = ["strace", "-f", "-y", "-qq", "-o", str(trace), "-e", f"trace={fault.call}", "-e", inject, "--"]
    server = run.server(kb, data, wrapper=wrapper)
    failure = None
    with server:
        try:
            tally.changes += live_through(server, kb, trace)
        except (Failure, OSError) as error:
            failure = f"{error}; {server.log_tail()}"
    hits = injected(trace)
    tally.runs += 1
    tally.hit += bool(hits)
    tally.panics += "panicked at" in server.log()
    if is_impossible(hits, server.log()):
        tally.impossible += 1
    elif failure:
        run.expect(False, f"{fault}: {failure}; hit: {hits[:1]}")
    else:
        tally.ended += judge_end(run, fault, server, hits)
    with run.server(kb, data) as clean:
        try:
            wait_until_right(clean, kb, searches=ARTICLES)
        except Failure as error:
            run.expect(False, f"{fault}: after a clean start: {error}")
    return bool(hits)


def injected(trace: Path) -> list[str]:
    """The calls that were made to fail."""
    return [line for line in trace.read_text("utf-8", "replace").splitlines() if "(INJECTED)" in line]


def is_impossible(hits: list[str], log: str) -> bool:
    """Whether something was hit that no failing disk hits: the loader, or an eventfd."""
    return any("<anon_inode:" in hit for hit in hits) or "error while loading shared libraries" in log


def is_own(hits: list[str], descriptor: int) -> bool:
    """Whether the process's own standard output (1) or error (2) was hit."""
    return any(f"write({descriptor}<" in hit for hit in hits)


def live_through(server: Server, kb: Kb, trace: Path) -> bool:
    """Waits for a start under the fault, asks for pages, changes an article; whether the change was taken up.

    Comes back where the process has ended, which is judged by its exit code, and where the line that names its port was hit.
    """
    wait_for(
        lambda: not server.is_alive() or "http://" in server.output() or is_own(injected(trace), 1),
        "the server neither serves nor ends",
        within=START,
    )
    if not server.is_alive() or "http://" not in server.output():
        return False
    with server.client() as client:
        settle(server, client)
        article = kb.write(0)
        end = time.monotonic() + CHANGE
        while time.monotonic() < end and server.is_alive():
            if article.token in client.get(f"/kb/{article.id}").text():
                return True
            time.sleep(0.1)
        check_serving(client)
    return False


def settle(server: Server, client: Client) -> None:
    """Waits until the build is over, well or badly: until `/-/ready` says so or the log complains."""
    end = time.monotonic() + CHANGE
    while time.monotonic() < end and server.is_alive():
        if client.get("/-/ready").status == 200 or server.complaints():
            break
        time.sleep(0.05)
    check_serving(client)


def check_serving(client: Client) -> None:
    """What was there must be served, whatever fails."""
    for path in ("/-/health", f"/kb/{BUILTIN}", "/api/v1/search?q=event+68"):
        status = client.get(path).status
        if status != 200:
            raise Failure(f"{path} is answered with {status}")


def judge_end(run: Run, fault: Fault, server: Server, hits: list[str]) -> bool:
    """A process that did not live until it was killed must have ended with 2 and a message; whether it ended so."""
    code = server.wait()
    if code == -signal.SIGKILL:
        return False
    run.expect(code == 2, f"{fault}: ends with {code}, not 2: {server.log_tail()}; hit: {hits[:1]}")
    has_message = server.log().strip() != "" or is_own(hits, 2)
    run.expect(has_message, f"{fault}: ends without a message; hit: {hits[:1]}")
    return code == 2
