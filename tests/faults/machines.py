"""Three portals behind a balancer on one database: one builds, the others serve what it built.

One is killed and the database is restarted while people read and write: no reader sees an error, and no entry that was
acknowledged is lost. Needs HAProxy and PostgreSQL.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import subprocess
import threading
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

from portal import BUILTIN, LOOPBACK, PATIENCE, Client, Run, Server, Skipped, free_port, need, wait_for

READERS = 4
WRITERS = 2
PASSWORD = "correct horse battery"

BALANCER = """
defaults
  mode http
  timeout connect 1s
  timeout client 30s
  timeout server 30s
  retries 3
  option redispatch
frontend people
  bind {listen}
  default_backend fixpath
backend fixpath
  option httpchk GET /-/ready
  option forwardfor
  retry-on conn-failure empty-response response-timeout
  http-request disable-l7-retry if METH_POST
  default-server check inter 500ms fall 1 rise 1
"""


def test(run: Run) -> None:
    """Reads and writes through the balancer while a portal is killed and the database is restarted."""
    with postgres(run.folder("postgres")) as database:
        store = database.store
        arguments = ["--store", store, "--trusted-proxy", LOOPBACK]
        data = run.folder("data")
        builder = run.server(None, data, listen_port=free_port(), arguments=arguments)
        with builder:
            builder.wait_ready()
            follow = [*arguments, "--generation", str(data)]
            others = [
                run.server(None, run.folder(f"other{number}"), listen_port=free_port(), arguments=follow) for number in range(2)
            ]
            with others[0], others[1]:
                for other in others:
                    other.wait_ready()
                generations = {server.get("/-/ready").json()["generation"] for server in [builder, *others]}
                run.expect(len(generations) == 1, f"they serve different generations: {generations}")
                with balancer(run.scratch, [builder, *others]) as port:
                    disturb(run, database, port, [builder, *others])


def disturb(run: Run, database: Postgres, port: int, servers: list[Server]) -> None:
    """What the portals must survive: a killed portal, and a restart of the database."""
    cookie = sign_in(run, database.store, port)
    acknowledged: list[str] = []
    wrong: list[str] = []
    ends = threading.Event()
    people = [threading.Thread(target=read, args=(port, wrong, ends)) for _ in range(READERS)]
    people += [threading.Thread(target=write, args=(port, cookie, f"w{number}", acknowledged, ends)) for number in range(WRITERS)]
    for person in people:
        person.start()
    time.sleep(1)
    killed = servers[1]
    killed.kill()
    time.sleep(2)
    before = len(acknowledged)
    database.restart()
    wait_for(lambda: len(acknowledged) > before + 3, "nothing can be written after the restart of the database")
    killed.start()
    killed.wait_ready()
    time.sleep(1)
    ends.set()
    for person in people:
        person.join()
    run.expect(not wrong, f"readers saw {len(wrong)} errors, such as {wrong[:3]}")
    file = run.scratch / "desk.backup"
    subprocess.run([run.binary, "backup", file, "--store", database.store], check=True, stdout=subprocess.DEVNULL)
    saved = saved_notes(file)
    lost = [note for note in acknowledged if note not in saved]
    run.expect(not lost, f"{len(lost)} acknowledged entries are gone, such as {lost[:3]}")
    last = acknowledged[-1]
    for server in servers:
        headers = {"Cookie": cookie}
        wait_for(lambda server=server: last in server.get(f"/kb/{BUILTIN}", headers).text(), "a portal lacks the last note")
    run.say(f"{len(acknowledged)} acknowledged entries are all there, and all three portals show the last one")


def sign_in(run: Run, store: str, port: int) -> str:
    """Makes an account from the terminal, and signs in through the balancer; returns the cookie."""
    invite = [run.binary, "user", "invite", "ann", "--role", "administrator", "--store", store]
    printed = subprocess.run(invite, check=True, capture_output=True, text=True).stdout
    token = printed.split("token=")[1].split()[0]
    form = urllib.parse.urlencode({"token": token, "password": PASSWORD, "again": PASSWORD})
    with Client(port) as client:
        answer = client.post("/invitation", form.encode())
    run.expect(answer.status == 303, f"the invitation gives {answer.status}")
    return answer.headers["set-cookie"].split(";")[0]


def read(port: int, wrong: list[str], ends: threading.Event) -> None:
    """Reads until the end, and notes what was not a page."""
    paths = [f"/kb/{BUILTIN}", "/search?q=event+68", "/guides", "/"]
    number = 0
    while not ends.is_set():
        path = paths[number % len(paths)]
        number += 1
        try:
            with Client(port) as client:
                answer = client.get(path)
            if answer.status != 200:
                wrong.append(f"{path}: {answer.status}")
        except (OSError, http.client.HTTPException) as error:
            wrong.append(f"{path}: {error!r}")


def write(port: int, cookie: str, name: str, acknowledged: list[str], ends: threading.Event) -> None:
    """Writes notes until the end; each counts once the answer leads back to the page."""
    number = 0
    while not ends.is_set():
        note = f"{name}n{number}"
        number += 1
        form = {"subject": f"article:{BUILTIN}", "back": f"/kb/{BUILTIN}", "text": note}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        connection = http.client.HTTPConnection(LOOPBACK, port, timeout=PATIENCE)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("POST", "/desk/add/note", urllib.parse.urlencode(form), headers)
            if connection.getresponse().status == 303:
                acknowledged.append(note)
        time.sleep(0.02)


def saved_notes(file: Path) -> set[str]:
    """The texts of the notes in a backup."""
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return {line["entry"]["body"]["text"] for line in lines if "entry" in line}


@contextlib.contextmanager
def balancer(scratch: Path, servers: list[Server]) -> Iterator[int]:
    """HAProxy in front of the servers; returns its port."""
    program = need("haproxy")
    port = free_port()
    lines = [f"  server s{number} {LOOPBACK}:{server.port}" for number, server in enumerate(servers)]
    config = scratch / "haproxy.cfg"
    config.write_text(BALANCER.format(listen=f"{LOOPBACK}:{port}") + "\n".join(lines) + "\n")
    process = subprocess.Popen([program, "-f", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: is_up(port), "the balancer does not answer")
        yield port
    finally:
        process.kill()
        process.wait()


def is_up(port: int) -> bool:
    """Whether something answers at a port."""
    try:
        with Client(port) as client:
            return client.get("/-/ready").status == 200
    except (OSError, http.client.HTTPException):
        return False


class Postgres:
    """A server of its own, which can be restarted."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not found:
            raise Skipped("PostgreSQL is not installed")
        self._programs = found[-1].parent
        self.store = f"postgres://postgres@localhost/postgres?host={folder}"

    def make(self) -> None:
        """Makes and starts it."""
        if os.geteuid() == 0:
            subprocess.run(["chown", "postgres", self._folder], check=True)
            # Its user must reach the folder.
            for parent in [self._folder.parent, *self._folder.parent.parents]:
                if parent.stat().st_uid == os.geteuid() and parent != Path("/"):
                    parent.chmod(parent.stat().st_mode | 0o011)
        self._run("initdb", "--username", "postgres", "--auth", "trust", "--no-sync")
        self.start()

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        options = f"-c listen_addresses= -c unix_socket_directories={self._folder}"
        self._run("pg_ctl", "--log", str(self._folder / "log"), "--wait", "--options", options, "start")

    def stop(self) -> None:
        """Stops it at once."""
        self._run("pg_ctl", "--mode", "immediate", "--wait", "stop")

    def restart(self) -> None:
        """Stops it, and starts it again after a second."""
        self.stop()
        time.sleep(1)
        self.start()

    def _run(self, program: str, *arguments: str) -> None:
        ids = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        command = [*ids, self._programs / program, "--pgdata", self._folder / "data", *arguments]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    """PostgreSQL for as long as it is needed."""
    server = Postgres(folder)
    need("haproxy")
    server.make()
    try:
        yield server
    finally:
        server.stop()
