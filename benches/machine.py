"""The machine and the programs of a run, and which of them are missing."""

import os
import platform
import re
import shutil
import sqlite3
import subprocess
from pathlib import Path

from .process import CPUS, LOAD_CPUS, REPOSITORY, SERVER_CPUS

# The Debian packages that contain the programs.
PACKAGES = {
    "wrk": "wrk",
    "nginx": "nginx",
    "kiwix-serve": "kiwix-tools",
    "zimwriterfs": "zim-tools",
    "evtexport": "libevt-utils",
}


def missing(programs):
    """A line for each program that isn't installed."""
    return {
        program: f"{program} is not installed (`apt-get install {PACKAGES[program]}`): its rows are left out"
        for program in programs
        if not shutil.which(program)
    }


def describe():
    """The machine: rows of names and values."""
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())[1])
    return [
        ["processor", cpu[1] if cpu else platform.machine()],
        ["CPUs", f"{len(CPUS)}; servers on {_list(SERVER_CPUS)}, load generator on {_list(LOAD_CPUS)}"],
        ["memory", f"{memory / 1e6:.1f} GB"],
        ["kernel", f"{platform.system()} {platform.release()}"],
    ]


def busy():
    """A remark if others are using the machine, too."""
    load = os.getloadavg()[0]
    if load <= 0.5:
        return ""
    return f"The machine was not idle at the start (load average {load:.1f}): compare ratios only."


def _list(cpus):
    return ", ".join(map(str, cpus))


def versions(binary):
    """The programs: rows of names and values; those that aren't installed are left out."""
    commit = _first_line(["git", "-C", str(REPOSITORY), "describe", "--always", "--dirty"])
    asked = {
        "fixpath": [binary, "--version"],
        "wrk": ["wrk", "--version"],
        "nginx": ["nginx", "-v"],
        "kiwix-serve": ["kiwix-serve", "--version"],
        "zimwriterfs": ["zimwriterfs", "--version"],
        "evtexport": ["evtexport", "-V"],
    }
    rows = [[name, _first_line(command)] for name, command in asked.items() if shutil.which(command[0])]
    rows[0][1] += f", commit {commit}"
    return [*rows, ["Python", platform.python_version()], ["SQLite", sqlite3.sqlite_version]]


def _first_line(command):
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return (run.stdout.strip().splitlines() or ["unknown"])[0].removesuffix(" Copyright (C) 2012 Will Glozer")
