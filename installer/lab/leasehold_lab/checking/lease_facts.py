"""What sanlock and libvirt do with a lease: the rows of the proof that need no broken host."""

import time

from .driver import LabUnderTest
from .measurements import Measurements
from .tally import Tally, expect


def lease_facts(tally: Tally, measured: Measurements, lab: LabUnderTest, vm: str = "vm1") -> None:
    """Needs a lab with its lockspace joined on h1 and h2; leaves the VM ended."""
    name = lab.name
    with tally.step(name, "a start on h2 is refused while h1 runs the VM") as remark:
        lab.do("vm-start", "--wait", vm, "h1", seconds=240)
        began = time.monotonic()
        refusal = lab.call("vm-start", vm, "h2")
        took = time.monotonic() - began
        expect(refusal.returncode == 4 and "Lease is held by another host" in refusal.stderr, f"{refusal}")
        remark(f"{took:.1f} s")
        measured.add(
            "start on h2 while h1 runs the VM",
            f'refused in {took:.1f} s: "resource busy: Failed to acquire lock: Lease is held by another host"',
        )
    with tally.step(name, "a suspended VM holds no lease; resume takes it again with version +1") as remark:
        before = lab.lease("h2", vm)["lver"]
        lab.virsh("h1", "suspend", vm)
        lab.until(lambda: lab.lease("h2", vm)["timestamp"] == 0, "release of the lease", 5)
        held = lab.do("exec", "h1", "sanlock", "client", "inquire", "-p", str(lab.qemu_pid("h1", vm)))
        expect(vm not in held, f"inquire still lists the lease: {held}")
        expect(lab.virsh("h1", "resume", vm).returncode == 0, "resume failed")
        after = lab.lease("h2", vm)
        expect(after["lver"] == before + 1 and after["timestamp"], f"version {before} became {after}")
        remark(f"version {before} to {after['lver']}")
        measured.add(
            "suspend on h1, then resume",
            "lease released at once, `inquire` lists 0 resources; resume takes it again with version +1",
        )
    _stale_resume(tally, measured, lab, vm)
    _request_through_disk(tally, measured, lab, vm)
    _live_migration(tally, measured, lab, vm)
    lab.do("vm-stop", vm, "h1")


def _request_through_disk(tally: Tally, measured: Measurements, lab: LabUnderTest, vm: str) -> None:
    with tally.step(lab.name, "h2 ends the VM of h1 through the disk alone and starts it at once") as remark:
        lab.do("cut-network", "h1")
        version = lab.lease("h2", vm)["lver"]
        began = time.monotonic()
        lab.do("exec", "h2", "sanlock", "client", "request", "-r", f"{lab.resource(vm)}:{version + 1}", "-f", "1")
        lab.until(lambda: not lab.host("h1")["guests"], "the end of QEMU on h1", 20)
        ended = time.monotonic() - began
        lab.until(lambda: lab.lease("h2", vm)["timestamp"] == 0, "a free lease", 10)
        lab.do("vm-start", "--wait", vm, "h2", seconds=240)
        lab.do("heal-network", "h1")
        remark(f"ended after {ended:.1f} s")
        measured.add(
            "`sanlock client request -f 1` on h2 while h1 runs the VM",
            f"QEMU on h1 killed {ended:.1f} s later through the disk alone (network of h1 cut), "
            "lease free, h2 starts at once",
        )


def _live_migration(tally: Tally, measured: Measurements, lab: LabUnderTest, vm: str) -> None:
    with tally.step(lab.name, "a VM migrates live between hosts and its lease goes with it, version +1") as remark:
        before, starts = lab.lease("h1", vm), _starts(lab, vm)
        began = time.monotonic()
        done = lab.virsh("h2", "migrate", "--live", "--unsafe", vm, "qemu+ssh://h1/system", seconds=120)
        took = time.monotonic() - began
        expect(done.returncode == 0, done.stderr.strip())
        after = lab.lease("h1", vm)
        expect(after["lver"] == before["lver"] + 1 and after["owner_id"] == 1, f"{before} became {after}")
        expect("pong" in lab.do("send", vm, "h1", "ping"), "the guest does not answer after its move")
        expect(_starts(lab, vm) == starts, "the move shows as a start")
        remark(f"{took:.1f} s")
        measured.add(
            "live migration h1 to h2",
            f"{took:.1f} s over ssh (measured from h2 to h1), lease handed over with version +1, "
            "one start in the guest's trail",
        )


def _stale_resume(tally: Tally, measured: Measurements, lab: LabUnderTest, vm: str) -> None:
    with tally.step(lab.name, "libvirt and sanlock let an old copy resume after the VM ran elsewhere: verify sees it"):
        expect(f"{vm}: ok" in lab.call("verify").stdout, "verify found something before")
        lab.virsh("h1", "suspend", vm)
        lab.do("vm-start", "--wait", vm, "h2", seconds=240)
        lab.do("vm-stop", vm, "h2")
        resumed = lab.virsh("h1", "resume", vm)
        expect(
            resumed.returncode == 0,
            f"resume was refused (good, but the table says otherwise): {resumed.stderr.strip()}",
        )
        lab.until(lambda: f"{vm}: TWO COPIES" in lab.call("verify").stdout, "verify's finding", 20)
        said = lab.do("verify", code=1)
        expect("start on h1" in said and "start on h2" in said, said)
        measured.add(
            "suspended on h1, run and ended on h2, then resumed on h1",
            "**resume succeeds** although the disk has moved on: neither libvirt nor sanlock checks the version; "
            "`verify` reports the old start writing after the new one",
        )


def _starts(lab: LabUnderTest, vm: str) -> str:
    """How many starts the VM's trail shows, as verify says it."""
    line = next(line for line in lab.call("verify").stdout.splitlines() if f"/{vm}: " in line)
    return line.partition("records, ")[2].split()[0]
