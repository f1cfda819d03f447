"""Two processes on one data folder, a read-only one, one that is taken away, and a start without the articles' folder.

In each case there is a clear message, and nothing is harmed. A second process on the same data folder must exit with 2 and name the
folder, while the first keeps serving and picking up changes. Whatever is removed or changed in the data folder while it is served
must be rebuilt, without a change to an article and without a restart, and reported once. A good generation in a read-only data
folder is served. A start while the articles' folder is gone serves the last good generation, and picks the folder up when it is
back.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from portal import Kb, Run, Server, make_kb, wait_for, wait_until_right, with_mount, wrong_articles

ARTICLES = 20


def test(run: Run) -> None:
    """Goes through the cases with one data folder."""
    kb = make_kb(run, ARTICLES)
    data = run.folder("data")
    for part in (two_processes, taken_away, taken_by_another, missing_root, read_only):
        with run.part(part.__name__.replace("_", " ")):
            part(run, kb, data)


def two_processes(run: Run, kb: Kb, data: Path) -> None:
    """Starts a second server, and an indexing, on the data folder of a running server."""
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


def generation_of(data: Path) -> Path:
    """The folder of the generation that is served."""
    return data / "generations" / (data / "current").read_text().strip()


def flip_meta(data: Path) -> None:
    """Overwrites the index's description with other bytes."""
    meta = generation_of(data) / "index" / "meta.json"
    meta.write_bytes(bytes(byte ^ 0xFF for byte in meta.read_bytes()))


def remove_index(data: Path) -> None:
    """Removes every file of the index."""
    for path in (generation_of(data) / "index").iterdir():
        path.unlink()


#: Things that are done to a data folder while it is served.
HARMS: dict[str, Callable[[Path], None]] = {
    "meta.json flipped": flip_meta,
    "meta.json gone": lambda data: (generation_of(data) / "index" / "meta.json").unlink(),
    "all files of the index gone": remove_index,
    "the records gone": lambda data: (generation_of(data) / "records").unlink(),
    "`current` gone": lambda data: (data / "current").unlink(),
    "the generation gone": lambda data: shutil.rmtree(generation_of(data)),
    "the folder of generations gone": lambda data: shutil.rmtree(data / "generations"),
    "the data folder gone": shutil.rmtree,
    "the data folder renamed": lambda data: data.rename(data.with_name(f"{data.name}-away")),
}


def taken_away(run: Run, *_: object) -> None:
    """Damages the data folder of a running server in every way."""
    kb, other = make_kb(run, ARTICLES), make_kb(run, 2)
    for number, (how, harm) in enumerate(HARMS.items()):
        data = run.folder("taken")
        with run.server(kb, data) as server:
            wait_until_right(server, kb, searches=5)
            harm(data)
            run.expect(is_served(server, kb), f"{how}: what was served is not served on")
            wait_for(lambda data=data: is_whole(data), f"{how}: it is not made again", server.check_alive)
            index = subprocess.run(
                [run.binary, "index", "--kb", other.root, "--data", data], capture_output=True, text=True, check=False
            )
            run.expect(index.returncode == 2, f"{how}: `fixpath index` beside the server ends with {index.returncode}")
            kb.write(10 + number)
            seconds = wait_until_right(server, kb, searches=5)
            run.say(f"{how}: made again, and a change is served after {seconds:.1f} s")
            said = [line for line in server.complaints() if "removed" in line or "was changed" in line]
            most = 2 if "data folder" in how else 1
            run.expect(len(said) <= most, f"{how}: said more than once: {said}")
            server.stop()
        # What was made again is good: the next start has nothing to complain about.
        with run.server(kb, data) as server:
            wait_until_right(server, kb, searches=5)
            run.expect(not server.complaints(), f"{how}: the next start says {server.complaints()[:2]}")
            server.stop()


def is_served(server: Server, kb: Kb) -> bool:
    """Whether every article is served as its file says."""
    with server.client() as client:
        return next(wrong_articles(client, kb), None) is None


def is_whole(data: Path) -> bool:
    """Whether a data folder has a generation that can be opened."""
    try:
        generation = generation_of(data)
        meta = (generation / "index" / "meta.json").read_bytes()
        return meta.startswith(b"{") and (generation / "records").is_file() and (data / "lock").is_file()
    except OSError:
        return False


def taken_by_another(run: Run, *_: object) -> None:
    """Removes the data folder of a running server and starts another on it at once."""
    kb, data = make_kb(run, ARTICLES), run.folder("fought")
    with run.server(kb, data) as first:
        wait_until_right(first, kb, searches=5)
        first.process.send_signal(signal.SIGSTOP)
        shutil.rmtree(data)
        with run.server(kb, data) as second:
            wait_until_right(second, kb, searches=5)
            first.process.send_signal(signal.SIGCONT)
            message = f"the data folder {data} is in use by another"
            wait_for(lambda: message in first.log(), "the first server does not say so", first.check_alive)
            run.expect(is_served(first, kb), "what the first served is not served on")
            kb.write(30)
            wait_until_right(second, kb, searches=5)
            run.expect(first.log().count(message) == 1, f"it is said more than once; {first.log_tail()}")
            second.stop()
        seconds = wait_until_right(first, kb, searches=5)
        run.say(f"another had the data folder: the first goes on {seconds:.1f} s after that one has ended")
        first.stop()


def missing_root(run: Run, kb: Kb, data: Path) -> None:
    """Starts while the articles' folder is renamed away, with a good generation of it."""
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
    """Renames the articles' folder away; it comes back when the returned function is called, or at the end."""
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
    """Starts on a data folder that can't be written, with a good generation in it."""
    wrapper = with_mount('mount --bind "$0" "$0" && mount -o remount,bind,ro "$0"', data)
    with run.server(kb, data, wrapper=wrapper) as server:
        seconds = wait_until_right(server, kb, searches=5)
        run.say(f"a read-only data folder: its generation is served after {seconds:.1f} s")
        expect_message(run, server.log(), data, "a server over a read-only data folder")


def expect_message(run: Run, log: str, data: Path, who: str) -> None:
    """The log must name the folder in a sentence, without a panic."""
    line = next((line for line in log.splitlines() if str(data) in line), None)
    if run.expect(line is not None, f"{who} does not name {data}: {log!r}"):
        run.say(f"{who} says: “{line}”")
    run.expect(re.search(r"panicked at", log) is None, f"{who} panics: {log!r}")
