"""What every fault script shares: a server of its own, articles of its own, requests, and a report.

A subject is a file in this folder with a function `test(run)`; its docstring says what it proves. `run` is a `Run`: the binary,
whether the run is quick or full, a scratch folder that is removed at the end, and the way to report figures and failures.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import html
import http.client
import itertools
import json
import os
import random
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

LOOPBACK = "127.0.0.1"
#: An article of the built-in knowledge base, and a piece of its page.
BUILTIN, BUILTIN_TEXT = "Q168465", "XFOR: Event ID 68"
#: How long something that isn't about speed may take on a slow, busy machine.
PATIENCE = 60.0


class Failure(Exception):
    """The subject can't go on; the message says what is wrong."""


class Skipped(Exception):
    """The subject can't be tested on this machine; the message says why."""


class Run:
    """One run of one subject."""

    def __init__(self, subject: str, binary: Path, full: bool, scratch: Path) -> None:
        self.subject = subject
        self.binary = binary
        self.full = full
        self.scratch = scratch
        self.failures = 0
        #: Parts that can't be tested on this machine.
        self.left_out = 0
        self._folders = itertools.count(1)

    def say(self, text: str) -> None:
        """Prints a line of the report."""
        # In one piece, since several subjects write at the same time.
        sys.stdout.write(f"[{self.subject}] {text}\n")
        sys.stdout.flush()

    def expect(self, holds: bool, failure: str) -> bool:
        """Records a failure if something doesn't hold, and continues."""
        if not holds:
            self.failures += 1
            self.say(f"FAILED: {failure}")
        return holds

    @contextlib.contextmanager
    def part(self, name: str) -> Iterator[None]:
        """A part of a subject: if it can't continue, the next part is tried anyway."""
        try:
            yield
        except Skipped as reason:
            self.left_out += 1
            self.say(f"NOT TESTED: {name}: {reason}")
        except (Failure, OSError) as failure:
            self.expect(False, f"{name}: {failure}")

    def count(self, quick: int, full: int) -> int:
        """How often to do something."""
        return full if self.full else quick

    def folder(self, name: str) -> Path:
        """A new, empty folder."""
        folder = self.scratch / f"{next(self._folders):03}-{name}"
        folder.mkdir()
        return folder

    def server(self, kb: Kb | None, data: Path, **options) -> Server:
        """A server that is not started yet, for a folder of articles or only the built-in ones."""
        roots = [] if kb is None else [kb.root]
        return Server(self.binary, roots, data, self.folder("log"), **options)


def need(tool: str) -> str:
    """The path of a system tool; skips the subject if it isn't installed."""
    path = shutil.which(tool)
    if path is None:
        raise Skipped(f"{tool} is not installed")
    return path


# ---------------------------------------------------------------------------------------------------------------- content


def word_of(*seed: object) -> str:
    """A word of twelve letters that nothing else contains."""
    digest = hashlib.sha256(repr(seed).encode()).digest()
    return "z" + "".join(chr(ord("a") + byte % 26) for byte in digest[:11])


@dataclasses.dataclass(frozen=True)
class Article:
    """An article that was made for a test. Its token is at its start and at its end."""

    id: str
    title: str
    token: str
    filling: str = ""

    @classmethod
    def numbered(cls, number: int, edition: int, filling: str = "") -> Article:
        """The `edition`th form of an article; titles contain characters that must be escaped on the way to the page."""
        token = word_of(number, edition)
        title = f'Printer "{token}" says <fault {number}> & stops – édition {edition}'
        return cls(f"FLT-{number:05}", title, token, filling)

    def text(self) -> str:
        """The file's content, in the format that the README describes."""
        quoted = self.title.replace("\\", "\\\\").replace('"', '\\"')
        # The words are made up, so their language should not be detected.
        head = f'---\nid: {self.id}\ntitle: "{quoted}"\nproducts: ["Test printer"]\nmodified: 2024-02-29\nlang: en\n---\n'
        cause = f"## Cause\n\nStart {self.token}. A worn belt stops the paper in tray {self.id[-1]}.\n"
        body = f"{self.filling}\n\n" if self.filling else ""
        return f"{head}\n{cause}\n{body}## Resolution\n\nFit another belt. End {self.token}.\n"


class Kb:
    """A folder of articles, and what a server should serve of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.articles: dict[str, Article] = {}
        self.removed: set[str] = set()
        self._editions: dict[int, int] = {}

    def fill(self, numbers: range, filling: Callable[[int], str] = lambda number: "") -> None:
        """Writes articles."""
        for number in numbers:
            self.write(number, filling(number))

    def write(self, number: int, filling: str = "", in_place: bool = False) -> Article:
        """Writes the next edition of an article: atomically by a rename, or over the old file as simple editors do."""
        edition = self._editions[number] = self._editions.get(number, 0) + 1
        article = Article.numbered(number, edition, filling)
        path = self.path(article.id)
        if in_place:
            path.write_text(article.text(), encoding="utf-8")
        else:
            beside = path.with_name(f".{path.name}.new")
            beside.write_text(article.text(), encoding="utf-8")
            beside.rename(path)
        self.articles[article.id] = article
        self.removed.discard(article.id)
        return article

    def remove(self, number: int) -> None:
        """Removes an article."""
        article_id = f"FLT-{number:05}"
        self.path(article_id).unlink()
        del self.articles[article_id]
        self.removed.add(article_id)

    def path(self, article_id: str) -> Path:
        """The path of an article's file."""
        return self.root / f"{article_id}.md"

    def change_something(self, rng: random.Random, most: int) -> None:
        """Writes, adds or removes an article, so that about `most` numbers stay in use."""
        number = rng.randrange(most)
        there = f"FLT-{number:05}" in self.articles
        if there and rng.random() < 0.2:
            self.remove(number)
        else:
            self.write(number, in_place=rng.random() < 0.5)


def make_kb(run: Run, articles: int, filling: Callable[[int], str] = lambda number: "") -> Kb:
    """A folder with this many articles."""
    kb = Kb(run.folder("kb"))
    kb.fill(range(articles), filling)
    return kb


def wrong_articles(client: Client, kb: Kb) -> Iterator[str]:
    """How the served articles differ from the files in the folder, article by article."""
    for article in kb.articles.values():
        answer = client.get(f"/kb/{article.id}")
        wrong = wrong_page(answer, article)
        if wrong:
            yield wrong
    for article_id in sorted(kb.removed):
        status = client.get(f"/kb/{article_id}").status
        if status != 404:
            yield f"{article_id} was removed and is answered with {status}"
    answer = client.get(f"/kb/{BUILTIN}")
    if answer.status != 200 or BUILTIN_TEXT not in answer.text():
        yield f"the built-in {BUILTIN} is answered with {answer.status}"


def wrong_page(answer: Answer, article: Article) -> str | None:
    """What is wrong with an article's page, if anything."""
    if answer.status != 200:
        return f"{article.id} is answered with {answer.status}"
    text = html.unescape(answer.text())
    if f"<h1>{article.title}</h1>" not in text:
        shown = re.search(r"<h1>(.*?)</h1>", text, re.DOTALL)
        return f"{article.id} has the title {shown[1] if shown else None!r}, not {article.title!r}"
    for place in ("Start", "End"):
        if f"{place} {article.token}." not in text:
            return f"the page of {article.id} lacks “{place} {article.token}”"
    return None


def wrong_searches(client: Client, articles: Sequence[Article]) -> Iterator[str]:
    """Articles that a search for their own word doesn't find."""
    for article in articles:
        answer = client.get(f"/api/v1/search?q={article.token}")
        found = [hit["id"] for hit in answer.json().get("hits", [])] if answer.status == 200 else []
        if article.id not in found:
            yield f"a search for “{article.token}” ({article.id}) is answered with {answer.status} and finds {found}"


def wait_until_right(server: Server, kb: Kb, searches: int, within: float = PATIENCE) -> float:
    """Waits until every article is served according to its file and this many searches find theirs; returns the seconds it took."""
    began = time.monotonic()
    sample = random.Random(len(kb.articles)).sample(
        sorted(kb.articles.values(), key=lambda article: article.id), min(searches, len(kb.articles))
    )

    def wrong() -> str | None:
        try:
            with server.client() as client:
                return next(wrong_articles(client, kb), None) or next(wrong_searches(client, sample), None)
        except OSError as error:
            return f"a request has no answer: {error!r}"

    last = None
    for _ in attempts(within, 0.1):
        server.check_alive()
        last = wrong()
        if last is None:
            return time.monotonic() - began
    raise Failure(f"not right after {within:.0f} s: {last}; the server's log ends: {server.log_tail()}")


# --------------------------------------------------------------------------------------------------------------- requests


@dataclasses.dataclass(frozen=True)
class Answer:
    """An answer, read to its end."""

    status: int
    headers: dict[str, str]
    body: bytes

    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    def json(self):
        """The body as JSON."""
        return json.loads(self.body)


class Client:
    """A client with one connection that is kept open."""

    def __init__(self, port: int, source: str = LOOPBACK, timeout: float = 30.0) -> None:
        self._connection = http.client.HTTPConnection(
            LOOPBACK, port, timeout=timeout, source_address=(source, 0)
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection; the next request opens another."""
        self._connection.close()

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        """`GET`."""
        return self._ask("GET", path, None, headers or {})

    def post(self, path: str, body: bytes, kind: str = "application/x-www-form-urlencoded") -> Answer:
        """`POST`."""
        return self._ask("POST", path, body, {"Content-Type": kind})

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        try:
            self._connection.request(method, path, body, headers)
            return _answer(self._connection.getresponse())
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise ConnectionError(f"no whole answer to {method} {path}: {error!r}") from error


def _answer(response: http.client.HTTPResponse) -> Answer:
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, headers, response.read())


def read_answer(connection: socket.socket) -> Answer | None:
    """The answer on a raw socket; `None` if it was closed without one."""
    response = http.client.HTTPResponse(connection)
    try:
        response.begin()
        return _answer(response)
    except (ConnectionError, http.client.HTTPException):
        return None
    finally:
        response.close()


def free_port() -> int:
    """A free port, for a server that must come back on the same one."""
    with socket.create_server((LOOPBACK, 0)) as probe:
        return probe.getsockname()[1]


def connect(port: int, source: str = LOOPBACK, timeout: float = 30.0) -> socket.socket:
    """A raw connection from one of the loopback addresses."""
    return socket.create_connection((LOOPBACK, port), timeout, source_address=(source, 0))


# ----------------------------------------------------------------------------------------------------------------- server


class Server:
    """A server process on a port of its own. In a `with`, it is killed at the end."""

    def __init__(
        self,
        binary: Path,
        roots: Sequence[Path],
        data: Path,
        logs: Path,
        *,
        listen_port: int = 0,
        arguments: Sequence[str] = (),
        environment: dict[str, str] | None = None,
        wrapper: Sequence[str] = (),
        descriptors: Sequence[int] = (),
        prepare: Callable[[], None] | None = None,
    ) -> None:
        folders = [word for root in roots for word in ("--kb", str(root))]
        self.command = [
            *wrapper, str(binary), *folders, "--data", str(data), "--listen", f"{LOOPBACK}:{listen_port}", *arguments,
        ]  # fmt: skip
        self._binary = binary
        self._wrapped = bool(wrapper)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("FIXPATH_")}
        self._environment = {**kept, "FIXPATH_STORE": "none", "NO_COLOR": "1", "RUST_BACKTRACE": "0", **(environment or {})}
        self._descriptors = descriptors
        self._prepare = prepare
        self._err = logs / "err"
        self._port: int | None = None
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Starts the process and returns immediately."""
        self._port = None
        with self._err.open("wb") as err:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=err,
                env=self._environment,
                pass_fds=self._descriptors,
                preexec_fn=self._prepare,
            )

    @property
    def port(self) -> int:
        """The port, after waiting for the line that names it."""
        if self._port is None:
            wait_for(self._find_port, f"no line on standard error names the port; {self.log_tail()}", self.check_alive)
        assert self._port is not None
        return self._port

    def _find_port(self) -> bool:
        named = re.search(r"http://[^\s:]+:(\d+)", self.log())
        self._port = int(named[1]) if named else None
        return named is not None

    def client(self, source: str = LOOPBACK) -> Client:
        """A client of this server."""
        return Client(self.port, source)

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        """`GET` on a separate connection."""
        with self.client() as client:
            return client.get(path, headers)

    @property
    def pid(self) -> int:
        """The server's own process ID, under whatever wraps it."""
        assert self.process is not None
        if not self._wrapped:
            return self.process.pid
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        for pid in [self.process.pid, *map(int, children.read_text().split())]:
            with contextlib.suppress(OSError):
                if Path(f"/proc/{pid}/exe").samefile(self._binary):
                    return pid
        raise Failure(f"{self._binary.name} is not running; {self.log_tail()}")

    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def check_alive(self) -> None:
        """Fails if the process has ended."""
        if not self.is_alive():
            raise Failure(f"the server ended with {self.wait()}; {self.log_tail()}")

    def is_ready(self) -> bool:
        """Whether `/-/ready` says so."""
        return self.get("/-/ready").status == 200

    def wait_ready(self, within: float = PATIENCE) -> None:
        """Waits until all content is served."""
        wait_for(self.is_ready, "/-/ready does not become 200", self.check_alive, within)

    def log(self) -> str:
        """What the server wrote to standard error, without colors."""
        return re.sub(r"\x1b\[[0-9;]*m", "", self._err.read_text("utf-8", "replace"))

    def log_tail(self) -> str:
        """The last lines of the log, for a failure."""
        return " | ".join(self.log().splitlines()[-4:]) or "the log is empty"

    def complaints(self) -> list[str]:
        """The log's warnings and errors."""
        return [line for line in self.log().splitlines() if re.search(r"\b(WARN|ERROR)\b|panicked at", line)]

    def terminate(self) -> None:
        """Asks the server to stop."""
        os.kill(self.pid, signal.SIGTERM)

    def wait(self, within: float = PATIENCE) -> int:
        """Waits for the process to end; returns its exit code, negative for a signal."""
        assert self.process is not None
        try:
            return self.process.wait(within)
        except subprocess.TimeoutExpired:
            raise Failure(f"the server has not ended within {within:.0f} s; {self.log_tail()}") from None

    def stop(self) -> int:
        """Asks the server to stop and waits for it."""
        self.terminate()
        return self.wait()

    def kill(self) -> None:
        """Kills the process, whatever it does."""
        if self.process is None or not self.is_alive():
            return
        try:
            os.kill(self.pid, signal.SIGKILL)
        except (Failure, OSError):
            self.process.kill()
        self.process.wait()


def wait_for(
    condition: Callable[[], bool], failure: str, check: Callable[[], None] = lambda: None, within: float = PATIENCE
) -> float:
    """Waits until something holds; returns the seconds it took."""
    began = time.monotonic()
    for _ in attempts(within, 0.01):
        if condition():
            return time.monotonic() - began
        check()
    raise Failure(f"{failure} within {within:.0f} s")


def attempts(within: float, pause: float) -> Iterator[None]:
    """Yields again and again for this many seconds. A turn counts as five seconds at most, so that a machine that was suspended, or
    processes that were stopped for a while, don't look like a failure."""
    waited = 0.0
    while waited <= within:
        began = time.monotonic()
        yield
        time.sleep(pause)
        waited += min(5.0, time.monotonic() - began)


def with_mount(mount: str, data: Path) -> list[str]:
    """Wraps a server in a mount namespace of its own, where `mount` (for `sh`, the data folder in `$0`) was done first.

    Skips the subject where the system does not permit it.
    """
    namespace = [need("unshare"), "--mount", "--propagation", "private"]
    if os.geteuid() != 0:
        namespace.append("--map-root-user")
    tried = subprocess.run([*namespace, "sh", "-c", mount, data], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        raise Skipped(f"`{mount}` is not permitted here: {tried.stderr.strip()}")
    return [*namespace, "sh", "-c", f'{mount} && exec "$@"', str(data)]


# ---------------------------------------------------------------------------------------------------------------- figures


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that this percentage of all values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def milliseconds(seconds: float) -> str:
    """A time for the report."""
    return f"{seconds * 1000:.1f} ms"


def allow_descriptors(wanted: int) -> None:
    """Raises this process's limit of open files; skips the subject if the system refuses."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise Skipped(f"needs {wanted} open files, and this system allows {hard}")
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
