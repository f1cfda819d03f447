"""BENCHMARKS.md: the targets with the measurements, a table per topic, and how to repeat the run."""

HOW = """\
wrk sends the load from one thread, over connections that stay open (kiwix-serve closes its own after each answer) and
carry one request at a time: a closed loop.
Every server is held to the first two CPUs; wrk gets the others, or shares those two where there are no others. It then
takes most from the fastest server, nginx: "CPU a page", the server's own time alone, tells how far apart they are. Any
answer of 400 or above, any timeout and any socket error voids its row. Ratios are medians of the rounds' ratios.
"""


def number(value, digits=0):
    """A number with its thousands separated; a dash if there is none."""
    return "–" if value is None else f"{value:,.{digits}f}"


def megabytes(value):
    """Bytes as megabytes."""
    return "–" if value is None else f"{value / 1e6:,.0f} MB"


def times(value):
    """A ratio."""
    return "–" if value is None else f"{value:.3g} ×"


class Report:
    """Collects the results of the topics."""

    def __init__(self):
        self.targets = []
        self.sections = []

    def target(self, what, goal, measured, met):
        """A target: `met` is `None` if this run could not tell."""
        self.targets.append([what, goal, measured, {True: "yes", False: "**no**", None: "not measured"}[met]])

    def section(self, title, *parts):
        """A topic: paragraphs (text) and tables (lists of rows, the first with the headings)."""
        self.sections.append((title, [part for part in parts if part]))

    def write(self, file, plan, machine, versions, command):
        """Writes the whole report."""
        lines = ["# Benchmarks", ""]
        lines += [f"Written by `{command}`. All figures are of one run on one machine.", ""]
        if plan.quick:
            lines += ["**A quick check of the script on a sample of the archive: its figures mean nothing.**", ""]
        lines += [f"{remark}\n" for remark in plan.remarks]
        lines += [f"- **Failed or left out:** {problem}" for problem in plan.problems]
        lines += ["", "## Targets", "", *_table([["", "target", "measured", "met"], *self.targets]), ""]
        for title, parts in self.sections:
            lines += [f"## {title}", ""]
            for part in parts:
                lines += [*(_table(part) if isinstance(part, list) else [part]), ""]
        lines += ["## How the load is made", "", HOW]
        lines += ["## Machine", "", *_table([["", ""], *machine, *versions], mark="---"), ""]
        lines += ["## Commands", "", "`ARCHIVE` is the archive's `kb` folder, `WORK` the folder of `--work`.", ""]
        lines += ["```sh", *plan.journal.commands, "```", ""]
        text = "\n".join(lines)
        while "\n\n\n" in text:
            text = text.replace("\n\n\n", "\n\n")
        file.write_text(text)


def load_row(name, found, base):
    """The row of a contender in a comparison, with its ratio to `base`."""
    sample = found.median(name)
    if sample is None:
        return [name, "failed", *["–"] * 4]
    return [
        name,
        number(sample.per_second),
        f"{sample.p50:.2f} ms",
        f"{sample.p99:.2f} ms",
        f"{sample.cpu:,.0f} µs",
        times(found.ratio(name, base)),
    ]


def _table(rows, mark="---:"):
    """A table in Markdown; figures are right-aligned unless `mark` says otherwise."""
    head, *body = rows
    marks = ["---"] + [mark] * (len(head) - 1)
    return [f"| {' | '.join(map(str, row))} |" for row in (head, marks, *body)]
