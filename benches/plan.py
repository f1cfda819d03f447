"""What a run is supposed to do, and what its topics share."""

import random
from dataclasses import dataclass, field
from pathlib import Path

from . import archive, queries, servers
from .load import SEARCH_CONNECTIONS, Load
from .process import Journal
from .report import Report

STARTS = 7


@dataclass
class Plan:
    """What a run is supposed to do, and what went wrong in it."""

    archive: Path
    work: Path
    journal: Journal
    seconds: int
    rounds: int
    sizes: list[int]
    peers: bool
    quick: bool
    has_wrk: bool
    has_nginx: bool
    has_libevt: bool
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def log(self):
        """The file for the output of all programs."""
        return self.work / "programs.log"

    @property
    def mixed_requests(self):
        """How many mixed requests are sent before memory is measured."""
        return 2_000 if self.quick else 20_000

    def fail(self, problem):
        """Records a measurement that could not be made, or that does not count."""
        print(f"  ! {problem}", flush=True)
        self.problems.append(problem)


class Run:
    """What the topics share: the programs, the articles, the queries and the report."""

    def __init__(self, plan, binary):
        self.plan = plan
        self.report = Report()
        self.fixpath = servers.Fixpath(binary, plan)
        self.fts5 = servers.Fts5(plan)
        self.kiwix = servers.Kiwix(plan) if plan.peers else None
        self.ids = archive.ids(plan.archive)
        self.shuffled = random.Random(queries.SEED).sample(self.ids, len(self.ids))
        self.corpus = queries.Corpus(plan.archive)

    def search_load(self, name, path):
        """All short queries for one server; `path` has `{}` in place of the query."""
        return self._load_of(self.corpus.queries, name, path)

    def long_search_load(self, name, path):
        """All long queries for one server; `path` has `{}` in place of the query."""
        return self._load_of(self.corpus.long_queries, name, path)

    def _load_of(self, queries, name, path):
        return Load(self.corpus.write(self.plan.work / f"{name}.txt", path, queries), SEARCH_CONNECTIONS, once=True)

    def suggest_load(self, path):
        """The beginnings of queries as they are typed; `path` has `{}` in their place."""
        return Load(self.corpus.write_beginnings(self.plan.work / "suggest.txt", path), SEARCH_CONNECTIONS)

    def starts(self, folders, data):
        """The seconds of several starts, each to the first 200 of /-/ready."""
        seconds = []
        for _ in range(STARTS):
            with self.fixpath.serve(folders, data) as server:
                seconds.append(server.ready_after)
        return seconds
