"""Twice the measured capacity: admitted searches stay quick, the rest is refused at once, and all is normal soon after.

First the capacity: as many clients as searches may run at once ask one after the other. Then searches come at twice that rate,
whether or not the earlier ones have been answered (an open loop; a time counts from when the search was due). All queries are
distinct, so that no cache helps. Only with --full and on a quiet machine: it is about times.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import dataclasses
import multiprocessing
import os
import random
import time

from portal import LOOPBACK, Run, Skipped, allow_descriptors, make_kb, milliseconds, percentile, wait_until_right

#: Enough that a search costs far more than making it does: the generator has the same cores.
ARTICLES, WORDS = 12_000, 300
PROCESSES = 2
#: Seconds of each measurement; of the overload; within which all must be normal again.
MEASURE, OVERLOAD, RECOVERY = 10, 60, 5
#: How many times longer an admitted search may take than at capacity.
RATIO = 2.0
#: Seconds within which a refusal must come: the longest queue, and some for the way.
AT_ONCE = 0.1
#: Connections of one process at most; each process has an address of its own.
CONNECTIONS = 250
VOCABULARY = [f"{head}{tail}" for head in ("pr", "st", "tr", "gl", "dr", "pl", "fl", "sk") for tail in (
    "amp", "ink", "oster", "ivel", "unten", "ander", "eller", "omp", "ister", "anger", "ollen", "umber", "atten", "elver", "orden"
)]  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Search:
    """A search that was made: when it was due, its status (0 where no answer came), and the seconds to its answer."""

    due: float
    status: int
    seconds: float


class Connection(asyncio.Protocol):
    """A connection for one search after the other."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._bytes = bytearray()
        self._answer: asyncio.Future[int] | None = None
        self.is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]
        self.is_open = True

    def connection_lost(self, error: Exception | None) -> None:
        self.is_open = False
        if self._answer and not self._answer.done():
            self._answer.set_result(0)

    def data_received(self, data: bytes) -> None:
        self._bytes += data
        end = self._bytes.find(b"\r\n\r\n")
        if end < 0 or self._answer is None or self._answer.done():
            return
        head = bytes(self._bytes[:end]).lower()
        length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
        if len(self._bytes) >= end + 4 + int(length):
            self._bytes.clear()
            self.is_open = self.is_open and b"connection: close" not in head
            self._answer.set_result(int(head[9:12]))

    async def search(self, request: bytes) -> int:
        """The status of a search's answer; 0 where none came."""
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        """Closes it."""
        if self._transport:
            self._transport.close()


class Generator:
    """Makes searches from one process."""

    def __init__(self, port: int, process: int, first_query: int) -> None:
        self._port = port
        self._source = f"127.0.2.{process + 1}"
        self._query = first_query
        self._free: list[Connection] = []
        self._opened = 0
        self.searches: list[Search] = []

    async def ask(self, due: float) -> None:
        """Makes one search on a free connection, or a new one."""
        self._query += 1
        status = 0
        with contextlib.suppress(OSError):
            connection = await self._connection()
            if connection:
                status = await connection.search(request_for(self._query))
                self._give_back(connection)
        self.searches.append(Search(due, status, time.monotonic() - due))

    async def _connection(self) -> Connection | None:
        while self._free:
            connection = self._free.pop()
            if connection.is_open:
                return connection
            self._opened -= 1
        if self._opened >= CONNECTIONS:
            return None
        self._opened += 1
        loop = asyncio.get_running_loop()
        return (await loop.create_connection(Connection, LOOPBACK, self._port, local_addr=(self._source, 0)))[1]

    def _give_back(self, connection: Connection) -> None:
        if connection.is_open:
            self._free.append(connection)
        else:
            connection.close()
            self._opened -= 1

    async def closed_loop(self, clients: int, seconds: float) -> None:
        """So many clients, each asking as soon as it is answered."""
        end = time.monotonic() + seconds

        async def client() -> None:
            while time.monotonic() < end:
                await self.ask(time.monotonic())

        await asyncio.gather(*(client() for _ in range(clients)))

    async def open_loop(self, rate: float, seconds: float) -> None:
        """So many searches a second, whatever becomes of them."""
        began = time.monotonic()
        tasks = []
        for number in range(int(rate * seconds)):
            due = began + number / rate
            await asyncio.sleep(max(0, due - time.monotonic()))
            tasks.append(asyncio.create_task(self.ask(due)))
        await asyncio.gather(*tasks)


def request_for(number: int) -> bytes:
    """A search for eight words; another set for every number."""
    words, left = [], number * 0x9E3779B97F4A7C15 % 2**64
    for _ in range(8):
        left, at = divmod(left, len(VOCABULARY))
        words.append(VOCABULARY[at])
    return f"GET /api/v1/search?q={'+'.join(words)} HTTP/1.1\r\nHost: {LOOPBACK}\r\n\r\n".encode()


def generate(port: int, process: int, first_query: int, loop: str, amount: float, seconds: float) -> list[Search]:
    """What one process sees."""
    generator = Generator(port, process, first_query)
    running = (
        generator.open_loop(amount, seconds) if loop == "open" else generator.closed_loop(int(amount), seconds)
    )
    asyncio.run(running)
    return generator.searches


class Bench:
    """Measures with all processes together; no query comes twice."""

    def __init__(self, port: int, pool: concurrent.futures.ProcessPoolExecutor) -> None:
        self._port, self._pool, self._queries = port, pool, 0

    def measure(self, loop: str, amount: float, seconds: float) -> list[Search]:
        """All searches, in the order in which they were due."""
        share = amount / PROCESSES
        jobs = []
        for process in range(PROCESSES):
            jobs.append(self._pool.submit(generate, self._port, process, self._queries, loop, share, seconds))
            self._queries += 10_000_000
        return sorted((search for job in jobs for search in job.result()), key=lambda search: search.due)


def filling(number: int) -> str:
    """Words, some of them far commoner than others."""
    rng = random.Random(number)
    return " ".join(VOCABULARY[int(len(VOCABULARY) * rng.random() ** 2)] for _ in range(WORDS))


def test(run: Run) -> None:
    """Measures the capacity, doubles it, and waits for the normal."""
    if not run.full:
        raise Skipped("it is about times: only with --full")
    allow_descriptors(1024)
    kb = make_kb(run, ARTICLES, filling)
    at_once = PROCESSES * max(1, 2 * (os.cpu_count() or 1) // PROCESSES)
    with (
        run.server(kb, run.folder("data")) as server,
        concurrent.futures.ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("fork")) as pool,
    ):
        wait_until_right(server, kb, searches=5)
        bench = Bench(server.port, pool)
        bench.measure("closed", at_once, 2)
        full_load = bench.measure("closed", at_once, MEASURE)
        capacity = len(admitted(full_load)) / MEASURE
        run.say(f"capacity: {capacity:.0f} searches a second by {at_once} clients; {figures(full_load)}")
        half = bench.measure("open", capacity / 2, MEASURE)
        run.say(f"half of it: {figures(half)}")
        over = bench.measure("open", capacity * 2, OVERLOAD)
        run.say(f"twice it for {OVERLOAD} s: {figures(over)}")
        after = bench.measure("open", capacity / 2, RECOVERY * 2)
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
    """Admitted searches may take twice as long as at capacity, refusals must be at once, and nothing else may come."""
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
    """At half the capacity, a second must soon be as it was before: nothing refused, the p99 at most half as much again."""
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
