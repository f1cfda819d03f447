"""A disk too small for the index: what was served stays served, the message is clear, and free space is all the server needs.

The data folder is a tmpfs of 32 MB (quick: 12 MB) in a mount namespace of the server's own; the articles need more. In one case the
disk is full at the first start, so that only the built-in articles can be served; in the other a change fills it, and all earlier
articles must stay. Then the tmpfs is made larger, a file changes, and everything must be served.
"""

from __future__ import annotations

import functools
import os
import random
import re
import subprocess
from pathlib import Path

from portal import BUILTIN, BUILTIN_TEXT, Failure, Kb, Run, Server, make_kb, need, wait_for, wait_until_right, with_mount

SMALL_ARTICLES = 10
#: What a message about a full disk says, in the system's words.
MESSAGE = re.compile(r"no space left|disk is full|storage.?full", re.IGNORECASE)


def test(run: Run) -> None:
    """Fills the disk at the first start, then by a change."""
    size = run.count(12, 32)
    # In the full variant, so much that the index is written in several parts: the disk fills up while files are being read.
    large = range(SMALL_ARTICLES, run.count(160, 320))
    filling = functools.partial(random_words, run.count(40_000, 100_000))
    for when, at_start in [("from the first start", True), ("by a change", False)]:
        kb = make_kb(run, SMALL_ARTICLES)
        if at_start:
            kb.fill(large, filling)
        data = run.folder("data")
        with small_disk_server(run, kb, data, size) as server:
            if not at_start:
                wait_until_right(server, kb, searches=SMALL_ARTICLES)
                kept = sorted(kb.articles)
                kb.fill(large, filling)
            wait_for(
                lambda: MESSAGE.search(server.log()) is not None,
                f"full {when}: no line of the log says that the disk is full",
                server.check_alive,
            )
            run.say(f"full {when}: “{message(server)}”")
            for article_id in [BUILTIN] if at_start else [BUILTIN, *kept]:
                status = server.get(f"/kb/{article_id}").status
                run.expect(status == 200, f"full {when}: {article_id} is answered with {status}")
            text = server.get(f"/kb/{BUILTIN}").text()
            run.expect(BUILTIN_TEXT in text, f"full {when}: the page of {BUILTIN} is not the article")
            run.say(f"full {when}: {free_percent(server, data):.0f} % of {size} MB free afterwards")
            enlarge(server, data, size * 40)
            kb.write(0)
            seconds = wait_until_right(server, kb, searches=5)
            run.say(f"full {when}: with room again all {len(kb.articles)} articles are right after {seconds:.1f} s")


def small_disk_server(run: Run, kb: Kb, data: Path, size: int) -> Server:
    """A server whose data folder is a tmpfs of this many megabytes."""
    need("nsenter")
    return run.server(kb, data, wrapper=with_mount(f'mount -t tmpfs -o size={size}m tmpfs "$0"', data))


def enlarge(server: Server, data: Path, size: int) -> None:
    """Makes the tmpfs larger, from inside the server's namespace."""
    user = [] if os.geteuid() == 0 else ["--user", "--preserve-credentials"]
    command = [
        "nsenter", "--target", str(server.pid), *user, "--mount", "mount", "-o", f"remount,size={size}m", str(data),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failure(f"the tmpfs can't be made larger: {done.stderr.strip()}")


def free_percent(server: Server, data: Path) -> float:
    """How much of the tmpfs is free, seen through the server's namespace."""
    disk = os.statvfs(f"/proc/{server.pid}/root{data}")
    return 100 * disk.f_bavail / disk.f_blocks


def message(server: Server) -> str:
    """The line of the log that says that the disk is full."""
    return next(line for line in server.log().splitlines() if MESSAGE.search(line))


def random_words(size: int, number: int) -> str:
    """This many bytes of text that the index can't compress; a different one for each number."""
    rng = random.Random(number)
    letters = rng.choices("abcdefghijklmnopqrstuvwxyz", k=size)
    return "\n\n".join(
        " ".join("".join(letters[at : at + 8]) for at in range(start, start + 800, 8)) for start in range(0, size, 800)
    )
