"""What people might ask, drawn from the archive itself: all different, and the same in every run."""

import random
import re
from itertools import islice
from urllib.parse import quote_plus

from . import archive

SEED = 19880101
# Enough that a run of a few seconds never repeats a query, even with a server ten times as fast.
MOST = 400_000

CATEGORY = re.compile(r"^[A-Z][A-Z0-9]{2,8}: ")
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:'/_-]*")
EVENT = re.compile(r"Event ID:?\s+(\d{1,5})\b")
SOURCE = re.compile(r"Source:?\s+([A-Za-z][\w.:-]{2,})")
DESCRIPTION = re.compile(r"Description:?\s+(\S[^\n]{20,200})")
QUOTED = re.compile(r'"([A-Z][^"\n]{20,120})"')
# The most words of a title in a short query.
LONG_TITLE = 6
# A shorter word with a typo is often another word.
SLIP_LETTERS = 5
# How far an event's source and description may be from its ID.
NEAR = 250


class Corpus:
    """Queries and pasted events of an archive."""

    def __init__(self, folder):
        titles, errors, events, self.pasted = [], [], set(), []
        for file in archive.files(folder):
            article = archive.read(file)
            titles.append(WORD.findall(CATEGORY.sub("", article.title)))
            errors += (WORD.findall(quoted) for quoted in QUOTED.findall(article.body))
            for event in EVENT.finditer(article.body):
                around = article.body[max(0, event.start() - NEAR) : event.end() + NEAR]
                if source := SOURCE.search(around):
                    events.add((source[1], event[1]))
                    quoted = DESCRIPTION.search(around)
                    what = quoted[1] if quoted else article.title
                    self.pasted.append(f"Event ID: {event[1]}\nSource: {source[1]}\nDescription: {what}\n")
        chance = random.Random(SEED)
        found = set(_events(sorted(events)))
        # A small archive may not have so many; then there are fewer.
        for pair in islice(zip(_title_words(titles, chance), _error_starts(errors, chance)), MOST):
            found.update(pair)
            if len(found) >= MOST:
                break
        self.queries = sorted(found)
        chance.shuffle(self.queries)
        self.long_queries = _long(titles, errors)

    def write(self, file, path, queries):
        """Writes request paths, one per line: `path` has `{}` in place of the query."""
        file.write_text("".join(path.replace("{}", quote_plus(query)) + "\n" for query in queries))
        return file

    def write_beginnings(self, file, path):
        """Writes request paths, one per line: `path` with the beginning of each query as typed at some moment."""
        chance = random.Random(SEED)
        begun = (query[: chance.randint(2, len(query))] for query in self.queries)
        file.write_text("".join(path.replace("{}", quote_plus(typed)) + "\n" for typed in begun))
        return file


def _events(events):
    """How people name an event."""
    for source, number in events:
        yield from (f"event {number} {source}", f"event id {number} source {source}", f"{source} {number}")


def _title_words(titles, chance):
    """Two to five words of a title, in its order, repeatedly."""
    usable = [words for words in titles if len(words) >= 3]
    while True:
        words = chance.choice(usable)
        picked = sorted(chance.sample(range(len(words)), chance.randint(2, min(5, len(words)))))
        yield " ".join(words[at] for at in picked)


def _error_starts(errors, chance):
    """Four to nine consecutive words of a quoted message, repeatedly."""
    usable = [words for words in errors if len(words) >= 5]
    while True:
        words = chance.choice(usable)
        first = chance.randint(0, len(words) - 4)
        yield " ".join(words[first : first + chance.randint(4, 9)])


def _long(titles, errors):
    """Whole titles, eight or nine words of a quoted message, and titles with a typo, in turn; all different."""
    # A separate generator, so that the short queries stay the same.
    chance = random.Random(SEED)
    titles = [words for words in titles if len(words) >= LONG_TITLE]
    errors = [words for words in errors if len(words) >= 8]
    slipped = [words for words in titles if any(map(_may_slip, words))]
    found = {}
    for words in chance.sample(titles, len(titles)):
        message = chance.choice(errors)
        first = chance.randint(0, len(message) - 8)
        found[" ".join(words)] = None
        found[" ".join(message[first : first + chance.randint(8, 9)])] = None
        found[" ".join(_with_slip(chance.choice(slipped), chance))] = None
    return list(found)


def _may_slip(word):
    return len(word) >= SLIP_LETTERS and word.isalpha()


def _with_slip(words, chance):
    """The words of a title with a letter left out, doubled, or swapped with the next in one of them."""
    at = chance.choice([at for at, word in enumerate(words) if _may_slip(word)])
    word = words[at]
    # Hardly anybody mistypes the first letter.
    letter = chance.randint(1, len(word) - 2)
    before, one, other, after = word[:letter], word[letter], word[letter + 1], word[letter + 2 :]
    slips = [slip for slip in (other, one + one + other, other + one) if slip != one + other]
    return [*words[:at], before + chance.choice(slips) + after, *words[at + 1 :]]
