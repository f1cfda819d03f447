"""One address makes the most expensive requests over many connections; a person at another address is served all the while.

The crowd's clients search for many words, paste a long log, and request maps, whole guides and articles as JSON, each sending the
next request as soon as it is answered. Meanwhile a person opens ten articles a second and must never be refused. The person's times
are a verdict only with --full, on a quiet machine.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import multiprocessing
import time

from overload import filling, path_for
from portal import LOOPBACK, Client, Run, make_kb, milliseconds, percentile, wait_until_right

#: Where the crowd comes from.
CROWDED = "127.0.98.7"
#: The most that the person's p99 may be, in seconds.
QUICK_ENOUGH = 0.1
#: How many articles the person opens per second.
RATE = 10
PASTE = "".join(
    f"Event ID: {number % 500}\nSource: Spooler{number % 97}\nDescription: the printer {number} is gone, error 0x8004{number % 9999:04x}\n\n"
    for number in range(9000)
).encode()
PLACES = ["/guides/ccmail-connector/map.svg", "/guides/ccmail-connector/all", "/kb/Q168465.json", "/events", "/codes"]


def test(run: Run) -> None:
    """Lets the crowd loose beside a person."""
    articles = 2000
    kb = make_kb(run, articles, filling)
    seconds, crowd = run.count(6, 120), run.count(16, 64)
    with run.server(kb, run.folder("data"), arguments=["--page-cache", "0"]) as server:
        wait_until_right(server, kb, searches=5)
        with concurrent.futures.ProcessPoolExecutor(3, multiprocessing.get_context("fork")) as processes:
            greedy = [processes.submit(ask_greedily, server.port, crowd // 2, seconds + 1, part) for part in range(2)]
            time.sleep(0.5)
            statuses, times = processes.submit(read, server.port, seconds, articles).result()
            asked = {}
            for part in greedy:
                for status, count in part.result().items():
                    asked[status] = asked.get(status, 0) + count
        server.check_alive()
    run.say(f"{crowd} connections of one address were answered {asked}")
    p50, p99 = percentile(times, 50), percentile(times, 99)
    run.say(f"a person beside them: {len(times)} articles, p50 {milliseconds(p50)}, p99 {milliseconds(p99)}")
    refused = [status for status in statuses if status != 200]
    run.expect(not refused, f"the person is refused {len(refused)} of {len(statuses)} times: {refused[:5]}")
    run.expect(asked.get(200, 0) > 0, "the crowd is not served at all")
    if run.full:
        run.expect(p99 <= QUICK_ENOUGH, f"the person's p99 is {milliseconds(p99)}, more than {milliseconds(QUICK_ENOUGH)}")


def ask_greedily(port: int, clients: int, seconds: float, part: int) -> dict[int, int]:
    """This many clients in threads, each asking for one costly thing after another; returns how often each status came."""
    end = time.monotonic() + seconds

    def one(number: int) -> list[int]:
        statuses = []
        with contextlib.suppress(OSError), Client(port, CROWDED, timeout=60) as client:
            while time.monotonic() < end:
                number += 101
                if number % 3 == 0:
                    answer = client.post("/api/v1/diagnose", PASTE, "text/plain")
                elif number % 3 == 1:
                    answer = client.get(path_for(number))
                else:
                    answer = client.get(f"{PLACES[number % len(PLACES)]}?n={number}")
                statuses.append(answer.status)
        return statuses

    with concurrent.futures.ThreadPoolExecutor(clients) as threads:
        answered = [status for own in threads.map(one, range(part, clients * 7, 7)) for status in own]
    return {status: answered.count(status) for status in set(answered)}


def read(port: int, seconds: float, articles: int) -> tuple[list[int], list[float]]:
    """Opens articles at an even pace: the statuses and the times."""
    statuses, times = [], []
    began = time.monotonic()
    with Client(port, LOOPBACK, timeout=30) as client:
        for number in range(int(seconds * RATE)):
            time.sleep(max(0.0, began + number / RATE - time.monotonic()))
            asked = time.monotonic()
            statuses.append(client.get(f"/kb/FLT-{number * 37 % articles:05}").status)
            times.append(time.monotonic() - asked)
    return statuses, times
