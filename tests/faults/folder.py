"""The folder away and back, files rewritten, files swapped for other things: no error, nothing missing, no torn page, no leak.

Readers request random articles all the while. While the folder is gone, the server keeps serving what was there; when it is back,
with changes, they are picked up without intervention. Each article has a token of its edition at its start and at its end: a page
must show the same one at both. Links, FIFOs and sockets in place of articles and attachments neither block the server nor expose
any other file.
"""

from __future__ import annotations

import collections
import html
import os
import random
import re
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

from portal import Client, Kb, Run, Server, make_kb, wait_for, wait_until_right

ARTICLES = 60
READERS = 2
#: How long the folder stays away: longer than a server needs to notice.
AWAY = 4.0


class Readers:
    """Threads that read random articles until the end of a `with`; then every page must have been whole."""

    def __init__(self, run: Run, server: Server, article_ids: list[str], while_what: str) -> None:
        self._run = run
        self._while_what = while_what
        self._reads = 0
        self._wrong: collections.Counter[str] = collections.Counter()
        self._ids = article_ids
        self._port = server.port
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(seed,)) for seed in range(READERS)]

    def __enter__(self) -> None:
        for thread in self._threads:
            thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()
        for wrong, times in self._wrong.most_common(5):
            self._run.expect(False, f"while {self._while_what}: {wrong} ({times} of {self._reads} pages)")
        self._run.say(f"while {self._while_what}: {self._reads} pages read, {self._wrong.total()} of them wrong")

    def _read(self, seed: int) -> None:
        rng = random.Random(seed)
        with Client(self._port) as client:
            while not self._over.is_set():
                article_id = rng.choice(self._ids)
                try:
                    answer = client.get(f"/kb/{article_id}")
                    wrong = wrong_whole(answer.status, html.unescape(answer.text()))
                except OSError as error:
                    wrong = f"no answer: {error!r}"
                if wrong:
                    self._wrong[wrong] += 1
                self._reads += 1
                time.sleep(0.002)


def wrong_whole(status: int, text: str) -> str | None:
    """What is wrong with a page that may be of any edition, as long as all of it is of the same one."""
    if status != 200:
        return f"an article is answered with {status}"
    tokens = {place: re.findall(rf"<p>{place} (\w+)\.|\b{place} (\w+)\.</p>", text) for place in ("Start", "End")}
    starts, ends = ({a or b for a, b in found} for found in tokens.values())
    title = set(re.findall(r'<h1>Printer "(\w+)"', text))
    if not (starts == ends == title and len(title) == 1):
        return f"a torn page: its title says {sorted(title)}, its start {sorted(starts)}, its end {sorted(ends)}"
    return None


def test(run: Run) -> None:
    """Takes the folder away, and rewrites its files."""
    kb = make_kb(run, ARTICLES)
    rewrites = run.count(2, 10)
    with run.server(kb, run.folder("data")) as server:
        wait_until_right(server, kb, searches=5)
        ids = sorted(kb.articles)
        with run.part("the folder away and back"), Readers(run, server, ids, "the folder was renamed away and back"):
            away_and_back(run, server, kb)
        for how, in_place in [("by renames", False), ("in place", True)]:
            with run.part(f"rewriting {how}"), Readers(run, server, ids, f"all files were rewritten {how}"):
                for _ in range(rewrites):
                    rewrite_all(kb, in_place)
                    seconds = wait_until_right(server, kb, searches=5)
                    run.say(f"{ARTICLES} files rewritten {how}: right after {seconds:.1f} s")
    with run.part("files swapped for other things"):
        swapped(run)


def away_and_back(run: Run, server: Server, kb: Kb) -> None:
    """Renames the folder away and back, first unchanged, then with changes made meanwhile."""
    for changes in (0, 5):
        away = kb.root.with_name(f"{kb.root.name}-away")
        kb.root.rename(away)
        time.sleep(AWAY)
        home, kb.root = kb.root, away
        kb.fill(range(changes))
        kb.root = home
        away.rename(home)
        seconds = wait_until_right(server, kb, searches=5)
        run.say(f"the folder is back with {changes} files changed; right after {seconds:.1f} s")
    kb.write(7)
    seconds = wait_until_right(server, kb, searches=5)
    run.say(f"a change after that is served after {seconds:.1f} s")


#: Things that replace a file.
SWAPS: dict[str, Callable[[Path], None]] = {
    "a link to a file elsewhere": lambda path: path.symlink_to("../secret"),
    "a link to the environment": lambda path: path.symlink_to("/proc/self/environ"),
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a FIFO": os.mkfifo,
    "a socket": lambda path: socket.socket(socket.AF_UNIX).bind(str(path)),
}


def swapped(run: Run) -> None:
    """Swaps an attachment, which is requested all the while, and an article, back and forth."""
    kb = make_kb(run, 3)
    secret = kb.root.parent / "secret"
    secret.write_text("not to be given out")
    kb.write(0, filling="[plan](plan.bin)")
    (kb.root / "plan.bin").write_text("harmless")
    # It checks so rarely that the attachment is requested before its change is noticed.
    with run.server(kb, run.folder("data"), arguments=["--poll", "600"]) as server:
        wait_until_right(server, kb, searches=1)
        path = "/kb/FLT-00000/files/plan.bin"
        run.expect(server.get(path).body == b"harmless", "the attachment is not served at first")
        for what, swap in SWAPS.items():
            put(kb.root / "plan.bin", swap)
            answers = [server.get(path) for _ in range(20)]
            statuses = {answer.status for answer in answers}
            run.expect(statuses == {404}, f"{what} in the place of an attachment is answered with {statuses}")
            run.expect(not any(b"not to be" in answer.body for answer in answers), f"{what} gives a secret away")
        told = [line for line in server.complaints() if "can't be served" in line]
        run.expect(len(told) == 1, f"the log tells {len(told)} times about a file that can't be served")
    with run.server(kb, run.folder("data")) as server:
        wait_until_right(server, kb, searches=1)
        end = time.monotonic() + run.count(3, 20)
        while time.monotonic() < end:
            for swap in SWAPS.values():
                put(kb.path("FLT-00001"), swap)
                time.sleep(0.0005)
                kb.write(1)
        seconds = wait_until_right(server, kb, searches=2)
        run.say(f"an article that was now and then something else: right after {seconds:.1f} s")
        put(kb.path("FLT-00002"), os.mkfifo)
        wait_for(lambda: server.get("/kb/FLT-00002").status == 404, "an article that is a FIFO is still served")


def put(path: Path, make: Callable[[Path], object]) -> None:
    """Makes something in the place of a file, immediately."""
    beside = path.with_name(f".{path.name}.new")
    make(beside)
    beside.rename(path)


def rewrite_all(kb: Kb, in_place: bool) -> None:
    """Writes the next edition of every article."""
    for number in range(ARTICLES):
        kb.write(number, in_place=in_place)
