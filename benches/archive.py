"""The archive as the measurements need it: its articles, and renumbered copies of it."""

import html
import re
import shutil
from dataclasses import dataclass

from .process import Failed

# An article ID as Fixpath finds it in running text.
ID = re.compile(rb"(?<![A-Za-z0-9_])([Qq])(\d{5,6})(?![A-Za-z0-9_])")
HEADING = re.compile(r"^## (?:Q\d+: )?(.*)$", re.MULTILINE)
# The archive's converter put the body between these.
RAW, END_RAW = "{% raw %}", "{% endraw %}"


@dataclass(frozen=True)
class Article:
    """One article, with everything that a peer needs to index it."""

    id: str
    title: str
    body: str


def files(folder):
    """The article files of an unpacked archive, in the order of their IDs."""
    found = sorted(folder.glob("*/Q*/README.md"), key=lambda file: int(file.parent.name[1:]))
    if not found:
        raise Failed("there is no NNN/Qnnnnnn/README.md in the archive folder: give the kb folder of jeffpar/kbarchive")
    return found


def ids(folder):
    """The IDs of all articles, in order."""
    return [file.parent.name for file in files(folder)]


def stamp(folder):
    """Shows whether the archive is still the same, by the sizes and times of its files."""
    stats = ((file, file.stat()) for file in files(folder))
    return hash(tuple((file, stat.st_size, stat.st_mtime_ns) for file, stat in stats))


def read(file):
    """Reads an article; three files of the archive are not ASCII, and Latin-1 never fails."""
    text = file.read_text("latin-1")
    heading = HEADING.search(text)
    body = text.partition(RAW)[2].rpartition(END_RAW)[0].replace("\n\t", "\n")
    return Article(file.parent.name, html.unescape(heading[1]) if heading else file.parent.name, body)


def sample(folder, into, every):
    """Copies every `every`th article, for a quick check of the measurements themselves."""
    for file in files(folder)[::every]:
        copy = into / file.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    return into


class Copies:
    """Copies of an archive, each independent: its IDs, and the IDs it cites, occur only in it."""

    def __init__(self, folder, work):
        self.folder = folder
        self.work = work
        self.used = None

    def folders(self, size):
        """The archive and `size - 1` copies of it, which are made if they don't exist yet."""
        return [self.folder] + [self._copy(number) for number in range(1, size)]

    def _copy(self, number):
        into = self.work / f"copy-{number}"
        # Written last, so that an incomplete copy is made again.
        complete = self.work / f"copy-{number}.complete"
        sources = files(self.folder)
        digest = f"{len(sources)} articles, {sum(file.stat().st_size for file in sources)} bytes\n"
        if complete.exists() and complete.read_text() == digest:
            return into
        complete.unlink(missing_ok=True)
        shutil.rmtree(into, ignore_errors=True)
        numbers = self._numbers(number)
        for source in sources:
            text = ID.sub(lambda match: match[1] + numbers[match[2]], source.read_bytes())
            name = numbers[source.parent.name[1:].encode()].decode()
            shelf = name[:3]
            text = re.sub(rb"(?m)^permalink: .*$", f"permalink: /kb/{shelf}/Q{name}/".encode(), text)
            article = into / shelf / f"Q{name}"
            article.mkdir(parents=True, exist_ok=True)
            (article / "README.md").write_bytes(text)
        complete.write_text(digest)
        return into

    def _numbers(self, copy):
        """From each number that the archive uses to the one that stands for it in a copy.

        All new numbers have six digits, none is used by the archive or another copy, and they keep the order.
        """
        if self.used is None:
            used = set()
            for file in files(self.folder):
                used.add(file.parent.name[1:].encode())
                used.update(match[2] for match in ID.finditer(file.read_bytes()))
            self.used = sorted(used, key=int)
        taken = {int(number) for number in self.used}
        free = [number for number in range(100_000, 1_000_000) if number not in taken]
        block = free[(copy - 1) * len(self.used) : copy * len(self.used)]
        if len(block) < len(self.used):
            raise Failed(f"there are not enough six-digit ids for {copy} copies")
        return {old: b"%d" % new for old, new in zip(self.used, block, strict=True)}
