"""The proof that verify sees a split brain: the two ways to two running copies that the stack itself allows."""

import time

from .driver import LabUnderTest
from .measurements import REJOINED, Measurements
from .tally import Tally, expect

DEAD_SECONDS = 68  # 8N+60 with io_timeout 1
SETTLE_SECONDS = 30  # what acquiring and a busy machine may add


def two_copies_after_rejoin(tally: Tally, measured: Measurements, lab: LabUnderTest, vm: str = "vm2") -> None:
    """Needs a lab made with --fixed-sanlock-names and joined; leaves both copies ended."""
    with tally.step(
        lab.name, "sanlock SIGKILLed on h2, restarted with the same name, rejoined: the VM starts on h1 and runs twice"
    ) as remark:
        lab.do("vm-start", "--wait", vm, "h2", seconds=240)
        expect(lab.call("verify").stdout.count(f"{vm}: ok") == 1, "verify found something before")
        _kill_sanlock(lab, "h2")
        lab.do("exec", "h2", "systemctl", "start", "sanlock")
        lab.do("join", "h2", seconds=120)
        began = time.monotonic()
        lab.do("vm-start", "--wait", vm, "h1", seconds=240)
        remark(f"start {time.monotonic() - began:.1f} s")
        expect(lab.domain_state("h1", vm) == lab.domain_state("h2", vm) == "running", "it does not run twice")
    with tally.step(lab.name, "verify fails with times and hosts") as remark:
        lab.until(lambda: f"{vm}: TWO COPIES" in lab.call("verify").stdout, "verify's finding", 20)
        said = lab.do("verify", code=1)
        finding = said[said.index(f"{vm}: TWO COPIES") :].splitlines()[1]
        expect("start on h2" in finding and "start on h1" in finding and "UTC" in finding, finding)
        remark(finding.strip())
    with tally.step(lab.name, "suspend and resume of the old copy succeed without any lease"):
        expect(
            lab.virsh("h2", "suspend", vm).returncode == 0 and lab.virsh("h2", "resume", vm).returncode == 0, "refused"
        )
        expect(lab.lease("h1", vm)["owner_id"] == 1, "the lease is not h1's")
        for host in ("h1", "h2"):
            lab.do("vm-stop", vm, host)
        measured.add(
            REJOINED,
            "**it starts at once: two running copies**, seen by `verify`; "
            "suspend and resume of the old copy succeed without any lease",
        )


def two_copies_without_rejoin(
    tally: Tally, measured: Measurements, lab: LabUnderTest, owner: str, starter: str, vm: str = "vm3"
) -> None:
    """`owner` loses its sanlock for good; `starter` gets the lease when it counts as dead, more than a minute later."""
    with tally.step(
        lab.name,
        f"sanlock SIGKILLed on {owner} and not restarted: the VM starts on {starter} after 8N+60 and runs twice",
    ) as remark:
        lab.do("vm-start", "--wait", vm, owner, seconds=240)
        _kill_sanlock(lab, owner)
        took = start_until_dead(lab, vm, starter)
        expect(lab.domain_state(starter, vm) == lab.domain_state(owner, vm) == "running", "it does not run twice")
        lab.until(lambda: f"{vm}: TWO COPIES" in lab.call("verify").stdout, "verify's finding", 60)
        remark(f"{took:.0f} s after the kill")
        measured.add(
            "sanlock killed under a running VM and not restarted, VM started elsewhere",
            f"it starts {took:.0f} s after the kill (8N+60): **two running copies**, seen by `verify`",
        )
        for host in (owner, starter):
            lab.do("vm-stop", vm, host)


def start_until_dead(lab: LabUnderTest, vm: str, host: str) -> float:
    """Starts a VM whose owner is gone; returns seconds until it runs. The call blocks until the owner is dead."""
    began = time.monotonic()
    deadline = began + DEAD_SECONDS + SETTLE_SECONDS
    while True:
        started = lab.call("vm-start", vm, host, seconds=DEAD_SECONDS + SETTLE_SECONDS)
        took = time.monotonic() - began
        if started.returncode == 0:
            break
        expect(time.monotonic() < deadline, f"no start within {took:.0f} s: {started.stderr.strip()}")
        time.sleep(1)
    expect(took >= DEAD_SECONDS - 4, f"it started after {took:.0f} s already, before its owner counted as dead")
    return took


def _kill_sanlock(lab: LabUnderTest, host: str) -> None:
    lab.do("exec", host, "systemctl", "kill", "--signal=SIGKILL", "sanlock")
    lab.until(
        lambda: lab.call("exec", host, "systemctl", "is-active", "sanlock").returncode == 3, "the end of sanlock", 10
    )
