"""Load on a server through wrk, and the comparison of servers in interleaved rounds."""

import json
import statistics
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

from .process import LOAD_CPUS, Failed, run_captured

# Two per CPU keep both busy; with more, a closed loop would measure the queue that it causes itself.
SEARCH_CONNECTIONS = 4
# Enough to keep a static file server's two workers busy.
PAGE_CONNECTIONS = 32

# Sends the requests in a file, from a given line on; a line is a path and, optionally, a tab and an ETag.
SCRIPT = """\
local requests, next_request = {}, 0

function init(args)
  local file, first, encoding = args[1], tonumber(args[2]), args[3]
  for line in io.lines(file) do
    local path, etag = line:match("^(%S+)\\t?(.*)$")
    local headers = {}
    if encoding ~= "identity" then headers["Accept-Encoding"] = encoding end
    if etag ~= "" then headers["If-None-Match"] = etag end
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
  next_request = first
end

function request()
  next_request = next_request % #requests + 1
  return requests[next_request]
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    '{"requests": %d, "microseconds": %d, "bytes": %d, "p50": %d, "p99": %d, ' ..
    '"status": %d, "timeout": %d, "socket": %d}',
    summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99),
    errors.status, errors.timeout, errors.connect + errors.read + errors.write))
end
"""


@dataclass(frozen=True)
class Sample:
    """The result of one run; latencies in milliseconds, CPU in microseconds per request."""

    per_second: float
    p50: float
    p99: float
    cpu: float
    bytes: float


@dataclass(frozen=True)
class Contender:
    """Something to compare: `run` takes the number of the round and returns a sample."""

    name: str
    run: Callable[[int], Sample]


@dataclass(frozen=True)
class Load:
    """Requests for `drive`: a file of paths, how many connections send them, and the encoding they ask for.

    Where `once` is set, a run in which a request came twice does not count.
    """

    file: Path
    connections: int
    encoding: str = "identity"
    once: bool = False


def drive(server, load, plan, round_number, seconds=None):
    """One run of wrk; each round has its own part of the file, the last part is for the warm-up."""
    lines = load.file.read_bytes().count(b"\n")
    first = lines * round_number // (plan.rounds + 1)
    is_warm_up = seconds is not None
    seconds = seconds or plan.seconds
    script = plan.work / "load.lua"
    script.write_text(SCRIPT)
    command = ["wrk", "-t1", f"-c{load.connections}", f"-d{seconds}s", "--timeout", "10s", "--latency"]
    arguments = ["-s", script, "http://127.0.0.1:{port}/", "--", load.file, "{first}", load.encoding]
    if not is_warm_up:
        shown = (str(part).replace("{port}", "PORT").replace("{first}", "FIRST") for part in arguments)
        plan.journal.note([*command, *shown])
    filled = [str(part).replace("{port}", str(server.port)).replace("{first}", str(first)) for part in arguments]
    cpu = server.cpu_seconds()
    out = run_captured([*command, *filled], LOAD_CPUS, patience=seconds + 120)
    cpu = server.cpu_seconds() - cpu
    result = json.loads(next(line for line in out.splitlines() if line.startswith('{"requests"')))
    for kind, what in (("status", "answers of 400 or above"), ("timeout", "timeouts"), ("socket", "socket errors")):
        if result[kind]:
            raise Failed(f"{server.name} gave {result[kind]} {what} in {result['requests']} requests")
    if not result["requests"]:
        raise Failed(f"{server.name} answered nothing")
    if load.once and result["requests"] > lines // (plan.rounds + 1):
        raise Failed(f"{server.name} came to a second round of the {lines} requests: make more of them")
    return Sample(
        per_second=result["requests"] / (result["microseconds"] / 1e6),
        p50=result["p50"] / 1000,
        p99=result["p99"] / 1000,
        cpu=cpu * 1e6 / result["requests"],
        bytes=result["bytes"] / result["requests"],
    )


def expect(server, load, plan, status, count=100):
    """Checks some answers to the requests of the warm-up: wrk itself only notices statuses of 400 and above."""
    lines = load.file.read_text().splitlines()
    spare = lines[len(lines) * plan.rounds // (plan.rounds + 1) :]
    for line in spare[:: max(1, len(spare) // count)]:
        path, _, etag = line.partition("\t")
        headers = {"Accept-Encoding": load.encoding} | ({"If-None-Match": etag} if etag else {})
        got, _, body = server.get(path, headers)
        if got != status or (status == 200 and not body):
            raise Failed(f"{server.name} answered {got} to {path}, not {status}")


def medians(samples):
    """The median of each figure in some samples of the same kind."""
    kind = type(samples[0])
    names = (field.name for field in fields(kind))
    return kind(**{name: statistics.median(getattr(sample, name) for sample in samples) for name in names})


class Comparison:
    """The samples of all contenders, round by round; one that failed is recorded and left out."""

    def __init__(self, contenders, plan):
        self.samples = {contender.name: [] for contender in contenders}
        failed = set()
        # The rounds are interleaved (A B A B), since a machine's speed drifts.
        for number in range(plan.rounds):
            for contender in contenders:
                if contender.name in failed:
                    continue
                try:
                    self.samples[contender.name].append(contender.run(number))
                except Failed as failure:
                    plan.fail(f"{contender.name}: {failure}")
                    failed.add(contender.name)
        for name in failed:
            del self.samples[name]

    def median(self, name):
        """The median of each figure; `None` for a contender that failed or did not take part."""
        samples = self.samples.get(name)
        return medians(samples) if samples else None

    def ratio(self, name, to):
        """How many times as many requests per second as `to`: the median of the rounds' ratios."""
        if name not in self.samples or to not in self.samples:
            return None
        pairs = zip(self.samples[name], self.samples[to], strict=True)
        return statistics.median(one.per_second / other.per_second for one, other in pairs)


def contender_of(name, server, load, plan):
    """A server that answers 200 to a load, warmed up by requests that the rounds don't send."""

    def run(number):
        if number == 0:
            expect(server, load, plan, 200)
            drive(server, load, plan, plan.rounds, seconds=1)
        return drive(server, load, plan, number)

    return Contender(name, run)
