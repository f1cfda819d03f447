"""The folder renamed away and back, and every file rewritten, while readers read on: no error, nothing missing, no torn page.

Readers ask for random articles all the while. When the folder is gone what was there is served on; when it is back, with
changes, those are taken up without a hand. Each article has a token of its edition at its start and at its end: a page must hold
the same one at both.
"""

from __future__ import annotations

import collections
import html
import random
import re
import threading
import time

from portal import Client, Kb, Run, Server, make_kb, wait_until_right

ARTICLES = 60
READERS = 2
#: How long the folder stays away: longer than it takes a server to notice.
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
    """What is wrong with a page that may be of any edition, as long as it is of one."""
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


def away_and_back(run: Run, server: Server, kb: Kb) -> None:
    """Renames the folder away and back, unchanged, then once more with changes made meanwhile."""
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


def rewrite_all(kb: Kb, in_place: bool) -> None:
    """Writes the next edition of every article."""
    for number in range(ARTICLES):
        kb.write(number, in_place=in_place)
