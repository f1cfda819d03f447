"""Hostile queries: one process answers or refuses them all, without dying.

Brackets by the hundred thousand, NOT chains, unpaired quotes, NUL, every Unicode block, a megabyte, long words, broken
escapes and UTF-8, sent to the three forms of the search, the box on the home page and the diagnosis. An answer has any status from
200 to 499. A connection that is closed without an answer is a refusal, which is allowed only where the request is larger than the
portal's limits.
"""

from __future__ import annotations

import contextlib
import dataclasses
import random
import time
import urllib.parse
from collections.abc import Iterator

from portal import LOOPBACK, Run, connect, make_kb, milliseconds, percentile, read_answer, wait_until_right

SEED = 7
#: The most bytes of a URI and of a body that the portal accepts.
URI, BODY = 8 << 10, 64 << 10
#: How many characters are tried together: few enough that the full variant covers all of Unicode in steps of thirteen.
BLOCK = 0x200
#: The most seconds that an answer may take.
SLOWEST = 0.2
GETS = ["/search?q=", "/search.json?q=", "/api/v1/search?q="]
FORMS = ["/open", "/diagnose"]
TEXTS = ["/api/v1/diagnose"]
PATHS = [*GETS, *FORMS, *TEXTS]
SIZES = [1, 3, 20, 170, 600, 2_600, 7_900, 20_000, 100_000, 1_000_000]
PIECES = [
    "(", ")", "()", "((", "[", "{", "([{", "<", '"', "'", '""', "“", "NOT ", "NOT (", "AND ", "OR ", "a AND NOT ", "- ",
    "-", "+", "!", "^", "~", "*", "?", ":", "/", "\\", "|", "&&", ".", ",", ";", "\0", "\0a", "\r\n", "\n", "\t", " ", "a",
    "a ", "é", "Q", "0x", "0x1E ", "event ", "Event ID: ", "Event ID: 68\nSource: ", "99999999999999999999", "1e309 ",
    "title:", "title:(", "[a TO z] ", "{* TO *} ", "/(a*)*$/ ", "^1000000000 ", "~1000000 ", "IN [", "<script>",
    "'; DROP TABLE a; --", "../", "{{7*7}}", "${a}", "a\u0301", "\u202e", "👩‍👩‍👧‍👦", "\ufeff", "\U000e0041", "ß", "İ", "ﬃ", "中", "ﷺ",
]  # fmt: skip
GARBAGE = [
    b"%", b"%%", b"%z", b"%zz", b"%f", b"%ff", b"%c0%af", b"%e2%82", b"%ed%a0%80", b"%f8%88%80%80%80", b"%00", b"+",
    b"%0d%0aX-A:%20b", b"&q=", b"&q=a&q=b", b"a&page=99999999999999999999", b"a&page=-1", b"a&page=18446744073709551615",
    b"a&limit=99999999999999", b"a&product=%00&type=(&year=%ff&section=[", b"a&year=-1", b"\xff", b"\xc0\xaf",
    b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"#", b"?", b"a=b",
]  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Query:
    """A query as bytes, ready for the address or the form if it is `escaped`, and a description of it."""

    what: str
    text: bytes
    escaped: bool = False

    def in_form(self) -> bytes:
        """As it is in an address or a form."""
        return self.text if self.escaped else urllib.parse.quote_from_bytes(self.text, safe="").encode()


def test(run: Run) -> None:
    """Sends them one after another."""
    queries = run.count(500, 10_000)
    kb = make_kb(run, 50)
    with run.server(kb, run.folder("data")) as server:
        wait_until_right(server, kb, searches=5)
        pid = server.pid
        rng = random.Random(SEED)
        times: list[tuple[float, str]] = []
        refusals = 0
        statuses: dict[int, int] = {}
        for query, path in hostile(rng, queries):
            request, large = request_of(query, path)
            name = f"{query.what} to {path}"
            try:
                status, seconds = send(server.port, request)
            except TimeoutError:
                run.expect(False, f"{name}: no answer within 30 s")
                continue
            if run.full and seconds > SLOWEST:
                # Another program may have used the processor; a query that is slow is slow every time.
                seconds = min(seconds, *(send(server.port, request)[1] for _ in range(2)))
            server.check_alive()
            if status is None:
                refusals += 1
                run.expect(large, f"{name}: closed without an answer")
            else:
                statuses[status] = statuses.get(status, 0) + 1
                run.expect(200 <= status < 500, f"{name}: answered with {status}")
            times.append((seconds, name))
        run.expect(server.pid == pid, f"the process is another: {pid} became {server.pid}")
        panics = [line for line in server.log().splitlines() if "panicked at" in line]
        run.expect(not panics, f"{len(panics)} panics, such as {panics[:1]}")
        wait_until_right(server, kb, searches=20)
        slowest, name = max(times)
        seconds = [one for one, _ in times]
        run.say(f"{queries} queries, seed {SEED}: {dict(sorted(statuses.items()))}, {refusals} refused by closing")
        run.say(f"p50 {milliseconds(percentile(seconds, 50))}, slowest {milliseconds(slowest)}: {name}")
        if run.full:
            slow = sorted((one for one in times if one[0] > SLOWEST), reverse=True)
            worst = [f"{name}: {milliseconds(seconds)}" for seconds, name in slow[:8]]
            run.expect(not slow, f"{len(slow)} queries took longer than {milliseconds(SLOWEST)}: {worst}")


def hostile(rng: random.Random, count: int) -> Iterator[tuple[Query, str]]:
    """Hostile queries with the path that each goes to: the well-known ones with every path; then, with one path each, every
    Unicode block in turn with random queries."""
    named = [(query, path) for query in by_name() for path in PATHS]
    blocks = list(range(0, 0x110000, BLOCK))
    rng.shuffle(blocks)
    yield from named[:count]
    for number in range(count - len(named)):
        if number % 3 == 0:
            query = of_block(blocks[number // 3 % len(blocks)])
        else:
            query = repeated(rng) if number % 3 == 1 else garbage(rng)
        yield query, rng.choice(PATHS)


def by_name() -> Iterator[Query]:
    """Well-known bad ones, and others that have crashed a parser before."""
    for what, text in {
        "100,000 brackets": "(" * 100_000,
        "100,000 pairs of brackets": "(" * 50_000 + ")" * 50_000,
        "4,000 brackets": "(" * 2_000 + "a" + ")" * 2_000,
        "1,500 NOT": "NOT " * 1_500,
        "5,000 NOT": "NOT " * 5_000,
        "250,000 NOT": "NOT " * 250_000,
        "an unpaired quote": '"printer',
        "1,001 quotes": '"' * 1_001,
        "NUL": "a\0b",
        "a megabyte of one word": "a" * 1_000_000,
        "a megabyte of words": "ab " * 333_333,
        "a word of 60,000 letters": "x" * 60_000,
        "10,000 accents on one letter": "e" + "\u0301" * 10_000,
        "5,000 events": "Event ID: 68\n\n" * 5_000,
        "a megabyte of events": "Event ID: 68\n\n" * 70_000,
        "a megabyte of labels in one line": "Event ID: " * 100_000,
        "a megabyte of labels": "Source: x\nEvent ID: 68\n" * 43_000,
    }.items():
        yield Query(what, text.encode())


def of_block(start: int) -> Query:
    """The characters of the `BLOCK` from `start`; for surrogates, the bytes that a careless program makes of them."""
    text = "".join(map(chr, range(start, start + BLOCK, 13)))
    return Query(f"characters from U+{start:04X}", text.encode("utf-8", "surrogatepass"))


def repeated(rng: random.Random) -> Query:
    """A few pieces, repeated to some size."""
    pieces = rng.choices(PIECES, k=rng.choice([1, 1, 2, 5]))
    piece = "".join(pieces).encode()
    size = rng.choice(SIZES)
    return Query(f"{size} bytes of {pieces}", (piece * (size // len(piece) + 1))[:size])


def garbage(rng: random.Random) -> Query:
    """Broken escapes, broken UTF-8 and stray parameters, as they are."""
    pieces = rng.choices(GARBAGE, k=rng.randint(1, 6)) * rng.choice([1, 1, 1, 30, 800])
    return Query(f"{len(pieces)} pieces of garbage such as {pieces[:6]}", b"".join(pieces), escaped=True)


def request_of(query: Query, path: str) -> tuple[bytes, bool]:
    """A request that sends the query somewhere, and whether it is larger than the limits."""
    common = f"Host: {LOOPBACK}\r\nConnection: close\r\n"
    if path in GETS:
        uri = path.encode() + query.in_form()
        return b"GET " + uri + f" HTTP/1.1\r\n{common}\r\n".encode(), len(uri) > URI
    body = query.text if path in TEXTS else b"text=" + query.in_form()
    kind = "text/plain" if path in TEXTS else "application/x-www-form-urlencoded"
    head = f"POST {path} HTTP/1.1\r\n{common}Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body, len(body) > BODY


def send(port: int, request: bytes) -> tuple[int | None, float]:
    """Sends a request as it is; returns the status (`None` if the connection was closed without one) and the seconds."""
    with connect(port) as connection:
        began = time.monotonic()
        with contextlib.suppress(ConnectionError):
            connection.sendall(request)
        answer = read_answer(connection)
        return (answer.status if answer else None), time.monotonic() - began
