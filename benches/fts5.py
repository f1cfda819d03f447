"""SQLite FTS5 as a peer: porter stemming, the title five times as heavy, an OR of all words.

Run as a program, so that its time and memory are measured like a server's:
`fts5 build ARCHIVE DATABASE`, `fts5 search DATABASE QUERIES FIRST SECONDS` (prints a JSON line).
"""

import json
import re
import sqlite3
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from . import archive

# One process per CPU, since the threads of a Python process share a lock.
PROCESSES = 2

WORD = re.compile(r"\w+")
SCHEMA = "CREATE VIRTUAL TABLE articles USING fts5(id UNINDEXED, title, body, tokenize='porter unicode61')"
# The weights are set once, so that `ORDER BY rank` makes snippets only for the ten best.
WEIGHTS = "INSERT INTO articles(articles, rank) VALUES('rank', 'bm25(0.0, 5.0, 1.0)')"
SEARCH = """
SELECT id, title, snippet(articles, 2, '<b>', '</b>', '…', 30)
FROM articles WHERE articles MATCH ? ORDER BY rank LIMIT 10
"""


def build(folder, database):
    """Reads and indexes all articles."""
    database.unlink(missing_ok=True)
    with sqlite3.connect(database) as connection:
        connection.execute(SCHEMA)
        connection.execute(WEIGHTS)
        articles = (archive.read(file) for file in archive.files(folder))
        rows = ((article.id, article.title, article.body) for article in articles)
        connection.executemany("INSERT INTO articles VALUES (?, ?, ?)", rows)
        connection.execute("INSERT INTO articles(articles) VALUES('optimize')")


def search(database, file, first, seconds):
    """Searches for some seconds, with every `PROCESSES`th query from `first` on: latencies, seconds and CPU seconds."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    queries = file.read_text().splitlines()[first::PROCESSES]
    latencies = []
    begun, cpu = time.monotonic(), time.process_time()
    for query in queries:
        match = " OR ".join(f'"{word}"' for word in WORD.findall(query))
        started = time.monotonic()
        connection.execute(SEARCH, (match,)).fetchall()
        now = time.monotonic()
        latencies.append((now - started) * 1000)
        if now - begun >= seconds:
            break
    return latencies, time.monotonic() - begun, time.process_time() - cpu


def search_in_all(database, file, first, seconds):
    """Searches in all processes at once, each with its own queries; returns the figures as a sample of load."""
    with ProcessPoolExecutor(PROCESSES) as pool:
        parts = [pool.submit(search, database, file, first + own, seconds) for own in range(PROCESSES)]
        results = [part.result() for part in parts]
    latencies = [latency for part, _, _ in results for latency in part]
    return {
        "per_second": sum(len(part) / wall for part, wall, _ in results),
        "p50": statistics.median(latencies),
        "p99": statistics.quantiles(latencies, n=100)[98],
        "cpu": sum(cpu for _, _, cpu in results) * 1e6 / len(latencies),
        "bytes": 0,
    }


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["build", folder, database]:
            build(Path(folder), Path(database))
        case ["search", database, file, first, seconds]:
            print(json.dumps(search_in_all(Path(database), Path(file), int(first), float(seconds))))
        case _:
            sys.exit(__doc__)
