"""No file descriptor left: clients wait or are refused, nothing crashes, and all is well once some are free again.

The server may open 64 files. More connections than that are opened and held while an article changes; then they are closed.
Serving must recover, and the change must appear, without intervention.
"""

from __future__ import annotations

import contextlib
import resource
import time

from portal import Run, connect, make_kb, wait_until_right

ARTICLES = 20
LIMIT = 64


def test(run: Run) -> None:
    """Uses up all descriptors and gives them back."""
    kb = make_kb(run, ARTICLES)
    limits = (LIMIT, LIMIT)
    server = run.server(kb, run.folder("data"), prepare=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, limits))
    with server:
        wait_until_right(server, kb, searches=5)
        for round_number in range(run.count(1, 5)):
            with contextlib.ExitStack() as held:
                for _ in range(LIMIT * 2):
                    held.enter_context(connect(server.port))
                time.sleep(0.5)
                kb.write(round_number)
                time.sleep(2)
                server.check_alive()
            seconds = wait_until_right(server, kb, searches=5)
            run.say(f"{LIMIT * 2} connections held, {LIMIT} files allowed: after their end right within {seconds:.1f} s")
        run.expect(server.stop() == 0, "the server does not stop in order after its descriptors were used up")
