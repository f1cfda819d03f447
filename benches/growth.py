"""The same at several times the archive."""

import shutil
import statistics

from . import archive, mixed, servers
from .load import Comparison, contender_of
from .process import Failed
from .report import megabytes, number

SEARCH = "/api/v1/search?q={}&limit=10"
# A ratio that is this much above one is still taken for linear: so far two runs of the same may differ.
NOISE = 1.05


def _shown(unit, digits):
    return lambda value: f"{number(value, digits)} {unit}"


# What is measured of each size, and how it is shown.
FIGURES = {
    "build, wall": _shown("s", 1),
    "build, CPU": _shown("s", 1),
    "build, peak anonymous memory": megabytes,
    "build, peak whole memory": megabytes,
    "index": megabytes,
    "start to ready": _shown("s", 3),
    "anonymous memory after the load": megabytes,
    "file-backed memory after the load": megabytes,
    "search, p50": _shown("ms", 2),
    "search, p99": _shown("ms", 2),
    "search, CPU": _shown("µs", 0),
}


def measure(run):
    """Measures each size and compares it with the archive itself."""
    plan = run.plan
    copies = archive.Copies(plan.archive, plan.work)
    sizes = {}
    for size in plan.sizes:
        print(f"  {size} × …", flush=True)
        try:
            sizes[size] = _measure_size(run, copies.folders(size), size)
        except (Failed, OSError) as failure:
            plan.fail(f"growth at {size} ×: {failure}")
    if 1 not in sizes:
        return
    larger = [size for size in sizes if size > 1]
    rows = [["", *(f"{size} ×" for size in sizes), *(f"{size} × by 1 ×, by {size}" for size in larger)]]
    worst = (0, "nothing grew")
    for name, show in FIGURES.items():
        values = [found.get(name) for found in sizes.values()]
        shares = [_share(sizes, size, name) for size in larger]
        worst = max([worst, *((share, name) for share in shares if share)])
        rows.append([name, *map(show, values), *(number(share, 2) for share in shares)])
    if larger:
        measured = f"{worst[0]:.2f} of linear ({worst[1]})"
        run.report.target("growth, the worst figure", "≤ linear", measured, worst[0] <= NOISE)
    run.report.section(
        "Growth",
        "The archive, and with it renumbered copies of it (a folder each): every copy has ids of its own and cites "
        "only itself. The last columns are the growth divided by that of the archive: 1 is linear, less is better "
        f"(up to {NOISE:.2f} is taken for noise). The load is {plan.mixed_requests:,} mixed requests; searches are as "
        "above, as JSON. Each size is built once.",
        rows,
    )


def _share(sizes, size, name):
    """A figure's growth divided by the archive's."""
    one, many = sizes[1].get(name), sizes[size].get(name)
    return many / one / size if one and many else None


def _measure_size(run, folders, size):
    plan = run.plan
    data, cost = run.fixpath.build(str(size), folders)
    found = {
        "build, wall": cost.wall,
        "build, CPU": cost.cpu,
        "build, peak anonymous memory": cost.peak_anonymous,
        "build, peak whole memory": cost.peak_whole,
        "index": servers.size_on_disk(data),
        "start to ready": statistics.median(run.starts(folders, data)),
    }
    ids = [id_ for folder in folders for id_ in archive.ids(folder)]
    with run.fixpath.serve(folders, data, caches=False) as server:
        if plan.has_wrk:
            found |= _searches(run, server, f"search at {size} ×")
    with run.fixpath.serve(folders, data) as server:
        mixed.send(server, run.corpus, ids, plan.mixed_requests)
        memory = server.memory()
    found["anonymous memory after the load"] = memory.anonymous
    found["file-backed memory after the load"] = memory.file_backed
    shutil.rmtree(data)
    return found


def _searches(run, server, name):
    load = run.search_load("search-api", SEARCH)
    median = Comparison([contender_of(name, server, load, run.plan)], run.plan).median(name)
    return {"search, p50": median.p50, "search, p99": median.p99, "search, CPU": median.cpu} if median else {}
