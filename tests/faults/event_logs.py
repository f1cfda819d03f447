"""Makes valid binary event logs, `.evt` and `.evtx`, with a given number of events."""

from __future__ import annotations

import struct
import zlib

#: The time of the first event, 2011-07-27T06:41:47Z, in seconds since 1970 and as Windows counts since 1601.
FIRST = 1_311_748_907
FIRST_TICKS = (FIRST + 11_644_473_600) * 10_000_000
CHUNK, CHUNK_HEAD = 65_536, 512
SOURCES = ["Lamp", "Hall of Lamps", "Stairs"]


def evt(records: int) -> bytes:
    """An `.evt` log that was closed properly."""
    body = b"".join(map(_evt_record, range(records)))
    end = 48 + len(body)
    body += struct.pack("<10I", 40, 0x11111111, 0x22222222, 0x33333333, 0x44444444, 48, end, records + 1, 1, 40)
    size = 48 + len(body)
    return struct.pack("<I4s10I", 48, b"LfLe", 1, 1, 48, end, records + 1, 1, size, 0, 0, 48) + body


def _evt_record(number: int) -> bytes:
    strings = _wide("dark") + _wide(f"room {number}")
    names = _wide(SOURCES[number % 3]) + _wide("PC1")
    user = struct.pack("<8BI", 1, 1, 0, 0, 0, 0, 0, 5, 18)
    strings_at = 56 + len(names) + len(user)
    data_at = strings_at + len(strings)
    length = -(-(data_at + 2 + 4) // 4) * 4
    time = (FIRST + number) % (1 << 32)
    head = struct.pack("<I4sI3I4H", length, b"LfLe", number, time, time, 7 + number % 5, 1 + number % 2, 2, 3, 0)
    head += struct.pack("<6I", 0, strings_at, len(user), strings_at - len(user), 2, data_at)
    record = head + names + user + strings + b"\xde\xad"
    return record.ljust(length - 4, b"\0") + struct.pack("<I", length)


def evtx(chunks: int) -> bytes:
    """An `.evtx` log with this many full chunks."""
    return evtx_header(chunks) + b"".join(map(evtx_chunk, range(chunks)))


def evtx_header(chunks: int) -> bytes:
    """The header before the chunks."""
    counted = min(chunks, 0xFFFF)
    head = struct.pack("<8s3QI4H", b"ElfFile\0", 0, chunks - 1, 1, 128, 1, 3, 4096, counted).ljust(124, b"\0")
    return (head + struct.pack("<I", zlib.crc32(head[:120]))).ljust(4096, b"\0")


def evtx_chunk(number: int) -> bytes:
    """A full chunk. Its first record contains the template for all."""
    template = _Template(CHUNK_HEAD + 24 + 4 + 10)
    first = 1 + number * EVTX_RECORDS
    records, last = b"", 0
    for event in range(first, first + EVTX_RECORDS):
        instance = struct.pack("<BBII", 0x0C, 1, 0x4C414D50, template.at) + (b"" if records else template.bytes())
        text = f"room {event:08}".encode("utf-16-le")
        source = SOURCES[event % 3].encode("utf-16-le")
        values = [(source, 1), (struct.pack("<H", 7 + event % 5), 6), (bytes([2 + event % 3]), 4)]
        values += [(struct.pack("<Q", FIRST_TICKS + event * 10_000_000), 17), (text, 1)]
        instance += struct.pack("<I", len(values))
        instance += b"".join(struct.pack("<HBB", len(value), kind, 0) for value, kind in values)
        content = b"\x0f\x01\x01\0" + instance + b"".join(value for value, _ in values) + b"\0"
        length = 24 + len(content) + 4
        last = CHUNK_HEAD + len(records)
        head = struct.pack("<4sIQQ", b"**\0\0", length, event, FIRST_TICKS + event * 10_000_000)
        records += head + content + struct.pack("<I", length)
    ends = first + EVTX_RECORDS - 1
    end = CHUNK_HEAD + len(records)
    assert end <= CHUNK, end
    head = struct.pack("<8s4Q4I", b"ElfChnk\0", first, ends, first, ends, 128, last, end, zlib.crc32(records))
    head = head.ljust(120, b"\0")
    # The offsets of strings and templates, which readers don't need.
    sums = struct.pack("<II", 0, zlib.crc32(head + bytes(384)))
    return (head + sums + bytes(384) + records).ljust(CHUNK, b"\0")


#: The number of events in a chunk that make it almost full.
EVTX_RECORDS = 420


class _Template:
    """The definition of an event with five slots, at a position in the chunk."""

    def __init__(self, at: int) -> None:
        self.at = at
        self._body = b"\x0f\x01\x01\0"
        self._names: dict[str, int] = {}

    def bytes(self) -> bytes:
        """The definition."""
        self._open("Event")
        self._open("System")
        self._open("Provider", "Name", 0)
        for name, slot, kind in [("EventID", 1, 6), ("Level", 2, 4)]:
            self._open(name)
            self._body += struct.pack("<BHBB", 0x0D, slot, kind, 0x04)
        self._open("TimeCreated", "SystemTime", 3, kind=17)
        for name, text in [("Channel", "System"), ("Computer", "PC1")]:
            self._open(name)
            self._body += struct.pack("<BBH", 0x05, 0x01, len(text)) + text.encode("utf-16-le") + b"\x04"
        self._body += b"\x04"
        self._open("EventData")
        self._open("Data")
        self._body += struct.pack("<BHB", 0x0D, 4, 0x01) + b"\x04\x04\x04\0"
        return struct.pack("<I16sI", 0, b"lamp" * 4, len(self._body)) + self._body

    def _open(self, name: str, attribute: str = "", slot: int = 0, kind: int = 1) -> None:
        """Opens an element; one with an attribute is empty, and so complete."""
        self._body += struct.pack("<BHI", 0x41 if attribute else 0x01, 0xFFFF, 0)
        self._name(name)
        if not attribute:
            self._body += b"\x02"
            return
        self._body += struct.pack("<IB", 0, 0x06)
        self._name(attribute)
        self._body += struct.pack("<BHBB", 0x0D, slot, kind, 0x03)

    def _name(self, name: str) -> None:
        here = self.at + 24 + len(self._body) + 4
        at = self._names.setdefault(name, here)
        self._body += struct.pack("<I", at)
        if at == here:
            self._body += struct.pack("<IHH", 0, 0, len(name)) + _wide(name)


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le") + b"\0\0"
