"""The clock set ten years ahead and back, at a start and while serving: the server serves, answers 304, and picks up changes.

`faketime` moves the system's clock under the server; the monotonic clock and the files' times stay, as they do when an
administrator sets a clock. The `Date` of the first answer after a start proves that the clock was moved; while the server runs,
the time of a line of its log proves it, because `Date` may stand still for as long as the clock was set back.
"""

from __future__ import annotations

import datetime
import email.utils
import math
import os
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from portal import BUILTIN, Kb, Run, Server, free_port, make_kb, need, wait_for, wait_until_right

ARTICLES = 20
YEARS = 10
YEAR = 365 * 24 * 3600


def test(run: Run) -> None:
    """Starts with the clock moved on an existing data folder, then moves it under a running server."""
    library = preload(need("faketime"))
    kb = make_kb(run, ARTICLES)
    data, port = run.folder("data"), free_port()
    with run.server(kb, data, listen_port=port) as server:
        wait_until_right(server, kb, searches=5)
        etag = server.get(f"/kb/{BUILTIN}").headers["etag"]
        server.stop()
    for years in (YEARS, -YEARS):
        with moved(run, kb, data, port, library, years)[0] as server:
            server.wait_ready()
            ahead = years_ahead(server)
            run.expect(abs(ahead - years) < 1, f"`Date` is {ahead:.1f} years ahead, not {years}: the clock was not moved")
            check(run, server, kb, etag, f"a start {years:+} years from now")
            check_old_date(run, server, kb)
            etag = server.get(f"/kb/{BUILTIN}").headers["etag"]
            server.stop()
    server, move = moved(run, kb, data, port, library, 0)
    with server:
        server.wait_ready()
        for years in (YEARS, -YEARS, 0):
            move(years)
            kb.write(1)
            check(run, server, kb, None, f"the clock set {years:+} years from now while serving")
            wait_for(
                lambda: abs(log_ahead(server) - years) < 1,
                f"the clock set {years:+} years from now while serving: no new line of the log says that it was moved",
                server.check_alive,
            )
        run.expect(server.stop() == 0, "the server does not stop in order after its clock was moved")


def preload(faketime: str) -> str:
    """The library that `faketime` loads into a program."""
    return subprocess.run(
        [faketime, "-f", "+0", "printenv", "LD_PRELOAD"], check=True, capture_output=True, text=True
    ).stdout.strip()


def moved(
    run: Run, kb: Kb, data: Path, port: int, library: str, years: int
) -> tuple[Server, Callable[[int], None]]:
    """A server whose clock is this many years ahead, and a function that moves it. The port stays, since pages contain it."""
    clock = run.folder("clock") / "offset"

    def move(to: int) -> None:
        beside = clock.with_suffix(".new")
        beside.write_text(f"{to * YEAR:+}\n")
        beside.rename(clock)

    move(years)
    environment = {
        "LD_PRELOAD": library,
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
    }
    return run.server(kb, data, listen_port=port, environment=environment), move


def years_ahead(server: Server) -> float:
    """How far the server's clock is ahead of ours, according to its answers."""
    date = email.utils.parsedate_to_datetime(server.get("/-/health").headers["date"])
    return (date.timestamp() - time.time()) / YEAR


def log_ahead(server: Server) -> float:
    """The same, according to the last line of the log."""
    times = re.findall(r"\b(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)", server.log())
    if not times:
        return math.nan
    last = datetime.datetime.fromisoformat(times[-1]).replace(tzinfo=datetime.UTC)
    return (last.timestamp() - time.time()) / YEAR


def check(run: Run, server: Server, kb: Kb, etag: str | None, when: str) -> None:
    """Everything is served, and a page that a browser knows is answered with 304."""
    seconds = wait_until_right(server, kb, searches=5)
    known = etag or server.get(f"/kb/{BUILTIN}").headers["etag"]
    again = server.get(f"/kb/{BUILTIN}", {"If-None-Match": known})
    run.expect(again.status == 304, f"{when}: a known page (ETag {known}) is answered with {again.status}, not 304")
    run.say(f"{when}: right after {seconds:.1f} s, `Date` {years_ahead(server):+.1f} years, known page {again.status}")


def check_old_date(run: Run, server: Server, kb: Kb) -> None:
    """A changed file with a date far away is picked up, too."""
    for years in (YEARS, -YEARS):
        article = kb.write(0)
        date = time.time() + years * YEAR
        os.utime(kb.path(article.id), (date, date))
        seconds = wait_until_right(server, kb, searches=5)
        run.say(f"a file changed and dated {years:+} years: right after {seconds:.1f} s")
