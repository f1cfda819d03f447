"""Kill -9 while eight people write: every entry that was acknowledged is there after the next start.

On SQLite, and on PostgreSQL where FIXPATH_TEST_POSTGRES names the folder of a server's socket.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import subprocess
import threading
import time
import urllib.parse

from portal import BUILTIN, LOOPBACK, PATIENCE, Run, need

SEED = 23
WRITERS = 8


def test(run: Run) -> None:
    """Kills so many times on each database that there is."""
    with run.part("SQLite"):
        kill_while_writing(run, f"sqlite:{run.folder('store') / 'desk.db'}")
    with run.part("PostgreSQL"):
        socket = os.environ.get("FIXPATH_TEST_POSTGRES")
        if not socket:
            run.say("PostgreSQL: not tested, FIXPATH_TEST_POSTGRES is not set")
            return
        name = f"kill9_{os.getpid()}"
        subprocess.run([need("createdb"), "--host", socket, "--username", "postgres", name], check=True)
        kill_while_writing(run, f"postgres://postgres@localhost/{name}?host={socket}")


def kill_while_writing(run: Run, store: str) -> None:
    """Kills the portal at random moments while eight clients write, and looks for what they were told is saved."""
    rng = random.Random(SEED)
    kills = run.count(20, 1000)
    server = run.server(None, run.folder("data"), arguments=["--store", store])
    acknowledged: list[str] = []
    lost: list[str] = []
    with server:
        for number in range(kills):
            known = len(acknowledged)
            ends = threading.Event()
            port = server.port
            writers = [
                threading.Thread(target=write, args=(port, f"k{number}w{writer}", acknowledged, ends))
                for writer in range(WRITERS)
            ]
            for writer in writers:
                writer.start()
            time.sleep(rng.uniform(0.05, 0.6))
            server.kill()
            ends.set()
            for writer in writers:
                writer.join()
            server.start()
            server.wait_ready()
            lost += missing(run, store, acknowledged[known:])
        lost += missing(run, store, acknowledged)
    run.expect(not lost, f"{store.split(':')[0]}: {len(lost)} acknowledged entries are gone, such as {lost[:3]}")
    run.expect(len(acknowledged) > kills, f"only {len(acknowledged)} entries were acknowledged in {kills} rounds")
    run.say(f"{store.split(':')[0]}: killed {kills} times, {len(acknowledged)} acknowledged entries are all there")


def write(port: int, name: str, acknowledged: list[str], ends: threading.Event) -> None:
    """Writes notes of its own until the portal is gone; each counts once the answer leads back to the page."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=PATIENCE)
    number = 0
    try:
        while not ends.is_set():
            note = f"{name}n{number}"
            number += 1
            form = {"subject": f"article:{BUILTIN}", "back": f"/kb/{BUILTIN}", "text": note}
            body = urllib.parse.urlencode(form)
            connection.request("POST", "/desk/add/note", body, {"Content-Type": "application/x-www-form-urlencoded"})
            response = connection.getresponse()
            response.read()
            if response.status == 303:
                acknowledged.append(note)
    except (OSError, http.client.HTTPException):
        pass
    finally:
        connection.close()


def missing(run: Run, store: str, notes: list[str]) -> list[str]:
    """The notes that a backup of the store, made while the portal runs, does not have."""
    file = run.scratch / "desk.backup"
    subprocess.run([run.binary, "backup", file, "--store", store], check=True, stdout=subprocess.DEVNULL)
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    saved = {line["entry"]["body"]["text"] for line in lines if "entry" in line}
    return [note for note in notes if note not in saved]
