"""Programs under measurement: run to their end or served from, on the same CPUs, with time and memory."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
TICK = os.sysconf("SC_CLK_TCK")
# Often enough to see the peak of a build that takes seconds, rarely enough to cost nothing.
SAMPLING = 0.02

# Every measured program gets two CPUs, the load generator the rest; with only two in total, they share.
CPUS = sorted(os.sched_getaffinity(0))
SERVER_CPUS = CPUS[:2]
LOAD_CPUS = CPUS[2:] or CPUS[:2]


class Failed(Exception):
    """A measurement that can't be made or must not count; its text says why."""


def pinned(cpus, command):
    """The command, restricted to some CPUs."""
    return ["taskset", "-c", ",".join(map(str, cpus)), *map(str, command)]


def clean_environment():
    """The environment without settings of Fixpath, which would change what is measured."""
    return {name: value for name, value in os.environ.items() if not name.startswith("FIXPATH_")}


class Journal:
    """The commands of a run, each once, without what differs from machine to machine."""

    def __init__(self, places):
        self.places = sorted(places.items(), key=lambda place: -len(str(place[1])))
        self.commands = {}

    def note(self, command):
        """Remembers a command."""
        shown = " ".join(f"'{part}'" if " " in str(part) or "&" in str(part) else str(part) for part in command)
        for name, path in self.places:
            shown = shown.replace(str(path), name)
        self.commands.setdefault(shown)


@dataclass(frozen=True)
class Memory:
    """The memory of a program and its children, in bytes."""

    anonymous: int
    file_backed: int


@dataclass(frozen=True)
class Cost:
    """What a program that ran to its end took: seconds and bytes."""

    wall: float
    cpu: float
    peak_anonymous: int
    peak_whole: int


def status_bytes(pid, field):
    """A field of /proc/PID/status that is given in kB; 0 once the process is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1]) * 1024
    return 0


def last_line(log, begin):
    """The last line that a program wrote to the log, which held `begin` bytes before it."""
    return b"".join(log.read_bytes()[begin:].splitlines()[-1:]).decode(errors="replace")


def run_measured(command, journal, log):
    """Runs a command to its end; its output goes to the file `log`."""
    journal.note(command)
    peak_anonymous = peak_whole = 0
    with log.open("ab") as out:
        begin = out.tell()
        started = time.monotonic()
        child = subprocess.Popen(
            pinned(SERVER_CPUS, command),
            stdout=out,
            stderr=out,
            cwd=REPOSITORY,
            env=clean_environment(),
            start_new_session=True,
        )
        try:
            while True:
                pid, status, usage = os.wait4(child.pid, os.WNOHANG)
                if pid:
                    break
                peak_anonymous = max(peak_anonymous, status_bytes(child.pid, "RssAnon"))
                # `ru_maxrss` would begin with the memory of this process when it forked.
                peak_whole = max(peak_whole, status_bytes(child.pid, "VmHWM"))
                time.sleep(SAMPLING)
        except BaseException:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            raise
        wall = time.monotonic() - started
        # It was reaped above; without this, `Popen` would wait for it again.
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        program = Path(str(command[0])).name
        raise Failed(f"`{program}` ended with {child.returncode}: {last_line(log, begin)}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, peak_anonymous, peak_whole)


def run_captured(command, cpus, patience):
    """Runs a command on some CPUs and returns its output; it and its children end with this run."""
    child = subprocess.Popen(
        pinned(cpus, command),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
        env=clean_environment(),
        start_new_session=True,
    )
    try:
        out, errors = child.communicate(timeout=patience)
    except BaseException as reason:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        if isinstance(reason, subprocess.TimeoutExpired):
            raise Failed(f"`{command[0]}` did not end within {patience} s") from reason
        raise
    if child.returncode:
        raise Failed(f"`{Path(str(command[0])).name}` ended with {child.returncode}: {(errors or out).strip()[-300:]}")
    return out


def exchange(connection, method, path, body=None, headers=None):
    """One request on an open connection: status, headers, body."""
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


def free_port():
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def end_children():
    """Ends programs, with their groups, if a signal came before their own cleanup was in place."""
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parent, group = (folder / "stat").read_text().rpartition(")")[2].split()[1:3]
            if int(parent) == os.getpid() and int(group) == int(folder.name):
                os.killpg(int(group), signal.SIGKILL)


class Server:
    """A server under measurement; it runs while its `with` block does.

    `command` holds `{port}` where the port goes; `probe` is a path that answers 200 once all is served.
    """

    def __init__(self, name, command, probe, journal, log, port=None):
        self.name = name
        self.port = port or free_port()
        self.probe = probe
        self.journal = journal
        self.log = log
        self.template = [str(part) for part in command]
        self.child = None
        self.ready_after = None

    def __enter__(self):
        self.journal.note([part.replace("{port}", "PORT") for part in self.template])
        command = [part.replace("{port}", str(self.port)) for part in self.template]
        with self.log.open("ab") as out:
            begin = out.tell()
            started = time.monotonic()
            self.child = subprocess.Popen(
                pinned(SERVER_CPUS, command), stdout=out, stderr=out, env=clean_environment(), start_new_session=True
            )
        try:
            self._await_ready(started, begin)
        except BaseException:
            self.__exit__()
            raise
        return self

    def _await_ready(self, started, begin, patience=600):
        while time.monotonic() - started < patience:
            if self.child.poll() is not None:
                raise Failed(f"{self.name} ended at its start: {last_line(self.log, begin)}")
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.get(self.probe)[0] == 200:
                    self.ready_after = time.monotonic() - started
                    return
            time.sleep(0.002)
        raise Failed(f"{self.name} was not ready after {patience} s")

    def __exit__(self, *_):
        for how in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.child.pid, how)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.child.wait(timeout=30)
                break

    def get(self, path, headers=None):
        """One request on a separate connection: status, headers, body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            return exchange(connection, "GET", path, headers=headers)
        finally:
            connection.close()

    def _processes(self):
        """The server and its workers: the whole process group that it leads."""
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                if int(fields[2]) == self.child.pid:
                    yield int(folder.name), fields

    def memory(self):
        """Its current memory."""
        pids = [pid for pid, _ in self._processes()]
        return Memory(
            sum(status_bytes(pid, "RssAnon") for pid in pids), sum(status_bytes(pid, "RssFile") for pid in pids)
        )

    def cpu_seconds(self):
        """The CPU time that it has used so far."""
        return sum(int(fields[11]) + int(fields[12]) for _, fields in self._processes()) / TICK
