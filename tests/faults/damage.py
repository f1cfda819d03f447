"""Flipped and cut bytes in a generation: never a crash, the right pages in the end, and a sound generation afterwards.

Each round starts from a copy of a good data folder in which one file (index, tables, `current`) has had some bytes flipped, or has
been truncated or emptied. The server must survive, serve every article as its file says, pick up a change, and leave a data folder
from which the next start needs no repair.
"""

from __future__ import annotations

import contextlib
import dataclasses
import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from portal import Client, Failure, Kb, Run, Server, make_kb, wait_until_right

SEED = 4
ARTICLES = 40


@dataclasses.dataclass(frozen=True)
class Damage:
    """What was done to which file."""

    file: str
    how: str

    def __str__(self) -> str:
        return f"{self.file}: {self.how}"


def test(run: Run) -> None:
    """Damages a copy of one good data folder again and again."""
    rng = random.Random(SEED)
    kb = make_kb(run, ARTICLES)
    good = run.folder("good")
    with run.server(kb, good) as server:
        wait_until_right(server, kb, searches=ARTICLES)
        server.stop()
    rounds = run.count(20, 200)
    run.say(f"{rounds} damages to a generation of {ARTICLES} articles; seed {SEED}")
    noticed = refused = 0
    for number in range(rounds):
        data = run.folder("data")
        shutil.copytree(good, data, dirs_exist_ok=True)
        damage = do_damage(data, rng, everything=number % 10 == 9)
        server = run.server(kb, data)
        try:
            with server:
                refused += refused_pages(server, kb)
                wait_until_right(server, kb, searches=5)
                with added(kb):
                    wait_until_right(server, kb, searches=5)
                noticed += bool(server.complaints())
                server.stop()
            # Half of the quick rounds leave this out, because it costs a start.
            if run.full or number % 2:
                check_replaced(server, kb, damage, run)
        except Failure as failure:
            run.expect(False, f"{damage}: {failure}")
        shutil.rmtree(data)
    run.say(f"{noticed} damages were named in the log; {refused} pages were answered with 5xx before they were right")


def do_damage(data: Path, rng: random.Random, everything: bool) -> Damage:
    """Flips or cuts bytes of one random file, or of every file."""
    files = sorted(path for path in data.rglob("*") if path.is_file() and not path.name.endswith("lock"))
    if everything:
        for path in files:
            damage_file(path, rng)
        return Damage("every file", "damaged")
    path = rng.choice(files)
    return Damage(str(path.relative_to(data)), damage_file(path, rng))


def damage_file(path: Path, rng: random.Random) -> str:
    """Flips some bytes of a file, cuts it at a random place, or empties it."""
    content = bytearray(path.read_bytes())
    size = len(content)
    how = rng.choice(["flip", "flip", "flip", "cut", "cut", "empty"]) if size else "grow"
    if how == "flip":
        places = sorted(rng.sample(range(size), min(size, rng.choice([1, 1, 8]))))
        for place in places:
            content[place] ^= 1 << rng.randrange(8)
        what = f"a bit flipped in each of the bytes {places} of {size}"
    elif how == "cut":
        # The first few bytes are where a reader that trusts a length fails.
        keep = rng.randrange(rng.choice([size, min(size, 24)]))
        del content[keep:]
        what = f"cut from {size} bytes to {keep}"
    elif how == "empty":
        content.clear()
        what = f"emptied ({size} bytes)"
    else:
        content.extend(b"\0" * 100)
        what = "100 zeros added to an empty file"
    path.write_bytes(content)
    return what


def refused_pages(server: Server, kb: Kb) -> int:
    """Requests every article right after the start; returns how many get a 5xx, which is allowed for a moment."""
    with Client(server.port) as client:
        return sum(client.get(f"/kb/{article_id}").status >= 500 for article_id in kb.articles)


@contextlib.contextmanager
def added(kb: Kb) -> Iterator[None]:
    """Adds an article for as long as the `with` lasts; then the files are as before."""
    number = ARTICLES + 1
    kb.write(number)
    try:
        yield
    finally:
        kb.remove(number)


def check_replaced(server: Server, kb: Kb, damage: Damage, run: Run) -> None:
    """Starts again: no complaint may be left. A generation is verified and replaced in the background, so if a start complains
    because the one before was stopped too early, the next is given more time."""
    for patience in (2, 10, 30):
        with server:
            wait_until_right(server, kb, searches=5)
            time.sleep(1)
            complaints = server.complaints()
            if complaints:
                time.sleep(patience)
            server.stop()
        if not complaints:
            return
    run.expect(False, f"{damage}: not replaced, the fourth start still says {complaints[:2]}")
