"""Kill -9 at random moments of building and updating: after a start, every article is served again without any intervention.

Each round changes files, then kills the server either while it builds from them at its start (every fourth time from nothing) or
while it picks up changes as they are made. After each kill another start, over the lock and the half-written files left behind,
must serve every article as its file says, and searches must find them.
"""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path

from portal import Kb, Run, Server, make_kb, percentile, wait_until_right

SEED = 9
#: How long after a change the server may still be working on it.
UPDATING = 1.5


def test(run: Run) -> None:
    """Kills and starts again, many times."""
    rng = random.Random(SEED)
    articles = run.count(60, 400)
    kb = make_kb(run, articles)
    data = run.folder("data")
    server = run.server(kb, data)
    times = []
    with server:
        building = wait_until_right(server, kb, searches=10)
        run.say(f"{articles} articles; a build takes {building:.2f} s; seed {SEED}")
        kills = run.count(12, 300)
        for number in range(kills):
            if number % 2 == 0:
                kill_while_building(server, kb, data, rng, building, articles, from_nothing=number % 8 == 0)
            else:
                kill_while_updating(server, kb, rng, articles)
            server.start()
            times.append(wait_until_right(server, kb, searches=10))
            if len(times) % 50 == 0:
                run.say(f"{len(times)} kills so far")
    leftovers = sorted(path.name for path in (data / "generations").iterdir())
    run.expect(len(leftovers) <= 3, f"halves of builds pile up in the data folder: {leftovers}")
    run.say(
        f"killed {kills} times, right again each time, within {max(times):.2f} s (median {percentile(times, 50):.2f} s);"
        f" {len(leftovers)} generations left in the data folder"
    )


def kill_while_building(
    server: Server, kb: Kb, data: Path, rng: random.Random, building: float, articles: int, from_nothing: bool
) -> None:
    """Changes files while the server is down, starts it, and kills it at a random moment of its start."""
    server.kill()
    if from_nothing:
        shutil.rmtree(data)
        data.mkdir()
    for _ in range(rng.randint(1, articles // 3)):
        kb.change_something(rng, articles)
    server.start()
    time.sleep(rng.uniform(0, building * 1.2))
    server.kill()


def kill_while_updating(server: Server, kb: Kb, rng: random.Random, articles: int) -> None:
    """Changes files while the server runs, and kills it at a random moment."""
    end = time.monotonic() + rng.uniform(0, UPDATING)
    while time.monotonic() < end:
        kb.change_something(rng, articles)
        time.sleep(rng.choice([0, 0.01, 0.3]))
    server.kill()
