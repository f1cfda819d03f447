"""Article pages per second, compared with static files."""

import shutil
from contextlib import ExitStack

from . import servers
from .load import PAGE_CONNECTIONS, Comparison, Load, contender_of
from .report import load_row, number

# Pages that certainly fit into a cache; all of them recur many times in a run.
WARM_PAGES = 1000
# Caches are judged by pages that fit into them, rendering by pages that can't.
ALL, WARM = "all", "warm"
TITLES = {"identity": "uncompressed", "gzip": "gzip"}


def measure(run, data):
    """Saves the pages for nginx, starts all servers, and compares them plain and compressed."""
    saved = run.plan.work / "pages"
    with ExitStack() as running:
        plain = running.enter_context(run.fixpath.serve([run.plan.archive], data, caches=False))
        servers.save_pages(plain, run.ids, saved)
        rivals = {"Fixpath, caches off": plain}
        for name, server in _others(run, data, saved).items():
            rivals[name] = running.enter_context(server)
        for encoding in TITLES:
            _compare(run, rivals, encoding)


def _others(run, data, saved):
    others = {}
    if run.fixpath.has_page_cache:
        # A data folder serves only one process.
        copy = data.with_name("data-cached")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(data, copy)
        others["Fixpath, caches on"] = run.fixpath.serve([run.plan.archive], copy)
    if run.plan.has_nginx:
        others["nginx, 1 worker"] = servers.nginx(run.plan, saved, 1)
        others["nginx, 2 workers"] = servers.nginx(run.plan, saved, 2)
    if run.kiwix:
        others["kiwix-serve"] = run.kiwix.serve()
    return others


def _compare(run, rivals, encoding):
    plan = run.plan
    sets = {ALL: run.shuffled, WARM: run.shuffled[:WARM_PAGES]}
    contenders = []
    for pages, ids in sets.items():
        for name, server in rivals.items():
            path, suffix = (run.kiwix.PAGE, "-kiwix") if name == "kiwix-serve" else ("/kb/{}", "")
            file = plan.work / f"pages-{pages}{suffix}.txt"
            file.write_text("".join(path.format(id_) + "\n" for id_ in ids))
            load = Load(file, PAGE_CONNECTIONS, encoding)
            contenders.append(contender_of(_contender_name(name, pages), server, load, plan))
    found = Comparison(contenders, plan)
    fastest = {pages: _fastest_nginx(found, pages, rivals) for pages in sets}
    _judge(run, found, fastest, encoding)
    notes = "nginx serves the pages that Fixpath gave, byte for byte, with open files kept open and no log"
    notes += ", compressed beforehand as Fixpath had compressed them (`gzip_static`). " if encoding == "gzip" else ". "
    notes += "Bytes are those on the wire, headers included. "
    notes += "kiwix-serve serves plain pages without navigation. " if run.kiwix else ""
    notes += "" if run.fixpath.has_page_cache else "This version of Fixpath has no page cache."
    run.report.section(
        f"Article pages, {TITLES[encoding]}",
        f"{PAGE_CONNECTIONS} connections, {plan.seconds} s a run, median of {plan.rounds} interleaved runs after a "
        f"second to warm up. {notes}",
        f"All {len(run.ids):,} pages in a shuffled order:",
        _rows(found, ALL, rivals, fastest[ALL]),
        f"{len(sets[WARM]):,} of these pages in turn, which a cache can hold:",
        _rows(found, WARM, rivals, fastest[WARM]),
    )


def _contender_name(name, pages):
    return f"{name}, {pages} pages"


def _fastest_nginx(found, pages, rivals):
    """The name of the nginx to be compared with; empty if there is none."""
    medians = {name: found.median(_contender_name(name, pages)) for name in rivals if name.startswith("nginx")}
    working = [name for name, median in medians.items() if median]
    return max(working, key=lambda name: medians[name].per_second, default="")


def _rows(found, pages, rivals, fastest):
    rows = [["", "pages/s", "p50", "p99", "CPU a page", "bytes a page", f"to {fastest or 'nginx'}"]]
    for name in rivals:
        contender = _contender_name(name, pages)
        _, *figures, ratio = load_row(contender, found, _contender_name(fastest, pages))
        median = found.median(contender)
        rows.append([name, *figures, number(median and median.bytes), ratio])
    return rows


def _judge(run, found, fastest, encoding):
    goals = (("caches off", ALL, "≥ 1/8", 1 / 8), ("caches on", WARM, "≥ 1/3", 1 / 3))
    for caches, pages, goal, share in goals:
        base = _contender_name(fastest[pages], pages)
        ratio = found.ratio(_contender_name(f"Fixpath, {caches}", pages), base)
        what = f"{'all' if pages == ALL else f'{WARM_PAGES:,}'} pages, {TITLES[encoding]}, {caches}, to nginx"
        run.report.target(what, goal, f"1/{1 / ratio:.1f}" if ratio else "–", ratio and ratio >= share)
