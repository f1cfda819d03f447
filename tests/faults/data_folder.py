"""Two processes on one data folder, a read-only one, and a start without the articles' folder: a clear message, nothing harmed.

The second process must end with 2 and name the folder, while the first reads on and takes changes up. On a read-only data folder
with a good generation that one is served, or A start while the articles' folder is gone
serves the last good generation, and takes the folder up when it is back.
"""

from __future__ import annotations

import contextlib
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from portal import Kb, Run, make_kb, wait_until_right, with_mount

ARTICLES = 20


def test(run: Run) -> None:
    """Goes through the three cases over one data folder."""
    kb = make_kb(run, ARTICLES)
    data = run.folder("data")
    for part in (two_processes, missing_root, read_only):
        with run.part(part.__name__.replace("_", " ")):
            part(run, kb, data)


def two_processes(run: Run, kb: Kb, data: Path) -> None:
    """Starts a second server and an indexing on the data folder of a running one."""
    with run.server(kb, data) as first:
        wait_until_right(first, kb, searches=5)
        other = make_kb(run, 2)
        with run.server(other, data) as second:
            code = second.wait()
            run.expect(code == 2, f"a second server on the data folder ends with {code}, not 2")
            expect_message(run, second.log(), data, "a second server on the data folder")
        index = subprocess.run(
            [run.binary, "index", "--kb", other.root, "--data", data], capture_output=True, text=True, check=False
        )
        run.expect(index.returncode == 2, f"`fixpath index` beside a server ends with {index.returncode}, not 2")
        expect_message(run, index.stderr, data, "`fixpath index` beside a server")
        kb.write(3)
        seconds = wait_until_right(first, kb, searches=5)
        run.say(f"the first server is unharmed: a change is served after {seconds:.1f} s")
        first.stop()


def missing_root(run: Run, kb: Kb, data: Path) -> None:
    """Starts while the folder of articles is renamed away, with a good generation of it."""
    with folder_away(kb) as bring_back, run.server(kb, data) as server:
        seconds = wait_until_right(server, kb, searches=5)
        run.say(f"started without the articles' folder: the last generation is served after {seconds:.1f} s")
        time.sleep(3)
        wait_until_right(server, kb, searches=5)
        complaint = next((line for line in server.complaints() if str(kb.root) in line), None)
        run.expect(complaint is not None, f"no line of the log says that {kb.root} is gone; {server.log_tail()}")
        bring_back()
        kb.write(4)
        seconds = wait_until_right(server, kb, searches=5)
        run.say(f"the folder is back with a change: right after {seconds:.1f} s")
        server.stop()


@contextlib.contextmanager
def folder_away(kb: Kb) -> Iterator[Callable[[], None]]:
    """Renames the folder of articles away; it comes back by the function that this gives, or at the end."""
    away = kb.root.with_name(f"{kb.root.name}-away")
    kb.root.rename(away)

    def bring_back() -> None:
        if away.is_dir():
            away.rename(kb.root)

    try:
        yield bring_back
    finally:
        bring_back()


def read_only(run: Run, kb: Kb, data: Path) -> None:
    """Starts over a data folder that can't be written, with a good generation in it."""
    wrapper = with_mount('mount --bind "$0" "$0" && mount -o remount,bind,ro "$0"', data)
    with run.server(kb, data, wrapper=wrapper) as server:
        seconds = wait_until_right(server, kb, searches=5)
        run.say(f"a read-only data folder: its generation is served after {seconds:.1f} s")
        expect_message(run, server.log(), data, "a server over a read-only data folder")


def expect_message(run: Run, log: str, data: Path, who: str) -> None:
    """The log must name the folder in a sentence, and no panic."""
    line = next((line for line in log.splitlines() if str(data) in line), None)
    if run.expect(line is not None, f"{who} does not name {data}: {log!r}"):
        run.say(f"{who} says: “{line}”")
    run.expect(re.search(r"panicked at", log) is None, f"{who} panics: {log!r}")
