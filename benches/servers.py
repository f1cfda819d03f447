"""The measured servers and their data: Fixpath, nginx, kiwix-serve, SQLite FTS5."""

import html
import json
import os
import pwd
import resource
import shutil
import struct
import subprocess
import sys
import zlib

from . import archive
from .clients import send_all
from .load import Sample
from .process import SERVER_CPUS, Server, free_port, run_captured, run_measured

NGINX_CONFIG = """\
daemon off;
user {user};
worker_processes {workers};
worker_rlimit_nofile {files};
pid {folder}/nginx.pid;
error_log stderr;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 100000000;
    open_file_cache max={cached} inactive=10m;
    open_file_cache_valid 10m;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port} reuseport;
        root {pages};
        default_type text/html;
        charset utf-8;
        gzip_static on;
    }}
}}
"""


class Fixpath:
    """The portal: its commands, and its data folders under WORK."""

    def __init__(self, binary, plan):
        self.binary = binary
        self.plan = plan
        shown = subprocess.run([binary, "serve", "--help"], capture_output=True, text=True, check=True).stdout
        self.has_page_cache = "--page-cache" in shown

    def data(self, name):
        """The data folder with this name."""
        return self.plan.work / f"data-{name}"

    def build(self, name, folders):
        """Builds an index from nothing; returns the data folder, and what the build took."""
        data = self.data(name)
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir()
        command = [self.binary, "index", *_each("--kb", folders), "--data", data]
        return data, run_measured(command, self.plan.journal, self.plan.log)

    def serve(self, folders, data, caches=True, arguments=()):
        """Serves a data folder, without caches if the binary allows that."""
        off = ["--page-cache", "0"] if self.has_page_cache and not caches else []
        command = [self.binary, *(["serve"] if off else []), *_each("--kb", folders), "--data", data]
        command += ["--listen", "127.0.0.1:{port}", *off, *arguments]
        name = "Fixpath without caches" if off else "Fixpath"
        return Server(name, command, "/-/ready", self.plan.journal, self.plan.log)


def _each(flag, values):
    return [part for value in values for part in (flag, value)]


def size_on_disk(path):
    """The bytes of a file, or of all files in a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def for_each_page(server, ids, use):
    """Fetches article pages, compressed if Fixpath does that, and passes each to `use`: ID, headers and body."""
    requests = [(200, "GET", f"/kb/{id_}", None, {"Accept-Encoding": "gzip"}) for id_ in ids]
    send_all(server, requests, lambda request, headers, body: use(request[2].removeprefix("/kb/"), headers, body))


def save_pages(server, ids, pages):
    """Saves article pages as files, plain and as Fixpath compresses them.

    So nginx serves the same bytes under the same paths, and its `gzip_static` need not compress.
    """
    shutil.rmtree(pages, ignore_errors=True)
    (pages / "kb").mkdir(parents=True)

    def save(id_, headers, body):
        if headers["Content-Encoding"] == "gzip":
            (pages / "kb" / f"{id_}.gz").write_bytes(body)
            body = zlib.decompress(body, wbits=31)
        (pages / "kb" / id_).write_bytes(body)

    for_each_page(server, ids, save)


def nginx(plan, pages, workers):
    """nginx with saved pages and open files kept open, as fast as it can be."""
    folder = plan.work / f"nginx-{workers}"
    folder.mkdir(exist_ok=True)
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    files = 200_000 if limit == resource.RLIM_INFINITY else min(limit, 200_000)
    port = free_port()
    config = folder / "nginx.conf"
    config.write_text(
        NGINX_CONFIG.format(
            user=pwd.getpwuid(os.getuid()).pw_name,
            workers=workers,
            files=files,
            cached=max(1000, files - 2000),
            folder=folder,
            port=port,
            pages=pages,
        )
    )
    probe = "/kb/" + next(file.name for file in (pages / "kb").iterdir() if not file.suffix)
    return Server(f"nginx-{workers}", ["nginx", "-p", folder, "-c", config], probe, plan.journal, plan.log, port)


class Kiwix:
    """kiwix-serve on a ZIM file of all articles, one plain HTML file each."""

    BOOK = "articles"
    SEARCH = f"/search?books.name={BOOK}&pattern={{}}&pageLength=10"
    PAGE = f"/{BOOK}/A/{{}}.html"

    def __init__(self, plan):
        self.plan = plan
        self.pages = plan.work / "kiwix-html"
        self.zim = plan.work / f"{self.BOOK}.zim"

    def write_pages(self):
        """Writes the HTML; this time is not counted."""
        shutil.rmtree(self.pages, ignore_errors=True)
        self.pages.mkdir()
        (self.pages / "index.html").write_text("<!DOCTYPE html><html><head><title>Articles</title></head></html>")
        (self.pages / "icon.png").write_bytes(_grey_icon())
        for file in archive.files(self.plan.archive):
            article = archive.read(file)
            title = html.escape(f"{article.id}: {article.title}")
            text = (
                f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head>'
                f"<body><h1>{title}</h1><pre>{html.escape(article.body)}</pre></body></html>"
            )
            (self.pages / f"{article.id}.html").write_text(text, "utf-8")

    def build(self):
        """Packs and indexes the pages; returns what that took."""
        self.zim.unlink(missing_ok=True)
        command = ["zimwriterfs", "-w", "index.html", "-I", "icon.png", "-l", "eng", "-t", "Articles"]
        command += ["-d", "Articles", "-c", "bench", "-p", "bench", self.pages, self.zim]
        return run_measured(command, self.plan.journal, self.plan.log)

    def serve(self):
        """Serves without the bar that would be added to every page: kiwix-serve at its fastest."""
        command = ["kiwix-serve", "--nosearchbar", "--nolibrarybutton", "-i", "127.0.0.1", "-p", "{port}", self.zim]
        return Server("kiwix-serve", command, f"/{self.BOOK}/A/index.html", self.plan.journal, self.plan.log)


def _grey_icon():
    """The image of 48 by 48 pixels that a ZIM file must have."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\x80" * 48) * 48
    head = struct.pack(">IIBBBBB", 48, 48, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Fts5:
    """SQLite FTS5 in separate processes, without a server around it."""

    def __init__(self, plan):
        self.plan = plan
        self.database = plan.work / "fts5.sqlite"

    def _command(self, *arguments):
        return [sys.executable, "-B", "-m", "benches.fts5", *map(str, arguments)]

    def build(self):
        """Builds the table; returns what that took."""
        return run_measured(self._command("build", self.plan.archive, self.database), self.plan.journal, self.plan.log)

    def search(self, queries, round_number):
        """Searches for the plan's number of seconds, starting with the same query as the servers in this round."""
        lines = queries.read_bytes().count(b"\n")
        first = lines * round_number // (self.plan.rounds + 1)
        command = self._command("search", self.database, queries, first, self.plan.seconds)
        self.plan.journal.note([*command[:-2], "FIRST", self.plan.seconds])
        return Sample(**json.loads(run_captured(command, SERVER_CPUS, patience=self.plan.seconds + 120)))
