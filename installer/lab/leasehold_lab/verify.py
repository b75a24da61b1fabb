"""Judges the trails on all guest disks: did two copies of a guest ever write to one disk?

The rule needs no clock: once a newer start has written, an older start must never write again.
"""

import time
from dataclasses import dataclass

from .config import LabConfig
from .disk_log import Record, read
from .layout import LabPaths


@dataclass
class Start:
    """One boot of a guest and the stretch of the disk's record numbers it wrote."""

    key: str
    host: str
    boot: int
    first: Record
    last: Record
    count: int = 1
    rewritten: int = 0


@dataclass
class Overlap:
    """`older` wrote again after `newer` had begun."""

    older: Start
    newer: Start
    written_after: int  # records of `older` behind the first of `newer`


def starts_of(records: list[Record]) -> list[Start]:
    """All starts, in the order of their first record."""
    by_key: dict[str, Start] = {}
    for record in records:
        start = by_key.get(record.start)
        if start is None:
            by_key[record.start] = Start(
                record.start, record.host, record.boot, record, record, rewritten=record.rewritten
            )
        else:
            start.last = record
            start.count += 1
            start.rewritten = max(start.rewritten, record.rewritten)
    return list(by_key.values())


def overlaps(records: list[Record]) -> list[Overlap]:
    """Every pair of starts of which the older wrote after the newer had begun; empty when all is well."""
    starts = starts_of(records)
    found = []
    for i, older in enumerate(starts):
        for newer in starts[i + 1 :]:
            if older.last.seq > newer.first.seq:
                after = sum(1 for r in records if r.start == older.key and r.seq > newer.first.seq)
                found.append(Overlap(older, newer, after))
    return found


def report(config: LabConfig, paths: LabPaths) -> tuple[list[str], int]:
    """Lines to print and the number of overlaps, over all guest disks of all stores."""
    lines, bad = [], 0
    for store in config.stores:
        for vm in config.guest_disks:
            records = read(paths.backing(store, f"{vm}.raw"), config.sector_bytes)
            if not records:
                continue
            found = overlaps(records)
            bad += len(found)
            starts = starts_of(records)
            word = "TWO COPIES" if found else "ok"
            lines.append(
                f"{store}/{vm}: {word}: {len(records)} records, {len(starts)} starts "
                f"({', '.join(s.host for s in starts[-8:])})"
            )
            lines += [f"  {_sentence(overlap)}" for overlap in found]
    return lines, bad


def _sentence(overlap: Overlap) -> str:
    older, newer = overlap.older, overlap.newer
    return (
        f"the start on {older.host} (boot {older.boot}, {_span(older)}) wrote {overlap.written_after} records after "
        f"the start on {newer.host} (boot {newer.boot}, {_span(newer)}) had begun"
    )


def _span(start: Start) -> str:
    return f"{_clock(start.first.real_ms)} to {_clock(start.last.real_ms)}"


def _clock(real_ms: int) -> str:
    return time.strftime("%H:%M:%S", time.gmtime(real_ms / 1000)) + f".{real_ms % 1000:03d} UTC"
