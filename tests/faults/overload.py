"""Twice the measured capacity: admitted searches stay quick, the rest is refused at once, and all is normal soon after.

First the capacity is measured: as many clients as searches may run at once each send one search after another. Then searches arrive
at twice that rate over many connections, whether or not the earlier ones have been answered. Finished pages aren't cached. This
runs only with --full and on a quiet machine, because it measures times.
"""

from __future__ import annotations

import collections
import dataclasses
import os
import random
import select
import socket
import time

from portal import LOOPBACK, Failure, Run, Skipped, make_kb, milliseconds, percentile, wait_until_right

#: Enough that a search costs far more than sending it: the generator uses the same cores.
ARTICLES, WORDS = 12_000, 300
#: Seconds of each measurement; of the overload; and the time within which all must be normal again.
MEASURE, OVERLOAD, RECOVERY = 10, 60, 5
#: How many times longer an admitted search may take than at capacity.
RATIO = 2.0
#: The seconds within which a refusal must come: the longest queue, and some for transmission.
AT_ONCE = 0.1
#: The connections of an open loop: fewer than one address may have.
CONNECTIONS = 240
VOCABULARY = [f"{head}{tail}" for head in ("pr", "st", "tr", "gl", "dr", "pl", "fl", "sk") for tail in (
    "amp", "ink", "oster", "ivel", "unten", "ander", "eller", "omp", "ister", "anger", "ollen", "umber", "atten", "elver", "orden"
)]  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Search:
    """A search that was made: when it was due, its status, and the seconds to its answer."""

    due: float
    status: int
    seconds: float


class Connection:
    """A connection for one search after another."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection((LOOPBACK, port))
        self.socket.setblocking(False)
        self.due = 0.0
        self._bytes, self._length = b"", 0

    def ask(self, request: bytes, due: float) -> None:
        """Sends a search."""
        self.due, self._bytes, self._length = due, b"", 0
        self.socket.send(request)

    def answer(self) -> int | None:
        """The status, once the answer has arrived; 0 if the connection ended."""
        data = self.socket.recv(1 << 18)
        if not data:
            return 0
        self._bytes += data
        if not self._length:
            head = self._bytes.find(b"\r\n\r\n")
            if head < 0:
                return None
            length = self._bytes.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
            self._length = head + 4 + int(length)
        return int(self._bytes[9:12]) if len(self._bytes) >= self._length else None


class Generator:
    """Sends searches, never the same twice. A single loop over ready sockets: it must not take the processor from the server."""

    def __init__(self, port: int) -> None:
        self._port, self._queries = port, 0
        self._searches: list[Search] = []

    def closed_loop(self, clients: int, seconds: float) -> list[Search]:
        """This many clients, each asking as soon as it is answered."""
        return self._run(clients, seconds, None)

    def open_loop(self, rate: float, seconds: float) -> list[Search]:
        """This many searches per second, at random moments, whatever becomes of them."""
        return self._run(CONNECTIONS, seconds, rate)

    def _run(self, clients: int, seconds: float, rate: float | None) -> list[Search]:
        self._searches = []
        rng = random.Random(self._queries)
        connections = {one.socket.fileno(): one for one in (Connection(self._port) for _ in range(clients))}
        # In turn, so that none is idle for long.
        free = collections.deque(connections.values())
        waiting: collections.deque[float] = collections.deque()
        poll = select.epoll()
        for number in connections:
            poll.register(number, select.EPOLLIN)
        began = time.monotonic()
        due = began
        while (now := time.monotonic()) < began + seconds:
            if rate is None:
                waiting.extend(now for _ in free)
                due = began + seconds
            while rate is not None and due <= now:
                waiting.append(due)
                due += rng.expovariate(rate)
            while free and waiting:
                free.popleft().ask(self._next_request(), waiting.popleft())
            for number, _ in poll.poll(max(0.0, min(due, began + seconds) - time.monotonic())):
                connection = connections[number]
                if (status := connection.answer()) is not None:
                    self._searches.append(Search(connection.due, status, time.monotonic() - connection.due))
                    if status == 0:
                        raise Failure("the server ended a connection in the middle of a search")
                    free.append(connection)
        poll.close()
        for connection in connections.values():
            connection.socket.close()
        return sorted(self._searches, key=lambda search: search.due)

    def _next_request(self) -> bytes:
        self._queries += 1
        return f"GET {path_for(self._queries)} HTTP/1.1\r\nHost: {LOOPBACK}\r\n\r\n".encode()


def path_for(number: int) -> str:
    """A search for eight words; different ones for each number."""
    words, left = [], number * 0x9E3779B97F4A7C15 % 2**64
    for _ in range(8):
        left, at = divmod(left, len(VOCABULARY))
        words.append(VOCABULARY[at])
    return f"/api/v1/search?q={'+'.join(words)}"


def filling(number: int) -> str:
    """Words, some of them far more common than others."""
    rng = random.Random(number)
    return " ".join(VOCABULARY[int(len(VOCABULARY) * rng.random() ** 2)] for _ in range(WORDS))


def test(run: Run) -> None:
    """Measures the capacity, doubles it, and waits until all is normal."""
    if not run.full:
        raise Skipped("it is about times: only with --full")
    kb = make_kb(run, ARTICLES, filling)
    at_once = 2 * (os.cpu_count() or 1)
    with run.server(kb, run.folder("data"), arguments=["--page-cache", "0"]) as server:
        wait_until_right(server, kb, searches=5)
        load = Generator(server.port)
        load.closed_loop(at_once, 2)
        full_load = load.closed_loop(at_once, MEASURE)
        capacity = len(admitted(full_load)) / MEASURE
        run.say(f"capacity: {capacity:.0f} searches a second by {at_once} clients; {figures(full_load)}")
        half = load.open_loop(capacity / 2, MEASURE)
        run.say(f"half of it: {figures(half)}")
        over = load.open_loop(capacity * 2, OVERLOAD)
        run.say(f"twice it for {OVERLOAD} s: {figures(over)}")
        after = load.open_loop(capacity / 2, RECOVERY * 2)
        server.check_alive()
    judge(run, full_load, over)
    judge_recovery(run, half, after)


def admitted(searches: list[Search]) -> list[float]:
    """The times of those that were answered."""
    return [search.seconds for search in searches if search.status == 200]


def refused(searches: list[Search]) -> list[float]:
    """The times of those that were refused."""
    return [search.seconds for search in searches if search.status == 503]


def figures(searches: list[Search]) -> str:
    """Counts and times."""
    parts = [
        f"{len(times)} {what}, p50 {milliseconds(percentile(times, 50))}, p99 {milliseconds(percentile(times, 99))}"
        for what, times in [("admitted", admitted(searches)), ("refused with 503", refused(searches))]
        if times
    ]
    return "; ".join(parts) or "nothing was answered"


def judge(run: Run, full_load: list[Search], over: list[Search]) -> None:
    """Admitted searches may take twice as long as at capacity, refusals must be immediate, and nothing else may happen."""
    others = [search.status for search in over if search.status not in (200, 503)]
    run.expect(not others, f"{len(others)} searches were neither answered nor refused: {others[:5]}")
    run.expect(bool(refused(over)), "nothing was refused at twice the capacity")
    if refused(over):
        slowest = percentile(refused(over), 99)
        run.expect(slowest <= AT_ONCE, f"the p99 of refusals is {milliseconds(slowest)}, not at once")
    ratio = percentile(admitted(over), 99) / percentile(admitted(full_load), 99)
    run.say(f"the p99 of admitted searches is {ratio:.2f} times that at capacity")
    run.expect(ratio <= RATIO, f"the p99 of admitted searches is {ratio:.2f} times that at capacity, more than {RATIO}")


def judge_recovery(run: Run, half: list[Search], after: list[Search]) -> None:
    """At half the capacity, a second must soon be as before: nothing refused, the p99 at most half as much again."""
    usual = percentile(admitted(half), 99) * 1.5
    began = after[0].due
    for second in range(RECOVERY * 2):
        of_second = [search for search in after if second <= search.due - began < second + 1]
        times = admitted(of_second)
        if len(times) == len(of_second) and times and percentile(times, 99) <= usual:
            run.say(f"normal again in the {second + 1}th second after")
            run.expect(second < RECOVERY, f"normal again only in the {second + 1}th second after")
            return
    run.expect(False, f"not normal again within {RECOVERY * 2} s")
