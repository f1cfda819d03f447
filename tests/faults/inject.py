"""Failing system calls at every position: the server goes on serving, or exits with 2 and a message, and loses nothing.

`strace -f -e inject=CALL:error=ERROR:when=N` makes the Nth CALL fail while the server starts, builds and picks up a change.
strace counts the calls of each thread separately, so `when=N` fails the Nth CALL of every thread that gets that far: N is
increased from 1 until no run is hit any more, which reaches every position of every thread. `when=N` is a temporary fault,
`when=N+` a permanent one, as on a full or dying disk. Each run makes only one kind of call fail, so that a fault is one fault.

Each position is tried from nothing, where the fault mostly hits the first build, and over a good generation, where it hits the
opening, the verification in the background, and the update for a change.

Two kinds of hits are beyond any program's control and don't count: one before the program begins (while the loader opens libraries)
and one in a write to an eventfd, by which the runtime wakes its threads; strace 6.1 can't exclude those.

After each run, a clean start over what is left must serve everything.
"""

from __future__ import annotations

import concurrent.futures
import dataclasses
import itertools
import shutil
import signal
import threading
import time
from pathlib import Path

from portal import BUILTIN, Failure, Kb, Run, Server, make_kb, need, wait_for, wait_until_right

ARTICLES = 5
ONCE, FOR_GOOD = (False,), (True,)
#: System calls, the errors that a bad disk or a lack of descriptors causes in them, and whether these are temporary or permanent.
FAULTS = [
    ("write", "ENOSPC", ONCE + FOR_GOOD),
    ("write", "EIO", ONCE),
    ("pwrite64", "EIO", ONCE),
    ("fsync", "EIO", ONCE + FOR_GOOD),
    ("fsync", "ENOSPC", ONCE),
    ("fdatasync", "EIO", ONCE + FOR_GOOD),
    ("fdatasync", "ENOSPC", ONCE),
    ("openat", "EMFILE", ONCE + FOR_GOOD),
    ("openat", "EIO", ONCE),
    ("openat", "ENOSPC", ONCE),
    ("rename", "EIO", ONCE + FOR_GOOD),
    ("renameat", "EIO", ONCE),
    ("mkdir", "ENOSPC", ONCE + FOR_GOOD),
    ("ftruncate", "ENOSPC", ONCE),
    ("unlink", "EIO", ONCE),
    ("unlinkat", "EIO", ONCE),
]
#: Call, error, position, whether it is permanent, and whether there is a good generation.
QUICK = [
    ("write", "ENOSPC", 3, True, False),
    ("openat", "EMFILE", 40, False, False),
    ("write", "ENOSPC", 1, True, True),
    ("write", "EIO", 10, False, True),
    ("fsync", "EIO", 1, True, True),
    ("fdatasync", "ENOSPC", 2, False, True),
    ("rename", "EIO", 1, False, True),
    ("openat", "EMFILE", 25, True, True),
    ("openat", "EMFILE", 60, False, True),
]
#: How many servers run at a time: they mostly wait.
AT_ONCE = 3
#: How long a start may take under strace.
START = 20.0
#: How long a change may take under strace before it counts as one that could not be picked up.
CHANGE = 5.0


@dataclasses.dataclass(frozen=True)
class Fault:
    """One injection."""

    call: str
    error: str
    position: int
    stays: bool
    over_generation: bool

    def __str__(self) -> str:
        return f"{self.option()} {'over a generation' if self.over_generation else 'from nothing'}"

    def option(self) -> str:
        """As an argument for strace."""
        return f"{self.call}:error={self.error}:when={self.position}{'+' if self.stays else ''}"


@dataclasses.dataclass
class Tally:
    """The results of the runs."""

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


class Bench:
    """Tries faults, several at a time, and counts their results."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.tally = Tally()
        self._lock = threading.Lock()

    def step_through(self, call: str, error: str, stays: bool, over_generation: bool) -> int:
        """Tries one position after another until none is hit; returns how many were."""
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            for first in itertools.count(1, AT_ONCE):
                faults = [Fault(call, error, first + ahead, stays, over_generation) for ahead in range(AT_ONCE)]
                hits = list(pool.map(self.try_fault, faults))
                if not all(hits):
                    return first - 1 + sum(hits)
        raise AssertionError("positions don't end")

    def try_fault(self, fault: Fault) -> bool:
        """Runs a server under one fault, then a clean one on what it left; returns whether the fault hit anything."""
        kb, data = self._content(fault)
        trace = self.run.folder("trace") / "trace"
        trace.touch()
        wrapper = ["strace", "-f", "-y", "-qq", "-o", str(trace), "-e", f"trace={fault.call}"]
        server = self.run.server(kb, data, wrapper=[*wrapper, "-e", f"inject={fault.option()}", "--"])
        failure, changed = None, False
        with server:
            try:
                changed = live_through(server, kb, trace, fault)
            except Failure as error:
                failure = str(error)
            except OSError as error:
                # A server that dies while answering is judged by its exit.
                time.sleep(1)
                failure = f"{error!r}; {server.log_tail()}" if server.is_alive() else None
        hits = injected(trace)
        with self._lock:
            self._judge(fault, server, hits, failure, changed)
        with self.run.server(kb, data) as clean:
            try:
                wait_until_right(clean, kb, searches=ARTICLES)
            except Failure as error:
                self.run.expect(False, f"{fault}: after a clean start: {error}")
        for folder in (kb.root, data, trace.parent):
            shutil.rmtree(folder)
        return bool(hits)

    def _content(self, fault: Fault) -> tuple[Kb, Path]:
        """Articles and a data folder for a fault. They can't be copies, since a generation contains the path of its articles' folder."""
        kb, data = make_kb(self.run, ARTICLES), self.run.folder("data")
        if fault.over_generation:
            with self.run.server(kb, data) as server:
                wait_until_right(server, kb, searches=0)
                server.stop()
        return kb, data

    def _judge(self, fault: Fault, server: Server, hits: list[str], failure: str | None, changed: bool) -> None:
        """Counts a run and records what was wrong with it."""
        self.tally.runs += 1
        self.tally.hit += bool(hits)
        self.tally.changes += changed
        self.tally.panics += "panicked at" in server.log()
        if is_impossible(hits, server.log()):
            self.tally.impossible += 1
        elif failure:
            self.run.expect(False, f"{fault}: {failure}; hit: {hits[:1]}")
        else:
            self.tally.ended += judge_end(self.run, fault, server, hits)


def test(run: Run) -> None:
    """Steps through the positions."""
    need("strace")
    bench = Bench(run)
    if run.full:
        for call, error, duration in FAULTS:
            for stays, over_generation in itertools.product(duration, (False, True)):
                last = bench.step_through(call, error, stays, over_generation)
                run.say(f"{Fault(call, error, last, stays, over_generation)}: the last position that is hit")
    else:
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(bench.try_fault, itertools.starmap(Fault, QUICK)))
    run.expect(bench.tally.hit > 0, "no injection hit anything: strace does not inject here")
    run.say(str(bench.tally))


def injected(trace: Path) -> list[str]:
    """The calls that were made to fail."""
    return [line for line in trace.read_text("utf-8", "replace").splitlines() if "(INJECTED)" in line]


def is_impossible(hits: list[str], log: str) -> bool:
    """Whether something was hit that no failing disk affects: the loader, or an eventfd."""
    return any("<anon_inode:" in hit for hit in hits) or "error while loading shared libraries" in log


def is_own_error(hits: list[str]) -> bool:
    """Whether the process's own standard error was hit."""
    return any("write(2<" in hit for hit in hits)


def live_through(server: Server, kb: Kb, trace: Path, fault: Fault) -> bool:
    """Waits for a start under the fault, requests pages, changes an article; returns whether the change was picked up.

    Returns early if the process has ended, which is judged by its exit code, or if the fault hit the line that names its port.
    """
    wait_for(
        lambda: not server.is_alive() or "http://" in server.log() or is_own_error(injected(trace)),
        "the server neither serves nor ends",
        within=START,
    )
    if not server.is_alive() or "http://" not in server.log():
        return False
    settle(server)
    complaints = len(server.complaints())
    article = kb.write(0)
    end = time.monotonic() + CHANGE
    while time.monotonic() < end and server.is_alive():
        if article.token in server.get(f"/kb/{article.id}").text():
            return True
        if fault.stays and len(server.complaints()) > complaints:
            break
        time.sleep(0.1)
    check_serving(server)
    return False


def settle(server: Server) -> None:
    """Waits until the build is over, well or badly: until `/-/ready` says so or the log complains."""
    end = time.monotonic() + CHANGE
    while time.monotonic() < end and server.is_alive():
        if server.is_ready() or server.complaints():
            break
        time.sleep(0.05)
    check_serving(server)


def check_serving(server: Server) -> None:
    """Articles that were there must be served, whatever fails."""
    for path in ("/-/health", f"/kb/{BUILTIN}", "/api/v1/search?q=event+68"):
        status = server.get(path).status
        if status != 200:
            raise Failure(f"{path} is answered with {status}")


def judge_end(run: Run, fault: Fault, server: Server, hits: list[str]) -> bool:
    """A process that ended by itself must have ended with 2 and a message; returns whether it did end."""
    code = server.wait()
    if code == -signal.SIGKILL:
        return False
    run.expect(code == 2, f"{fault}: ends with {code}, not 2: {server.log_tail()}; hit: {hits[:1]}")
    has_message = server.log().strip() != "" or is_own_error(hits)
    run.expect(has_message, f"{fault}: ends without a message; hit: {hits[:1]}")
    return code == 2
