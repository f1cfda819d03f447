"""A folder whose file system stops responding: only its own changes are not picked up, and the log and the pages say so.

The folder is a mount that is told to hang, either completely or only in reads. Next to it is an ordinary folder, whose changes must
still be served. When the mount responds again, all is as before, without intervention.
"""

from __future__ import annotations

import time
from pathlib import Path

from fuse import Mirror
from portal import BUILTIN, Article, Kb, Run, Server, make_kb, wait_for, wait_until_right

#: Longer than the portal waits for a folder.
SILENCE = 60.0
SAID = "has not responded for 30 s"


def test(run: Run) -> None:
    """Hangs the mount while articles are served, and before a start."""
    with run.part("hanging while it is served"):
        while_served(run)
    with run.part("hanging at the start"):
        at_start(run)
    with run.part("hanging in reads alone while the index is built"):
        while_built(run)


class Mounted:
    """A server for an ordinary folder and one on a mount."""

    def __init__(self, run: Run) -> None:
        self.beside = make_kb(run, 5)
        self.hanging = Kb(run.folder("source"))
        self.hanging.fill(range(100, 105))
        self._mount = run.folder("mount")
        self.mirror = Mirror(self.hanging.root, self._mount)
        self._data = run.folder("data")
        self._run = run

    def server(self) -> Server:
        """A server for the same folders and data as all others."""
        roots = [self.beside.root, self._mount]
        return Server(self._run.binary, roots, self._data, self._run.folder("log"))


def served(server: Server, article: Article) -> bool:
    """Whether the article is served in this edition."""
    return article.token in server.get(f"/kb/{article.id}").text()


def while_served(run: Run) -> None:
    """Hangs, completely and only in reads, changes articles on both sides, responds again."""
    mounted = Mounted(run)
    with mounted.mirror as mirror, mounted.server() as server:
        wait_until_right(server, mounted.beside, searches=2)
        wait_until_right(server, mounted.hanging, searches=2)
        for hang in [mirror.hang, mirror.hang_reads] * run.count(1, 3):
            hang()
            kept = mounted.hanging.articles["FLT-00100"]
            changed = mounted.hanging.write(100)
            first = mounted.beside.write(0)
            seconds = wait_for(lambda a=first: served(server, a), "a change beside the hanging folder is not served", server.check_alive, SILENCE)
            run.say(f"a change beside the folder that hangs is served after {seconds:.1f} s")
            second = mounted.beside.write(1)
            seconds = wait_for(lambda a=second: served(server, a), "the next change is not served", server.check_alive, SILENCE / 4)
            run.say(f"the next one after {seconds:.1f} s")
            run.expect(served(server, kept), "an article of the folder that hangs is gone")
            run.expect(SAID in server.log(), f"the log does not say that the folder hangs: {server.log_tail()}")
            names = [one.read_text().strip() for one in Path(f"/proc/{server.pid}/task").glob("*/comm")]
            run.expect(names.count("folder") == 2, f"there are {names.count('folder')} threads for two folders")
            mirror.answer()
            seconds = wait_for(lambda a=changed: served(server, a), "what changed in the folder is not served when it answers again", server.check_alive)
            run.say(f"what changed in it meanwhile is served {seconds:.1f} s after it answers again")
            wait_until_right(server, mounted.hanging, searches=2)


def at_start(run: Run) -> None:
    """Starts with nothing stored, and with a generation."""
    mounted = Mounted(run)
    with mounted.mirror as mirror:
        mirror.hang()
        with mounted.server() as server:
            run.expect(server.get(f"/kb/{BUILTIN}").status == 200, "the built-in articles are not served meanwhile")
            wait_for(lambda: SAID in server.get("/").text(), "no page says that the folder hangs", server.check_alive, SILENCE)
            run.expect(not server.is_ready(), "it is ready without the folder")
            mirror.answer()
            wait_until_right(server, mounted.hanging, searches=2)
            mirror.hang()
        with mounted.server() as server:
            began = time.monotonic()
            for kb in (mounted.beside, mounted.hanging):
                wait_until_right(server, kb, searches=2)
            run.say(f"the last generation is served {time.monotonic() - began:.1f} s after a start with the folder hanging")
            mirror.answer()


def while_built(run: Run) -> None:
    """Reads hang while the index is built, by another process."""
    mounted = Mounted(run)
    with mounted.mirror as mirror:
        mirror.hang_reads()
        with mounted.server() as server:
            wait_for(lambda: SAID in server.get("/").text(), "no page says that the folder hangs", server.check_alive, SILENCE)
            time.sleep(3)
            children = Path(f"/proc/{server.pid}/task").glob("*/children")
            left = sum(len(one.read_text().split()) for one in children)
            run.expect(left <= 1, f"{left} processes that build the index are left behind")
            mirror.answer()
            for kb in (mounted.beside, mounted.hanging):
                wait_until_right(server, kb, searches=2)
