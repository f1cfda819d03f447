"""The same with several times the archive."""

import shutil
import statistics

from . import archive, mixed, servers
from .load import Comparison, contender_of, medians
from .process import Failed
from .report import megabytes, number

SEARCH = "/api/v1/search?q={}&limit=10"
# A ratio this much above one still counts as linear: two runs of the same size may differ that much.
NOISE = 1.05


def _shown(unit, digits):
    return lambda value: f"{number(value, digits)} {unit}"


# What is measured for each size, and how it is shown.
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
    folders = {size: copies.folders(size) for size in plan.sizes}
    sizes = _build(run, folders)
    for size, found in sizes.items():
        print(f"  {size} × …", flush=True)
        try:
            found |= _serve(run, folders[size], size)
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
        f"above, as JSON. Each size is built {plan.rounds} times, in turn; medians.",
        rows,
    )


def _share(sizes, size, name):
    """A figure's growth divided by the archive's."""
    one, many = sizes[1].get(name), sizes[size].get(name)
    return many / one / size if one and many else None


def _build(run, folders):
    """Builds each size a few times, in turn, since a machine's speed drifts; returns what the builds took."""
    costs = {size: [] for size in folders}
    for number in range(run.plan.rounds):
        for size in list(costs):
            print(f"  {size} ×, build {number + 1} …", flush=True)
            try:
                costs[size].append(run.fixpath.build(str(size), folders[size])[1])
            except (Failed, OSError) as failure:
                run.plan.fail(f"growth at {size} ×: {failure}")
                del costs[size]
    return {size: _built(medians(of_size)) for size, of_size in costs.items()}


def _built(cost):
    return {
        "build, wall": cost.wall,
        "build, CPU": cost.cpu,
        "build, peak anonymous memory": cost.peak_anonymous,
        "build, peak whole memory": cost.peak_whole,
    }


def _serve(run, folders, size):
    """Serves the index that was built last, and removes it."""
    plan = run.plan
    data = run.fixpath.data(str(size))
    found = {
        "index": servers.size_on_disk(data),
        "start to ready": statistics.median(run.starts(folders, data)),
    }
    ids = [id_ for folder in folders for id_ in archive.ids(folder)]
    with run.fixpath.serve(folders, data, caches=False) as server:
        if plan.has_wrk:
            found |= _searches(run, server, f"search at {size} ×")
    with run.fixpath.serve(folders, data) as server:
        mixed.send(run, server, ids)
        memory = server.memory()
    found["anonymous memory after the load"] = memory.anonymous
    found["file-backed memory after the load"] = memory.file_backed
    shutil.rmtree(data)
    return found


def _searches(run, server, name):
    load = run.search_load("search-api", SEARCH)
    median = Comparison([contender_of(name, server, load, run.plan)], run.plan).median(name)
    return {"search, p50": median.p50, "search, p99": median.p99, "search, CPU": median.cpu} if median else {}
