"""The topics of a run, one after another; each writes its section and its targets."""

import shutil
import statistics
import subprocess

from . import archive, desk, growth, logs, mixed, pages, servers, walks
from .clients import CLIENTS
from .load import (
    PAGE_CONNECTIONS,
    SEARCH_CONNECTIONS,
    Comparison,
    Contender,
    Load,
    contender_of,
    drive,
    expect,
    medians,
)
from .plan import STARTS
from .process import Failed
from .report import load_row, megabytes, number, times

LONG, LONG_OF_KIWIX = "Fixpath, page, long queries", "kiwix-serve, page, long queries"


def all_topics(run):
    """Every topic; one that fails is left out and recorded."""
    before = archive.stamp(run.plan.archive)
    data = _attempt(run, "build", build)
    if data is None:
        return
    _attempt(run, "start", start, data)
    _attempt(run, "memory", memory, data)
    if run.plan.has_wrk:
        _attempt(run, "search", search, data)
        _attempt(run, "pages", pages.measure, data)
        _attempt(run, "unchanged pages", unchanged, data)
        _attempt(run, "walks", walks.measure)
        _attempt(run, "desk", desk.measure, data)
    _attempt(run, "event logs", logs.measure)
    shutil.rmtree(data)
    _attempt(run, "growth", growth.measure)
    if archive.stamp(run.plan.archive) != before:
        # Otherwise, Fixpath would rebuild its index during the load.
        run.plan.fail("the archive was changed during this run: its figures do not count")


def _attempt(run, name, topic, *arguments):
    print(f"{name} …", flush=True)
    try:
        return topic(run, *arguments)
    except (Failed, OSError, subprocess.CalledProcessError) as failure:
        run.plan.fail(f"{name}: {failure}")
        return None


def build(run):
    """Builds all indexes in turn, for a few rounds; returns Fixpath's data folder."""
    plan, kiwix = run.plan, "zimwriterfs (kiwix)"
    costs = {"Fixpath": [], "SQLite FTS5": []}
    outputs = {"SQLite FTS5": run.fts5.database}
    if run.kiwix:
        run.kiwix.write_pages()
        costs[kiwix] = []
        outputs[kiwix] = run.kiwix.zim
    for _ in range(plan.rounds):
        outputs["Fixpath"], cost = run.fixpath.build("1", [plan.archive])
        costs["Fixpath"].append(cost)
        costs["SQLite FTS5"].append(run.fts5.build())
        if run.kiwix:
            costs[kiwix].append(run.kiwix.build())
    rows = [["", "wall", "CPU", "size", "peak memory, anonymous", "peak memory, whole"]]
    rows += [_build_row(name, costs[name], outputs[name]) for name in costs]
    share = None
    if run.kiwix:
        pairs = zip(costs["Fixpath"], costs[kiwix], strict=True)
        share = statistics.median(mine.wall / other.wall for mine, other in pairs)
    run.report.target("build, to kiwix", "≤ 0.2 ×", times(share), share and share <= 0.2)
    run.report.section(
        "Build",
        f"{len(run.ids):,} articles, from nothing to an index on disk; median of {plan.rounds} interleaved builds. "
        "Whole memory counts mapped files too. Writing the HTML that zimwriterfs packs is not counted: one plain "
        "page an article, without Fixpath's navigation, so that kiwix has less to do rather than more.",
        rows,
    )
    return outputs["Fixpath"]


def _build_row(name, costs, output):
    cost = medians(costs)
    return [
        name,
        f"{cost.wall:.1f} s",
        f"{cost.cpu:.1f} s",
        megabytes(servers.size_on_disk(output)),
        megabytes(cost.peak_anonymous),
        megabytes(cost.peak_whole),
    ]


def start(run, data):
    """From exec to the first 200 of /-/ready."""
    seconds = run.starts([run.plan.archive], data)
    median = statistics.median(seconds)
    run.report.target("start to ready", "≤ 0.5 s", f"{median:.3f} s", median <= 0.5)
    run.report.section(
        "Start to ready",
        "From the start of the process to the first 200 of `/-/ready`, unchanged folder, files in the page cache, "
        f"{STARTS} starts: median {median:.3f} s, from {min(seconds):.3f} s to {max(seconds):.3f} s.",
    )


def memory(run, data):
    """The server's memory after a mixed load."""
    count = run.plan.mixed_requests
    with run.fixpath.serve([run.plan.archive], data) as server:
        fresh = server.memory()
        mixed.send(run, server, run.ids)
        loaded = server.memory()
    mix = ", ".join(f"{kind} {parts} %" for kind, parts in mixed.MIX.items())
    met = loaded.anonymous <= 150e6
    run.report.target(f"anonymous memory after {count:,} requests", "≤ 150 MB", megabytes(loaded.anonymous), met)
    run.report.section(
        "Memory",
        f"`RssAnon` and `RssFile` of `/proc/PID/status`; {count:,} requests from {CLIENTS} clients: {mix}. "
        "Caches as they are by default.",
        [
            ["", "anonymous", "file-backed"],
            ["ready", megabytes(fresh.anonymous), megabytes(fresh.file_backed)],
            ["after the load", megabytes(loaded.anonymous), megabytes(loaded.file_backed)],
        ],
    )


def search(run, data):
    """Searches per second, compared with the peers."""
    plan = run.plan
    plain = plan.work / "queries.txt"
    plain.write_text("".join(query + "\n" for query in run.corpus.queries))
    notes = []
    with run.fixpath.serve([plan.archive], data, caches=False) as fixpath:
        contenders = [
            contender_of("Fixpath, page", fixpath, run.search_load("search-page", "/search?q={}"), plan),
            contender_of(LONG, fixpath, run.long_search_load("search-long", "/search?q={}"), plan),
            contender_of("Fixpath, JSON", fixpath, run.search_load("search-api", growth.SEARCH), plan),
            contender_of("Fixpath, suggestions", fixpath, run.suggest_load("/-/suggest?q={}"), plan),
            Contender("SQLite FTS5, two processes", lambda number: run.fts5.search(plain, number)),
        ]
        if run.kiwix:
            with run.kiwix.serve() as kiwix:
                load = run.search_load("search-kiwix", run.kiwix.SEARCH)
                long_load = run.long_search_load("search-kiwix-long", run.kiwix.SEARCH)
                contenders.append(contender_of("kiwix-serve, page", kiwix, load, plan))
                contenders.append(contender_of(LONG_OF_KIWIX, kiwix, long_load, plan))
                found = Comparison(contenders, plan)
                held = kiwix.memory()
            ratio = found.ratio(LONG, LONG_OF_KIWIX)
            notes.append(f"Search pages a second with long queries, to kiwix: {times(ratio)}.")
            notes.append(
                f"kiwix-serve held {megabytes(held.anonymous)} anonymous and {megabytes(held.file_backed)} "
                "file-backed memory after its searches."
            )
        else:
            found = Comparison(contenders, plan)
    rows = [["", "searches/s", "p50", "p99", "CPU a search", "to Fixpath's page"]]
    rows += [load_row(contender.name, found, "Fixpath, page") for contender in contenders]
    ratio = found.ratio("Fixpath, page", "kiwix-serve, page")
    mine = found.median("Fixpath, page")
    met = mine and mine.p99 < 10
    typed = found.median("Fixpath, suggestions")
    run.report.target("search pages a second, to kiwix", "≥ 10 ×", times(ratio), ratio and ratio >= 10)
    run.report.target("p99 of a search page", "< 10 ms", f"{number(mine and mine.p99, 1)} ms", met)
    quick = typed and typed.p99 < 5
    run.report.target("p99 of suggestions while typing", "< 5 ms", f"{number(typed and typed.p99, 1)} ms", quick)
    run.report.section(
        "Search",
        f"{SEARCH_CONNECTIONS} connections, two a CPU: with more, a closed loop would measure its own queue. "
        f"{plan.seconds} s a run, median of {plan.rounds} interleaved runs after a second to warm up. "
        f"{len(run.corpus.queries):,} distinct queries drawn from the archive (two to five words of a title, four to "
        "nine words of a quoted message, event IDs with their sources; fixed seed); each round begins at another of "
        "them, and no query comes twice to a page. "
        f"{len(run.corpus.long_queries):,} long queries are whole titles of six words or more, eight or nine words of a "
        "quoted message, and such titles with a slip in one word. Suggestions are asked for with the beginnings of the "
        "short queries, cut at a random letter. Ten hits with snippets each. SQLite FTS5 runs in two processes, "
        "one query at a time each, without a server around it (porter, title × 5, OR of all words, bm25).",
        rows,
        *notes,
    )


def unchanged(run, data):
    """Answers per second that a page has not changed."""
    plan, etags = run.plan, {}
    load = Load(plan.work / "unchanged.txt", PAGE_CONNECTIONS, "gzip")
    with run.fixpath.serve([plan.archive], data, caches=False) as server:
        # From this very server, since an ETag may depend on the address that it listens on.
        servers.for_each_page(server, run.ids, lambda id_, headers, _: etags.update({id_: headers["ETag"]}))
        load.file.write_text("".join(f"/kb/{id_}\t{etags[id_]}\n" for id_ in run.shuffled))
        expect(server, load, plan, 304)
        found = Comparison([Contender("Fixpath", lambda number: drive(server, load, plan, number))], plan)
    run.report.section(
        "Unchanged pages (304)",
        f"`If-None-Match` with the page's ETag, all {len(run.ids):,} pages in a shuffled order, "
        f"{PAGE_CONNECTIONS} connections, {plan.seconds} s a run, median of {plan.rounds} runs.",
        [["", "answers/s", "p50", "p99", "CPU an answer"], load_row("Fixpath", found, None)[:5]],
    )
