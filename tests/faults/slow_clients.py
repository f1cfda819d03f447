"""Slow clients by the hundred: all are closed in time, and a good client is answered all the while.

A third send half a header, a third stall in a body, and a third read nothing of a big page; every other one of the first two kinds
sends a byte a second. They come from many loopback addresses with four connections each, then once more all from one. A slow client
counts as closed when the server's side of its connection is gone. The system's own table shows that; a client that reads nothing
doesn't notice the end. In the quick variant the good client's times are only figures, not a verdict.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import ipaddress
import multiprocessing
import socket
import time
from pathlib import Path

from portal import (
    LOOPBACK, PATIENCE, Client, Run, Server, allow_descriptors, make_kb, milliseconds, percentile, wait_until_right,
)  # fmt: skip

#: Seconds after which the server must have closed each kind.
LIMITS = {"half header": 10, "stalled body": 30, "slow reader": 30}
#: How many seconds longer it may take.
GRACE = 5
PER_ADDRESS = 4
#: The address of all clients in the second crowd.
CROWDED = "127.0.99.9"
#: How many times longer a good client may wait on a quiet machine.
RATIO = 1.2
BIG = "FLT-00000"


@dataclasses.dataclass
class SlowClient:
    """A client that holds its connection."""

    kind: str
    connection: socket.socket
    source: str
    port: int
    drips: bool
    opened: float
    #: Seconds after its opening at which the server had closed it.
    closed: float | None = None

    def drip(self) -> None:
        """Sends another byte."""
        with contextlib.suppress(OSError):
            self.connection.send(b"a")


@dataclasses.dataclass(frozen=True)
class Steady:
    """What a good client experienced: the statuses and times of its answers."""

    statuses: list[int | str]
    seconds: list[float]

    def refused(self) -> list[int | str]:
        """Answers without status 200."""
        return [status for status in self.statuses if status != 200]


def test(run: Run) -> None:
    """Starts the slow clients from many addresses, then from one."""
    crowd = run.count(400, 2000)
    allow_descriptors(crowd + 200)
    kb = make_kb(run, 20, lambda number: "Big page. " * 30_000 if number == 0 else "")
    with run.server(kb, run.folder("data"), prepare=lambda: allow_descriptors(crowd + 500)) as server:
        wait_until_right(server, kb, searches=5)
        with executor() as pool:
            seconds = run.count(3, 20)
            before = pool.submit(good_client, server.port, LOOPBACK, seconds).result()
            run.say(f"a good client alone: {figures(before)}")
            many_addresses(run, server, pool, crowd, before)
            one_address(run, server, pool, crowd)
        run.expect(server.stop() == 0, "the server does not stop in order after the slow clients")


def executor() -> concurrent.futures.ProcessPoolExecutor:
    """Processes for the good clients, so that the crowd in this one doesn't slow them down."""
    return concurrent.futures.ProcessPoolExecutor(2, multiprocessing.get_context("fork"))


def many_addresses(
    run: Run, server: Server, pool: concurrent.futures.ProcessPoolExecutor, crowd: int, before: Steady
) -> None:
    """The crowd comes from many addresses: each is within its limits, and must be closed in time."""
    began = time.monotonic()
    first = ipaddress.ip_address("127.0.1.1")
    clients = open_crowd(server.port, [str(first + number // PER_ADDRESS) for number in range(crowd)])
    run.say(f"{crowd} slow clients from {crowd // PER_ADDRESS} addresses, opened in {time.monotonic() - began:.1f} s")
    with_crowd = pool.submit(good_client, server.port, LOOPBACK, max(LIMITS.values()))
    watch(server, clients)
    for kind, limit in LIMITS.items():
        judge(run, [client for client in clients if client.kind == kind], kind, limit)
    during = with_crowd.result()
    ratio = percentile(during.seconds, 99) / percentile(before.seconds, 99)
    run.say(f"a good client meanwhile: {figures(during)}; p99 {ratio:.2f} times that before")
    run.expect(not during.refused(), f"the good client is refused: {during.refused()[:5]}")
    if run.full:
        run.expect(ratio <= RATIO, f"the good client's p99 is {ratio:.2f} times that before, more than {RATIO}")


def one_address(run: Run, server: Server, pool: concurrent.futures.ProcessPoolExecutor, crowd: int) -> None:
    """The crowd comes from one address: clients from others are served, and one from the same gets an answer."""
    clients = open_crowd(server.port, [CROWDED] * crowd)
    others = pool.submit(good_client, server.port, LOOPBACK, 5)
    neighbor = pool.submit(good_client, server.port, CROWDED, 5)
    watch(server, clients)
    judge(run, clients, "slow client from one address", max(LIMITS.values()))
    run.say(f"a client of another address: {figures(others.result())}")
    run.expect(not others.result().refused(), f"a client of another address is refused: {others.result().refused()[:5]}")
    seen = neighbor.result()
    run.say(f"a client of the same address: {figures(seen)}; {len(seen.refused())} not answered with 200")
    wrong = [status for status in seen.statuses if status not in (200, 503)]
    run.expect(not wrong, f"a client of the crowded address gets neither 200 nor 503, but {wrong[:5]}")


def figures(steady: Steady) -> str:
    """A good client's figures."""
    p50, p99 = (milliseconds(percentile(steady.seconds, percent)) for percent in (50, 99))
    return f"{len(steady.statuses)} answers, p50 {p50}, p99 {p99}"


def open_crowd(port: int, sources: list[str]) -> list[SlowClient]:
    """Opens a slow client for each source address, of each kind in turn."""
    return [
        open_slow(port, source, list(LIMITS)[number % 3], drips=number // 3 % 2 == 1)
        for number, source in enumerate(sources)
    ]


def open_slow(port: int, source: str, kind: str, drips: bool) -> SlowClient:
    """Opens one slow client and sends the part of a request that it will not finish."""
    connection = socket.socket()
    connection.settimeout(30)
    if kind == "slow reader":
        # Small segments and a small buffer keep the system from accepting the whole page for the client.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
    connection.bind((source, 0))
    connection.connect((LOOPBACK, port))
    client = SlowClient(kind, connection, *connection.getsockname(), drips and kind != "slow reader", time.monotonic())
    host = f"Host: {LOOPBACK}\r\n"
    begun = {
        "half header": f"GET / HTTP/1.1\r\n{host}X-Slow: ",
        "stalled body": f"POST /open HTTP/1.1\r\n{host}Content-Type: application/x-www-form-urlencoded\r\n"
        "Content-Length: 50000\r\n\r\ntext=",
        "slow reader": f"GET /kb/{BIG} HTTP/1.1\r\n{host}\r\n",
    }
    # A client that is turned away immediately is simply closed early.
    with contextlib.suppress(OSError):
        connection.sendall(begun[kind].encode())
    return client


def watch(server: Server, clients: list[SlowClient]) -> None:
    """Lets some of them drip and records when each was closed, until all are or the time is over."""
    ticks = 0
    end = time.monotonic() + max(LIMITS.values()) + PATIENCE
    while time.monotonic() < end and any(client.closed is None for client in clients):
        time.sleep(0.5)
        ticks += 1
        held = held_connections(server)
        now = time.monotonic()
        for client in clients:
            if client.closed is None and (client.source, client.port) not in held:
                client.closed = now - client.opened
            elif client.closed is None and client.drips and ticks % 2 == 0:
                client.drip()
    for client in clients:
        client.connection.close()


def held_connections(server: Server) -> set[tuple[str, int]]:
    """The peers of the connections that the server process holds, from the system's table: one without an owner has no inode."""
    held = set()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        local, remote, inode = fields[1], fields[2], fields[9]
        if int(local.split(":")[1], 16) == server.port and inode != "0":
            address, port = remote.split(":")
            held.add((socket.inet_ntoa(bytes.fromhex(address)[::-1]), int(port, 16)))
    return held


def judge(run: Run, clients: list[SlowClient], what: str, limit: float) -> None:
    """All must have been closed: with --full in time; otherwise at all, since quick runs happen on busy machines."""
    times = [client.closed for client in clients if client.closed is not None]
    if times:
        run.say(f"{what}: {len(times)} of {len(clients)} closed, after {min(times):.0f} to {max(times):.0f} s")
    grace = GRACE if run.full else PATIENCE
    late = [client for client in clients if client.closed is None or client.closed > limit + grace]
    of_kind = {kind: sum(client.kind == kind for client in late) for kind in LIMITS}
    run.expect(not late, f"{what}: {len(late)} of {len(clients)} not closed {grace:.0f} s after their {limit} s: {of_kind}")


def good_client(port: int, source: str, seconds: float) -> Steady:
    """Reads an article and searches in turn, fifty times a second, each second on a new connection."""
    steady = Steady([], [])
    end = time.monotonic() + seconds
    number = 0
    while time.monotonic() < end:
        with Client(port, source, timeout=10) as client:
            for _ in range(50):
                number += 1
                path = "/kb/Q168465" if number % 2 else f"/search?q=event+{number % 90}"
                began = time.monotonic()
                try:
                    status: int | str = client.get(path).status
                except OSError as error:
                    status = repr(error)
                steady.seconds.append(time.monotonic() - began)
                steady.statuses.append(status)
                time.sleep(0.02)
    return steady
