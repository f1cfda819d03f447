"""A file system in user space that mirrors a folder and stops responding when told to. Only for Linux, and only as root.

It speaks the kernel's protocol itself, so that nothing has to be installed.
"""

from __future__ import annotations

import ctypes
import errno
import multiprocessing
import os
import signal
import stat
import struct
from pathlib import Path

from portal import Skipped

LOOKUP, FORGET, GETATTR, OPEN, READ, STATFS, RELEASE = 1, 2, 3, 14, 15, 17, 18
FLUSH, INIT, OPENDIR, READDIR, RELEASEDIR, INTERRUPT, BATCH_FORGET = 25, 26, 27, 28, 29, 36, 42
UNANSWERED = {FORGET, INTERRUPT, BATCH_FORGET}
ROOT = 1
DIRECT_IO = 1
#: Unmounts immediately, however busy.
DETACH = 2


class Mirror:
    """A mount that shows the files of a folder. In a `with`, it is unmounted at the end."""

    def __init__(self, source: Path, mount: Path) -> None:
        self._mount = str(mount).encode()
        self._libc = ctypes.CDLL(None, use_errno=True)
        try:
            device = os.open("/dev/fuse", os.O_RDWR)
        except OSError as error:
            raise Skipped(f"/dev/fuse can't be opened: {error}") from None
        options = f"fd={device},rootmode=40000,user_id={os.getuid()},group_id={os.getgid()}".encode()
        if self._libc.mount(b"mirror", self._mount, b"fuse", 0, options) != 0:
            os.close(device)
            raise Skipped(f"a mount is not permitted here: {os.strerror(ctypes.get_errno())}")
        self._process = multiprocessing.Process(target=lambda: _Files(device, source).serve(), daemon=True)
        self._process.start()
        os.close(device)
        # Returns when the mount responds.
        os.stat(mount)

    def __enter__(self) -> Mirror:
        return self

    def __exit__(self, *_: object) -> None:
        # A request that waits for an answer gets an error when nobody has the device open any more.
        self._process.kill()
        self._process.join()
        self._libc.umount2(self._mount, DETACH)

    def hang(self) -> None:
        """Stops answering anything."""
        self._signal(signal.SIGSTOP)

    def hang_reads(self) -> None:
        """Answers everything except reads."""
        self._signal(signal.SIGUSR1)

    def answer(self) -> None:
        """Answers again, including requests that came meanwhile."""
        self._signal(signal.SIGCONT)
        self._signal(signal.SIGUSR2)

    def _signal(self, number: int) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, number)


class _Files:
    """The file system: one folder of files, read only."""

    def __init__(self, device: int, source: Path) -> None:
        self._device = device
        self._source = source
        self._names: list[str] = []
        self._held: list[bytes] | None = None

    def serve(self) -> None:
        """Answers until the mount is gone."""
        signal.signal(signal.SIGUSR1, lambda *_: self._hold())
        signal.signal(signal.SIGUSR2, lambda *_: self._release())
        while True:
            try:
                self._take(os.read(self._device, 1 << 18))
            except OSError as error:
                if error.errno == errno.ENODEV:
                    return
                if error.errno not in (errno.ENOENT, errno.EINTR, errno.EAGAIN):
                    raise

    def _hold(self) -> None:
        self._held = self._held or []

    def _release(self) -> None:
        held, self._held = self._held or [], None
        for request in held:
            self._take(request)

    def _take(self, request: bytes) -> None:
        _, code, unique, node = struct.unpack_from("=IIQQ", request)
        if code in UNANSWERED:
            return
        if code == READ and self._held is not None:
            self._held.append(request)
            return
        try:
            error, body = 0, self._answer(code, node, request[40:])
        except OSError as failure:
            error, body = -(failure.errno or errno.EIO), b""
        os.write(self._device, struct.pack("=IiQ", 16 + len(body), error, unique) + body)

    def _answer(self, code: int, node: int, body: bytes) -> bytes:
        if code == INIT:
            return struct.pack("=IIII36x", 7, 31, 1 << 16, 0) + bytes(12)
        if code == LOOKUP:
            name = body.split(b"\0")[0].decode()
            attributes = self._attributes(name)
            if name not in self._names:
                self._names.append(name)
            # The kernel remembers nothing: every request comes here.
            return struct.pack("=QQQQII", self._names.index(name) + ROOT + 1, 0, 0, 0, 0, 0) + attributes
        if code == GETATTR:
            return struct.pack("=QII", 0, 0, 0) + self._attributes(self._name(node))
        if code in (OPEN, OPENDIR):
            return struct.pack("=QIi", 0, DIRECT_IO if code == OPEN else 0, 0)
        if code in (READ, READDIR):
            _, offset, size = struct.unpack_from("=QQI", body)
            if code == READDIR:
                return self._entries(offset, size)
            with (self._source / self._name(node)).open("rb") as file:
                file.seek(offset)
                return file.read(size)
        if code in (RELEASE, RELEASEDIR, FLUSH):
            return b""
        if code == STATFS:
            return bytes(80)
        raise OSError(errno.ENOSYS, "not known here")

    def _name(self, node: int) -> str:
        return "" if node == ROOT else self._names[node - ROOT - 1]

    def _attributes(self, name: str) -> bytes:
        status = os.stat(self._source / name)
        seconds, rest = divmod(status.st_mtime_ns, 10**9)
        times = [seconds] * 3 + [rest] * 3
        mode = (stat.S_IFDIR | 0o755) if stat.S_ISDIR(status.st_mode) else (stat.S_IFREG | 0o644)
        return struct.pack("=QQQ3Q3I7I", status.st_ino, status.st_size, 0, *times, mode, 1, 0, 0, 0, 4096, 0)

    def _entries(self, offset: int, size: int) -> bytes:
        out = b""
        for at, name in enumerate(sorted(os.listdir(self._source))[offset:], offset + 1):
            encoded = name.encode()
            entry = struct.pack("=QQII", at, at, len(encoded), stat.S_IFREG >> 12) + encoded
            entry += bytes(-len(entry) % 8)
            if len(out) + len(entry) > size:
                break
            out += entry
        return out
