"""A lab interrupted at any moment: `down` removes what is there, `up` begins anew."""

import os
import signal
import subprocess
import time

from . import traces
from ..layout import CODE
from .driver import LabUnderTest
from .tally import Tally, expect

# Moments after the start of `up`, from before the keeper starts until the hosts boot.
MOMENTS_SECONDS = (0.1, 0.3, 0.6, 1.0, 1.6, 2.5)


def interrupted_up(tally: Tally, name: str) -> None:
    """SIGKILL and SIGINT during `up` and `down`."""
    lab = LabUnderTest(name)
    with tally.step(name, "up killed at any moment leaves only what down removes") as remark:
        for n, moment in enumerate(MOMENTS_SECONDS):
            _interrupt(lab, "up", moment, signal.SIGKILL if n % 2 else signal.SIGINT)
            lab.do("down", seconds=120)
            expect(not (left := traces.of_lab(name)), f"after {moment} s: {left}")
        remark(f"at {', '.join(map(str, MOMENTS_SECONDS))} s")
    with tally.step(name, "up after an interrupted up makes a whole lab"):
        _interrupt(lab, "up", 1.0, signal.SIGKILL)
        lab.do("up", "--hosts", "2", "--guest-disks", "2", seconds=240)
        expect(all(h["state"] == "on" for h in lab.status()["hosts"].values()), "not all hosts are on")
    with tally.step(name, "a keeper killed takes the whole lab with it; down killed midway can be repeated"):
        with traces.namespaces_of_lab(name) as namespaces:
            os.kill(lab.status()["keeper_pids"][-1], signal.SIGKILL)
            time.sleep(1)
            left = [word for word in traces.of_lab(name, namespaces) if not word.startswith("folder")]
            expect(not left, f"still there: {left}")
            _interrupt(lab, "down", 0.15, signal.SIGKILL)
            lab.do("down")
            expect(not (left := traces.of_lab(name, namespaces)), f"left behind: {left}")


def _interrupt(lab: LabUnderTest, command: str, moment_seconds: float, number: int) -> None:
    options = ["--hosts", "2", "--guest-disks", "2"] if command == "up" else []
    process = subprocess.Popen(
        [str(CODE / "run"), command, "--name", lab.name, *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(moment_seconds)
    process.send_signal(number)
    process.wait(timeout=30)
