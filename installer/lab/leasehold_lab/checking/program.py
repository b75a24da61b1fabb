"""The check: which stories run, side by side or in a row, and the count at the end."""

import argparse
import os
import sys
import threading
import time
from pathlib import Path

from .. import accel_probe, guest_image, programs
from ..errors import LabError
from ..layout import cache
from . import traces
from .bmc_facts import bmc_facts
from .broken_hosts import hung_storage, power_loss
from .cycle import one_life
from .driver import LabUnderTest
from .interrupted import interrupted_up
from .lease_facts import lease_facts
from .measurements import Measurements
from .tally import Tally, expect
from .two_copies import two_copies_after_rejoin, two_copies_without_rejoin
from .words import wrong_words_get_one_sentence


def main(argv: list[str]) -> int:
    """Returns 0 when every step passed, 1 when one failed, 3 when the lab cannot run here at all."""
    words = _parser().parse_args(argv)
    began = time.monotonic()
    os.nice(5)  # the lab's daemons stay quick enough, other work on the machine stays usable
    try:
        programs.check_all()
        with guest_image.exclusive_use(cache()):
            guest_image.prepare(cache())
            virt_type = accel_probe.virt_type(cache())
    except LabError as error:
        print(f"lab check: {error}", file=sys.stderr)
        return error.exit_code
    tally, measured = Tally(), Measurements()
    before = traces.of_machine()
    tally.tell(wrong_words_get_one_sentence)
    tally.tell(interrupted_up, "check-i")
    alone = bool(words.measure)
    _side_by_side((_lives_in_a_row, tally), (_lives_beside, tally, None if alone else measured))
    if alone:
        _facts(tally, measured)
    tally.tell(_nothing_left, before)
    print(f"lab: {time.monotonic() - began:.0f} s, guests under {virt_type}; {_left_out(measured)}")
    if words.measure:
        command = "installer/lab/check " + " ".join(argv)
        measured.write(Path(words.measure), command, virt_type)
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="check", description="Proves that the lab works, and measures what it is for."
    )
    parser.add_argument("--measure", metavar="FILE", help="measure after all else, on a quiet machine, and write the table to FILE")
    return parser


def _lives_in_a_row(tally: Tally) -> None:
    """Three whole lives, one after the other: what the one before left behind would break the next."""
    for n, options in enumerate(((), ("--sector", "4096"), ("--store-count", "2"))):
        tally.tell(one_life, "check-a", options, n == 0)


def _lives_beside(tally: Tally, measured: Measurements | None) -> None:
    """A whole life beside another one, then the measurements in a third lab unless they are taken alone."""
    tally.tell(one_life, "check-b", ("--sector", "4096"), False)
    if measured:
        _facts(tally, measured)


def _side_by_side(*calls) -> None:
    threads = [threading.Thread(target=call[0], args=call[1:]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _facts(tally: Tally, measured: Measurements) -> None:
    """The experiments of the proof, in a lab of five hosts so that their long waits overlap."""
    lab = LabUnderTest("check-m")
    try:
        if tally.tell(_facts_lab, measured, lab):
            _side_by_side(
                (_with_two_hosts, tally, measured, lab),
                (_with_one_host, tally, measured, lab),
                (tally.tell, two_copies_without_rejoin, measured, lab, "h4", "h5"),
            )
    finally:
        tally.tell(_facts_down, lab)


def _with_two_hosts(tally: Tally, measured: Measurements, lab: LabUnderTest) -> None:
    """On h1 and h2, in an order in which none needs what the one before breaks."""
    for story in (lease_facts, two_copies_after_rejoin, power_loss):
        tally.tell(story, measured, lab)


def _with_one_host(tally: Tally, measured: Measurements, lab: LabUnderTest) -> None:
    """On h3."""
    tally.tell(hung_storage, measured, lab, "h3")
    tally.tell(bmc_facts, measured, lab, "h3")


def _facts_lab(tally: Tally, measured: Measurements, lab: LabUnderTest) -> None:
    with tally.step(lab.name, "a second lab comes up beside the first"):
        lab.do("up", "--hosts", "5", "--fixed-sanlock-names", seconds=240)
        lab.do("init")
        began = time.monotonic()
        lab.do("join", seconds=120)
        measured.add(
            "join of the lockspace by five hosts of a fresh lab", f"{time.monotonic() - began:.1f} s, all at once"
        )
    with tally.step(lab.name, "a guest is up soon"):
        began = time.monotonic()
        lab.do("vm-start", "--wait", "vm1", "h1", seconds=240)
        measured.add(
            "guest start until it answers on its serial line",
            f"{time.monotonic() - began:.1f} s (beside other work on the machine)",
        )
        lab.do("vm-stop", "vm1", "h1")


def _facts_down(tally: Tally, lab: LabUnderTest) -> None:
    with tally.step(lab.name, "down"):
        lab.do("down", seconds=120)
        expect(not (left := traces.of_lab(lab.name)), f"left behind: {left}")


def _nothing_left(tally: Tally, before: dict) -> None:
    with tally.step("check", "after all labs the machine is as it was: mounts, links, daemons' folders"):
        after = traces.of_machine()
        for kind, things in before.items():
            expect(things == after[kind], f"{kind} differ: {sorted(set(things) ^ set(after[kind]))[:5]}")


def _left_out(measured: Measurements) -> str:
    left_out = [f"not measured: {row}" for row in measured.missing()]
    return "left out: " + "; ".join(left_out) if left_out else "nothing left out"
