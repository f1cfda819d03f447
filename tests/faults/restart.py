"""A restart loses no request: SIGTERM under load, one process after another on an inherited socket, and systemd's messages.

Clients on kept-alive connections send requests without pause while the server is told to stop. A request is lost if any part of it
was sent and no complete answer came. A client that has read `Connection: close` sends nothing more on that connection; the server
must say so in an answer before it closes. With socket activation the listening socket outlives the process, so that even new
connections wait for the next process and are answered.
"""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from portal import (
    BUILTIN, BUILTIN_TEXT, LOOPBACK, Answer, Failure, Kb, Run, Server, connect, make_kb, read_answer, wait_until_right,
)  # fmt: skip

CLIENTS = 6
#: Seconds within which a server must have ended, with all its requests answered.
DRAIN = 20
PATHS = [f"/kb/{BUILTIN}", "/search?q=event+68", "/", "/api/v1/search?q=printer", "/-/health"]


class Load(threading.Thread):
    """A client that sends requests without pause; if `outlasts` is false, it stops when no new connection is accepted."""

    def __init__(self, port: int, number: int, outlasts: bool) -> None:
        super().__init__()
        self.answered = self.connections = 0
        self.lost: list[str] = []
        self._port, self._number, self._outlasts = port, number, outlasts
        self._over = threading.Event()

    def finish(self) -> None:
        """Ends after the current request."""
        self._over.set()
        self.join()

    def run(self) -> None:
        while not self._over.is_set():
            try:
                connection = connect(self._port)
            except OSError as error:
                if self._outlasts:
                    self.lost.append(f"no connection: {error!r}")
                return
            self.connections += 1
            with connection:
                self._use(connection)

    def _use(self, connection: socket.socket) -> None:
        """Sends requests on one connection until the server says that it closes it; every other client often opens new ones."""
        asked = 0
        while not self._over.is_set() and (self._number % 2 == 0 or not self._outlasts or asked < 5):
            path = PATHS[(self.answered + self._number) % len(PATHS)]
            answer = ask(connection, path)
            asked += 1
            if answer is None:
                self.lost.append(f"the {asked}th request of a connection, {path}, has no answer")
                return
            if answer.status != 200:
                self.lost.append(f"{path} is answered with {answer.status}")
            self.answered += 1
            if answer.headers.get("connection", "").lower() == "close":
                return


def ask(connection: socket.socket, path: str) -> Answer | None:
    """Sends a request and reads its answer; `None` if it was lost.

    A program that was built without optimization may be busy with its first pages for a moment, and says so: then the
    request is sent again.
    """
    answer = None
    for _ in range(5):
        try:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {LOOPBACK}\r\n\r\n".encode())
            answer = read_answer(connection)
        except OSError:
            return None
        if answer is None or answer.status != 503 or "Server busy" not in answer.text():
            break
        if answer.headers.get("connection", "").lower() == "close":
            break
        time.sleep(1)
    return answer


@contextlib.contextmanager
def load(run: Run, port: int, what: str, outlasts: bool) -> Iterator[list[Load]]:
    """Clients that send requests while the `with` lasts; then none may have lost a request."""
    clients = [Load(port, number, outlasts) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    try:
        yield clients
    finally:
        for client in clients:
            client.finish()
    lost = [loss for client in clients for loss in client.lost]
    answered, connections = sum(client.answered for client in clients), sum(client.connections for client in clients)
    run.say(f"{what}: {answered} requests on {connections} connections answered, {len(lost)} lost")
    run.expect(answered > 0, f"{what}: not one request was answered")
    run.expect(not lost, f"{what}: {len(lost)} requests lost, such as {lost[:3]}")


def test(run: Run) -> None:
    """Each way of ending and starting."""
    kb = make_kb(run, 20)
    data = run.folder("data")
    for number in range(1, run.count(2, 10) + 1):
        with run.part(f"SIGTERM under load, {number}"):
            terminate_under_load(run, kb, data, number)
    with run.part("a late body"):
        late_body(run, kb, data)
    with run.part("socket activation"):
        hand_over(run, kb, data, run.count(3, 20))
    with run.part("messages to the service manager"):
        messages(run, kb, data)


def terminate_under_load(run: Run, kb: Kb, data: Path, number: int) -> None:
    """Stops a server that clients keep busy."""
    with run.server(kb, data) as server:
        wait_until_right(server, kb, searches=5)
        with load(run, server.port, f"SIGTERM under load, {number}", outlasts=False):
            time.sleep(0.7)
            seconds = end_in_order(run, server)
    run.say(f"the process ended in order {seconds:.1f} s after SIGTERM")


def end_in_order(run: Run, server: Server) -> float:
    """Stops a server and records how it ended; returns the seconds it took."""
    began = time.monotonic()
    code = server.stop()
    seconds = time.monotonic() - began
    run.expect(code == 0, f"after SIGTERM the server ends with {code}, not 0; {server.log_tail()}")
    run.expect(seconds < DRAIN + 2, f"after SIGTERM the server takes {seconds:.1f} s to end")
    return seconds


def late_body(run: Run, kb: Kb, data: Path) -> None:
    """A request whose body is still on its way when the server is told to stop must be answered."""
    body = b"text=event+68+" + b"x" * 50
    head = (
        f"POST /open HTTP/1.1\r\nHost: {LOOPBACK}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with run.server(kb, data) as server:
        wait_until_right(server, kb, searches=5)
        with connect(server.port) as connection:
            connection.sendall(head.encode() + body[:10])
            time.sleep(0.2)
            server.terminate()
            time.sleep(1.5)
            with contextlib.suppress(OSError):
                connection.sendall(body[10:])
            answer = read_answer(connection)
        run.expect(
            answer is not None and answer.status == 303,
            f"a request whose body was on its way at SIGTERM is answered with {answer and answer.status}, not 303",
        )
        code = server.wait()
        run.expect(code == 0, f"after a late body the server ends with {code}, not 0")
        run.say("a request whose body was on its way at SIGTERM was answered")


def hand_over(run: Run, kb: Kb, data: Path, times: int) -> None:
    """One process after another serves an inherited socket, to which clients never stop sending requests."""
    with socket.create_server((LOOPBACK, 0), backlog=1024) as listening:
        port = listening.getsockname()[1]
        with activated(run, kb, data, listening) as server:
            wait_for_text(port)
            with load(run, port, f"{times} hand-overs on one socket", outlasts=True):
                for _ in range(times):
                    time.sleep(0.5)
                    seconds = end_in_order(run, server)
                    server.start()
                    wait_for_text(port)
            run.say(f"the last process ended {seconds:.1f} s after SIGTERM, the next one took over")
            code = server.stop()
            run.expect(code == 0, f"an activated server ends with {code}, not 0")


def activated(run: Run, kb: Kb, data: Path, listening: socket.socket) -> Server:
    """A server that gets a listening socket as from systemd: as descriptor 3, for its own process ID."""
    shift = 'import os, sys; os.dup2(int(sys.argv[1]), 3); os.environ["LISTEN_PID"] = str(os.getpid());'
    script = f"{shift} os.execv(sys.argv[2], sys.argv[2:])"
    return run.server(
        kb,
        data,
        environment={"LISTEN_FDS": "1"},
        wrapper=[sys.executable, "-c", script, str(listening.fileno())],
        descriptors=[listening.fileno()],
    )


def wait_for_text(port: int) -> None:
    """A new connection must be answered with the article."""
    with connect(port) as connection:
        answer = ask(connection, PATHS[0])
    if answer is None or BUILTIN_TEXT not in answer.text():
        raise Failure(f"a process on an inherited socket answers {PATHS[0]} with {answer and answer.status}")


def messages(run: Run, kb: Kb, data: Path) -> None:
    """READY=1 once it serves, STOPPING=1 once it is told to stop."""
    address = str(run.folder("notify") / "socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as inbox:
        inbox.bind(address)
        inbox.settimeout(DRAIN)
        with run.server(kb, data, environment={"NOTIFY_SOCKET": address}) as server:
            expect_message(inbox, "READY=1")
            status = server.get("/-/health").status
            run.expect(status == 200, f"told READY=1, and /-/health is answered with {status}")
            server.terminate()
            expect_message(inbox, "STOPPING=1")
            server.wait()
    run.say("READY=1 and STOPPING=1 came")


def expect_message(inbox: socket.socket, wanted: str) -> None:
    """Waits for a message; others may come before it."""
    seen = []
    try:
        while wanted not in seen:
            seen += inbox.recv(4096).decode("utf-8", "replace").splitlines()
    except TimeoutError:
        raise Failure(f"no {wanted} within {DRAIN} s; there came {seen}") from None
