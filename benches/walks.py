"""Pages of walks per second: of the built-in guides, and of a guide of the largest size."""

import json
import random
from urllib.parse import urlencode

from .load import Comparison, Load, contender_of
from .queries import SEED
from .report import load_row

# As many nodes as a guide may have without a warning.
BRANCHES, QUESTIONS = 10, 7
# One request at a time: the time that the server takes, without waiting.
CONNECTIONS = 1
# The most milliseconds that a request may take, at the 99th percentile.
MOST = 2.0


def measure(run):
    """Serves the built-in guides and the large one, and requests random walks in each, their maps and the full guides."""
    folder = run.plan.work / "walks"
    folder.mkdir(exist_ok=True)
    (folder / "large.toml").write_text(large_guide())
    data, _ = run.fixpath.build("walks", [folder])
    with run.fixpath.serve([folder], data, caches=False) as server:
        contenders = [
            contender_of(name, server, Load(_file(run, name, paths), CONNECTIONS), run.plan)
            for name, paths in {
                "built-in guides": _walks(server, ["ccmail-connector", "service-start", "exchange-store", "stop-screen"]),
                "guide of 150 nodes": _walks(server, ["large"]),
                "its map": [path.replace("/large?", "/large/map?") for path in _walks(server, ["large"])],
            }.items()
        ]
        found = Comparison(contenders, run.plan)
    rows = [["", "pages/s", "p50", "p99", "CPU a page", "to the built-in guides"]]
    for name in ("built-in guides", "guide of 150 nodes", "its map"):
        rows.append(load_row(name, found, "built-in guides"))
    for name in ("built-in guides", "guide of 150 nodes"):
        median = found.median(name)
        measured = f"{median.p99:.2f} ms" if median else "–"
        run.report.target(f"page of a walk, {name}, p99", f"≤ {MOST} ms", measured, median and median.p99 <= MOST)
    run.report.section(
        "Walks",
        f"Pages of random walks, {CONNECTIONS} connection, caches off, {run.plan.seconds} s a run, median of "
        f"{run.plan.rounds} interleaved runs.",
        rows,
    )


def _file(run, name, paths):
    file = run.plan.work / f"{name.replace(' ', '-')}.txt"
    file.write_text("".join(path + "\n" for path in paths))
    return file


def _walks(server, guides, count=600):
    """The addresses of random walks, one for each step."""
    chance = random.Random(SEED)
    paths = []
    while len(paths) < count:
        guide = chance.choice(guides)
        answers = []
        for _ in range(12):
            state = _state(server, guide, answers)
            paths.append(state["url"])
            answer = _answer(state["now"], chance)
            if answer is None:
                break
            answers += answer
    return paths


def _state(server, guide, answers):
    status, _, body = server.get(f"/api/v1/guides/{guide}?{urlencode(answers)}")
    assert status == 200, status
    return json.loads(body)


def _answer(now, chance):
    """A random answer to the current step, as pairs; `None` at the end."""
    if now["kind"] == "outcome":
        return None
    if now["kind"] == "action":
        return [(now["id"], chance.choice(["yes", "no"]))]
    pairs = []
    for field in now["questions"]:
        options = [option["value"] for option in field.get("options", [])]
        pairs.append((field["id"], chance.choice(options) if options else "1018"))
    return pairs


def large_guide():
    """A guide of 150 nodes: branches of questions, each with its own outcome."""
    lines = ['id = "large"', 'title = "A guide as large as one may be"', "revision = 1", 'start = "branch"']
    options = [f'{{ value = "b{number}", label = "Branch {number}" }}' for number in range(BRANCHES)]
    rules = [f'{{ when = {{ branch = "b{number}" }}, go = "q{number}_0" }}' for number in range(BRANCHES - 1)]
    rules.append(f'{{ go = "q{BRANCHES - 1}_0" }}')
    lines += ["[[question]]", 'id = "branch"', 'kind = "choice"', 'ask = "Which branch?"', 'find = "Look."']
    lines += [f"options = [{', '.join(options)}]", f"next = [{', '.join(rules)}]"]
    for branch in range(BRANCHES):
        for number in range(QUESTIONS):
            name, end = f"q{branch}_{number}", f"o{branch}_{number}"
            onward = f"q{branch}_{number + 1}" if number + 1 < QUESTIONS else f"o{branch}_{QUESTIONS}"
            # In the last branch, the last question has one outcome for both answers, so that there are 150 nodes in total.
            is_last = branch == BRANCHES - 1 and number == QUESTIONS - 1
            onward = end if is_last else onward
            lines += ["[[question]]", f'id = "{name}"', 'kind = "yes-no"', f'ask = "Is it {name}?"', 'find = "Look."']
            lines += [f'next = [{{ when = {{ {name} = "yes" }}, go = "{onward}" }}, {{ go = "{end}" }}]']
            for outcome in [end] if onward.startswith("q") or is_last else [end, onward]:
                lines += ["[[outcome]]", f'id = "{outcome}"', 'kind = "fix"', f'title = "End {outcome}"']
                lines += ['steps = ["Do it."]', 'verify = "See."', 'otherwise = "Ask."']
    return "\n".join(lines) + "\n"
