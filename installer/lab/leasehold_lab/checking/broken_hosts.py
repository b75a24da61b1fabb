"""The rows of the proof that need a host without power or storage."""

import re
import time

from .driver import LabUnderTest
from .measurements import Measurements
from .tally import Tally, expect
from .two_copies import start_until_dead

RENEWAL_FAIL_SECONDS = 8        # 8N with io_timeout 1
SIGKILL_AFTER_SECONDS = 40      # sanlock's grace between its first SIGTERM and SIGKILL


def power_loss(tally: Tally, measured: Measurements, lab: LabUnderTest, vm: str = "vm4") -> None:
    """h1 loses its power while it runs the VM; h2 asks at once."""
    with tally.step(lab.name, "power loss of h1: h2 gets the lease 8N+60 after the last renewal, not earlier") as remark:
        lab.do("vm-start", "--wait", vm, "h1", seconds=240)
        lab.do("power-off", "h1")
        took = start_until_dead(lab, vm, "h2")
        log = lab.do("exec", "h2", "cat", "/var/log/sanlock.out")
        verdict = re.findall(r"dead \d+-\d+>\d+", log)
        remark(f"{took:.0f} s; {verdict[-1] if verdict else 'no verdict in the log'}")
        measured.add("power loss of h1, start on h2 asked at once",
                     f"the start blocks inside the call; the VM runs {took:.0f} s after the loss (sanlock on h2: `{verdict[-1] if verdict else '?'}`)")
        lab.do("vm-stop", vm, "h2")
    with tally.step(lab.name, "the host that lost its power boots again and verify finds nothing wrong with the VM") as remark:
        began = time.monotonic()
        lab.do("power-on", "h1", seconds=120)
        took = time.monotonic() - began
        remark(f"{took:.1f} s")
        expect(f"{vm}: ok" in lab.call("verify").stdout, lab.call("verify").stdout)
        measured.add("power-on of a host until sshd, sanlock and libvirtd run", f"{took:.1f} s")


def hung_storage(tally: Tally, measured: Measurements, lab: LabUnderTest, host: str = "h3", silent: str = "vm5", writing: str = "vm6") -> None:
    """Two guests on one host, one of them not writing, when the storage path hangs."""
    with tally.step(lab.name, "hung storage: sanlock's SIGTERM at 8N ends a VM with no write waiting, but not one that writes") as remark:
        for vm in (silent, writing):
            lab.do("vm-start", "--wait", vm, host, seconds=240)
        lab.do("send", silent, host, "hang")
        lab.do("hang-storage", host)
        began = time.monotonic()
        lab.until(lambda: silent not in lab.host(host)["guests"], f"the end of {silent}", 30)
        quiet = time.monotonic() - began
        expect(writing in lab.host(host)["guests"], f"{writing} ended too: SIGTERM was enough for it")
        remark(f"{quiet:.1f} s")
        measured.add("storage of h1 hung, guest not writing", f"VM ended by sanlock's SIGTERM {quiet:.1f} s after the cut (renewal fails at 8 s after the last one)")
    with tally.step(lab.name, "hung storage: a VM that writes ends only at SIGKILL, 40 s later") as remark:
        lab.until(lambda: writing not in lab.host(host)["guests"], f"the end of {writing}", RENEWAL_FAIL_SECONDS + SIGKILL_AFTER_SECONDS + 20)
        took = time.monotonic() - began
        expect(took > 30, f"it ended after {took:.0f} s")
        remark(f"{took:.0f} s")
        measured.add("storage of h1 hung, guest writing",
                     f"**SIGTERM at 8 s is not enough**: QEMU waits for its write; sanlock's SIGKILL ends it {took:.0f} s after the cut (8N+40), 20 s before others may take the lease")
    with tally.step(lab.name, "a host whose storage path comes back joins again and runs VMs"):
        lab.do("heal-storage", host)
        lab.until(lambda: lab.call("join", host, seconds=120).returncode == 0, "the join", 120)
        lab.do("vm-start", "--wait", silent, host, seconds=240)
    with tally.step(lab.name, "hung behind the host: not even SIGKILL ends a VM that writes") as remark:
        lab.do("hang-storage", host, "--in-flight")
        time.sleep(2)
        lab.do("kill-qemu", silent)
        time.sleep(5)
        state = lab.host(host)["guests"].get(silent, {}).get("process_state", "gone")
        expect(lab.call("exec", host, "sh", "-c", "ls -d /proc/[0-9]*/task/*/ >/dev/null").returncode == 0, "the host does not answer")
        lab.do("power-off", host)
        lab.do("power-on", host, seconds=120)
        lab.do("heal-storage", host)
        remark(f"process state {state} 5 s after SIGKILL")
        measured.add("storage of h1 hung behind the host, guest writing",
                     "QEMU survives SIGKILL (a thread waits in the kernel) until the path comes back or the host loses its power")
