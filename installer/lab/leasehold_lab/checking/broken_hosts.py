"""The rows of the proof that need a host without power or storage."""

import re
import time

from .driver import LabUnderTest
from .measurements import Measurements
from .plugs import waits_for_disk
from .tally import Tally, expect
from .two_copies import start_until_dead

RENEWAL_FAIL_SECONDS = 8  # 8N with io_timeout 1
SIGKILL_AFTER_SECONDS = 40  # sanlock's grace between its first SIGTERM and SIGKILL


def power_loss(tally: Tally, measured: Measurements, lab: LabUnderTest, vm: str = "vm4") -> None:
    """h1 loses its power while it runs the VM; h2 asks at once."""
    with tally.step(
        lab.name, "power loss of h1: h2 gets the lease 8N+60 after the last renewal, not earlier"
    ) as remark:
        lab.do("vm-start", "--wait", vm, "h1", seconds=240)
        lab.do("power-off", "h1")
        took = start_until_dead(lab, vm, "h2")
        log = lab.do("exec", "h2", "cat", "/var/log/sanlock.out")
        verdict = re.findall(r"dead \d+-\d+>\d+", log)
        remark(f"{took:.0f} s; {verdict[-1] if verdict else 'no verdict in the log'}")
        measured.add(
            "power loss of h1, start on h2 asked at once",
            f"the start blocks inside the call; the VM runs {took:.0f} s after the loss "
            f"(sanlock on h2: `{verdict[-1] if verdict else '?'}`)",
        )
        lab.do("vm-stop", vm, "h2")
    with tally.step(
        lab.name, "the host that lost its power boots again and verify finds nothing wrong with the VM"
    ) as remark:
        began = time.monotonic()
        lab.do("power-on", "h1", seconds=120)
        took = time.monotonic() - began
        remark(f"{took:.1f} s")
        expect(f"{vm}: ok" in lab.call("verify").stdout, lab.call("verify").stdout)
        measured.add("power-on of a host until sshd, sanlock and libvirtd run", f"{took:.1f} s")


def hung_storage(
    tally: Tally, measured: Measurements, lab: LabUnderTest, host: str, diskless: str = "vm5", writing: str = "vm6"
) -> None:
    """Two guests on one host, one of them without a disk, when the storage path hangs."""
    with tally.step(
        lab.name, "hung storage: sanlock's SIGTERM at 8N ends a VM without a disk, but not one that has a disk there"
    ) as remark:
        lab.do("vm-start", "--wait", "--no-disk", diskless, host, seconds=240)
        lab.do("vm-start", "--wait", writing, host, seconds=240)
        lab.do("hang-storage", host)
        began = time.monotonic()
        lab.until(lambda: diskless not in lab.host(host)["guests"], f"the end of {diskless}", 30)
        took = time.monotonic() - began
        expect(writing in lab.host(host)["guests"], f"{writing} ended too: SIGTERM was enough for it")
        remark(f"{took:.1f} s")
        measured.add(
            "storage of h1 hung, VM without a disk on it (as in the first proof)",
            f"ended by sanlock's SIGTERM {took:.1f} s after the cut (renewal fails 8 s after the last one)",
        )
    with tally.step(
        lab.name, "hung storage: a VM with a disk there ends only at sanlock's SIGKILL, 40 s later"
    ) as remark:
        lab.until(
            lambda: writing not in lab.host(host)["guests"],
            f"the end of {writing}",
            RENEWAL_FAIL_SECONDS + SIGKILL_AFTER_SECONDS + 20,
        )
        took = time.monotonic() - began
        expect(took > 30, f"it ended after {took:.0f} s")
        remark(f"{took:.0f} s")
        measured.add(
            "storage of h1 hung, VM with a disk on it",
            "**SIGTERM is not enough**: QEMU waits for its disk; "
            f"sanlock's SIGKILL ends it {took:.0f} s after the cut (8N+40), "
            "20 s before others may take the lease",
        )
    with tally.step(lab.name, "a host whose storage path comes back joins again and runs VMs"):
        lab.do("heal-storage", host)
        lab.until(lambda: lab.call("join", host, seconds=120).returncode == 0, "the join", 120)
        lab.do("vm-start", "--wait", writing, host, seconds=240)
    with tally.step(
        lab.name, "hung behind the host: a killed QEMU lives on as a zombie with a thread that waits for the disk"
    ) as remark:
        pid = str(lab.qemu_pid(host, writing))
        lab.do("hang-storage", host, "--in-flight")
        lab.until(lambda: waits_for_disk(lab, host, pid), "a write in flight", 20)
        lab.do("kill-qemu", writing)
        time.sleep(5)
        expect(waits_for_disk(lab, host, pid), "no thread waits any more")
        words = lab.do("exec", host, "wc", "-c", f"/proc/{pid}/cmdline").split()
        remark(
            f"5 s after SIGKILL: {words[0]} bytes of command line, "
            f"lease {'held' if lab.lease('h2', writing)['timestamp'] else 'free'}"
        )
        expect(lab.lease("h2", writing)["timestamp"], "its lease is free")
        expect(len(lab.host(host)["unkillable_qemu_pids"]) == 1, "status does not show it")
        measured.add(
            "storage of h1 hung behind the host, VM writing, QEMU sent SIGKILL",
            f"it stays as a zombie whose command line is {'empty' if words[0] == '0' else 'readable'} "
            "while a thread waits in the kernel; "
            "its lease stays held; only the path's return or the host's power loss ends it",
        )
        lab.do("power-off", host)
        lab.do("power-on", host, seconds=120)
        lab.do("heal-storage", host)
