"""Reads the trail a guest left on its disk (written by guest/guest.c)."""

import mmap
import os
import re
from dataclasses import dataclass
from pathlib import Path

MAGIC = b"LHLAB1 "
READ_BYTES = 1024 * 1024
_FIELDS = re.compile(
    rb"LHLAB1 seq=(\d+) start=([0-9a-f]{16}) boot=(\d+) vm=(\S+) host=(\S+) host_boot=(\S+) kind=(\w+) "
    rb"count=(\d+) mono_ms=(\d+) real_ms=(\d+) rewritten=(\d+) sum=([0-9a-f]{8})\n"
)


@dataclass(frozen=True)
class Record:
    """One record. `seq` numbers the disk's records over all writers; `start` is drawn anew at every boot of a guest."""

    seq: int
    slot: int
    start: str
    boot: int
    vm: str
    host: str
    host_boot: str
    count: int
    real_ms: int
    rewritten: int


def read(disk: Path, sector_bytes: int) -> list[Record]:
    """All valid records of a raw disk image, in order of `seq` (then slot). Holes are skipped; raises OSError."""
    records = []
    opened = os.open(disk, os.O_RDONLY | os.O_DIRECT)
    try:
        for offset, chunk in _data(opened):
            for at in range(0, len(chunk), sector_bytes):
                if chunk[at : at + len(MAGIC)] == MAGIC:
                    record = _parse(chunk[at : at + sector_bytes], (offset + at) // sector_bytes)
                    if record:
                        records.append(record)
    finally:
        os.close(opened)
    return sorted(records, key=lambda r: (r.seq, r.slot))


def _data(opened: int):
    """(offset, bytes) of every chunk that is not a hole, read past the page cache."""
    size = os.fstat(opened).st_size
    buffer = mmap.mmap(-1, READ_BYTES)
    offset = 0
    while offset < size:
        try:
            start = os.lseek(opened, offset, os.SEEK_DATA)
        except OSError:
            return  # only a hole is left
        start -= start % 4096
        end = os.lseek(opened, start, os.SEEK_HOLE)
        while start < end:
            got = os.preadv(opened, [buffer], start)
            if got <= 0:
                return
            yield start, buffer[:got]
            start += got
        offset = max(start, offset + 4096)


def _parse(sector: bytes, slot: int) -> Record | None:
    found = _FIELDS.match(sector)
    if not found or int(found.group(12), 16) != _fnv1a(sector[: found.start(12) - len(b" sum=")]):
        return None
    text = [group.decode(errors="replace") for group in found.groups()]
    return Record(
        seq=int(text[0]),
        slot=slot,
        start=text[1],
        boot=int(text[2]),
        vm=text[3],
        host=text[4],
        host_boot=text[5],
        count=int(text[7]),
        real_ms=int(text[9]),
        rewritten=int(text[10]),
    )


def _fnv1a(data: bytes) -> int:
    value = 2166136261
    for byte in data:
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value
