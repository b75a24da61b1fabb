"""Every plug pulled, its effect seen, and put back."""

import time

from .driver import LabUnderTest
from .tally import Tally, expect

HUNG = 137  # `timeout` had to kill the reader
IO_ERROR = 1

# At io_timeout 1 sanlock ends a guest 8 s after the host's last renewal, which may be 2 s old when the path hangs.
SHORT_HANG_SECONDS = 5


def pull_every_plug(tally: Tally, lab: LabUnderTest) -> None:
    """Needs a lab with at least three hosts, lockspace joined, vm1 running on h1 and vm2 on h2."""
    _network(tally, lab)
    _storage(tally, lab)
    _processes(tally, lab)
    _bmc(tally, lab)
    _power(tally, lab)


def _network(tally: Tally, lab: LabUnderTest) -> None:
    h1, h2 = lab.host("h1")["address"], lab.host("h2")["address"]
    with tally.step(lab.name, "cut-network silences a host, its BMC still answers; heal-network brings it back"):
        lab.do("cut-network", "h1")
        expect(not lab.can_connect("engine", h1) and not lab.can_connect("h2", h1), "h1 is still reached")
        expect("is on" in ipmi(lab, "h1", "chassis", "power", "status"), "the BMC of h1 is gone too")
        expect(lab.host("h1")["network"]["cut"], "status does not show it")
        lab.do("heal-network", "h1")
        lab.until(lambda: lab.can_connect("engine", h1), "h1 back", 10)
    with tally.step(lab.name, "cut-network --from cuts one line only"):
        lab.do("cut-network", "h1", "--from", "h2")
        expect(not lab.can_connect("h1", h2) and not lab.can_connect("h2", h1), "the line between h1 and h2 works")
        expect(lab.can_connect("engine", h1) and lab.can_connect("h3", h2), "another line is cut too")
        lab.do("heal-network", "h1")
        expect(lab.can_connect("h1", h2), "the line was not put back")


def _storage(tally: Tally, lab: LabUnderTest) -> None:
    with tally.step(
        lab.name, "lose-storage gives I/O errors on one host only and pauses its guest; heal-storage lets it go on"
    ):
        lab.do("lose-storage", "h1", "store1")
        expect(lab.read_storage("h1") == IO_ERROR, "h1 still reads")
        expect(lab.read_storage("h2") == 0, "h2 lost it too")
        lab.until(lambda: lab.domain_state("h1", "vm1") == "paused", "the pause of the guest", 5)
        lab.do("heal-storage", "h1", "store1")
        expect(lab.read_storage("h1") == 0, "h1 does not read")
        lab.virsh("h1", "resume", "vm1")
        expect("pong" in lab.do("send", "vm1", "h1", "ping"), "the guest does not answer")
    with tally.step(
        lab.name, "old-storage shows a host a copy that stands still for it and hides what it writes; heal-storage ends it"
    ):
        write = "dd if=/dev/urandom of=/storage/store1/vm6.raw oflag=direct conv=notrunc bs=4096 count=1 seek=8 status=none"
        lab.do("old-storage", "h3")
        expect(lab.host("h3")["storage"]["store1"]["state"] == "old", "status does not show it")
        before = lab.digest("h2", "vm6.raw")
        lab.do("exec", "h3", *write.split())
        expect(lab.digest("h2", "vm6.raw") == before, "h2 sees what h3 wrote to its copy")
        hidden = lab.digest("h3", "vm6.raw")
        lab.do("exec", "h2", *write.split())
        expect(lab.digest("h3", "vm6.raw") == hidden != before, "h3 does not see its copy")
        lab.do("heal-storage", "h3")
        expect(lab.digest("h3", "vm6.raw") == lab.digest("h2", "vm6.raw") != before, "h3 still sees the copy")
    with tally.step(
        lab.name, "hang-storage lets a host's requests wait, their process can be killed; heal-storage lets them go on"
    ) as remark:
        began = time.monotonic()
        lab.do("hang-storage", "h1")
        expect(lab.read_storage("h1", seconds=1) == HUNG, "h1 still reads")
        expect(lab.read_storage("h2") == 0, "h2 hangs too")
        lab.do("heal-storage", "h1")
        lasted = time.monotonic() - began
        expect(lab.read_storage("h1") == 0, "h1 does not read")
        if lasted < SHORT_HANG_SECONDS:
            expect("pong" in lab.do("send", "vm1", "h1", "ping"), "the guest did not survive a short hang")
        else:
            remark(_after_a_long_hang(lab, lasted))
    with tally.step(
        lab.name, "hang-storage --in-flight makes a QEMU that even SIGKILL does not end, until heal-storage"
    ):
        lab.do("hang-storage", "h1", "--in-flight")
        pid = str(lab.qemu_pid("h1", "vm1"))
        lab.until(lambda: waits_for_disk(lab, "h1", pid), "a write in flight", 10)
        lab.do("kill-qemu", "vm1")
        time.sleep(1)
        expect(lab.do("exec", "h1", "ls", f"/proc/{pid}/task"), "the QEMU process is gone")
        lab.do("heal-storage", "h1")
        lab.until(lambda: lab.call("exec", "h1", "test", "-e", f"/proc/{pid}").returncode == 1, "the end of QEMU", 10)


def _after_a_long_hang(lab: LabUnderTest, lasted: float) -> str:
    """A loaded machine makes the hang longer than meant; then sanlock may end the guest, as it must."""
    time.sleep(3)
    if lab.domain_state("h1", "vm1") != "absent":
        expect("pong" in lab.do("send", "vm1", "h1", "ping"), "the guest neither ended nor answers")
        return f"hung for {lasted:.1f} s, the guest lives"
    lab.do("vm-start", "--wait", "vm1", "h1", seconds=240)
    return f"hung for {lasted:.1f} s: sanlock ended the guest, as it must; started again"


def waits_for_disk(lab: LabUnderTest, host: str, pid: str) -> bool:
    """True when a thread of the process is in uninterruptible sleep inside the file system of the storage path."""
    script = f"cat /proc/{pid}/task/*/stat | sed 's/.*) //' | cut -c1"
    return "D" in lab.call("exec", host, "sh", "-c", script).stdout


def _processes(tally: Tally, lab: LabUnderTest) -> None:
    with tally.step(lab.name, "kill-qemu ends a guest at once and its lease is free"):
        expect(lab.lease("h1", "vm2")["timestamp"] != 0, "the lease was not held")
        lab.do("kill-qemu", "vm2")
        lab.until(lambda: lab.domain_state("h2", "vm2") == "absent", "the end of the guest", 5)
        lab.until(lambda: lab.lease("h1", "vm2")["timestamp"] == 0, "a free lease", 5)
        lab.do("kill-qemu", "vm2", code=3)
    with tally.step(lab.name, "freeze stops a daemon, thaw lets it go on"):
        lab.do("freeze", "h1", "libvirtd")
        expect(lab.call("exec", "h1", "timeout", "1", "virsh", "list").returncode == 124, "libvirtd still answers")
        lab.do("thaw", "h1", "libvirtd")
        expect(lab.virsh("h1", "list").returncode == 0, "libvirtd does not answer")
    with tally.step(lab.name, "freeze everything stops a whole host, thaw lets it go on"):
        lab.do("freeze", "h3", "everything")
        expect(lab.call("ssh", "h3", "true", seconds=15).returncode != 0, "h3 still lets us in")
        lab.do("thaw", "h3")
        expect(lab.do("ssh", "h3", "hostname").strip() == "h3", "h3 does not answer")


def ipmi(lab: LabUnderTest, host: str, *words: str, seconds: float = 30) -> str:
    """ipmitool over the lab's network; the answer or "" when there is none."""
    bmc = lab.host(host)["bmc"]
    done = lab.call(
        "in-net",
        "ipmitool",
        "-I",
        "lanplus",
        "-C",
        "3",
        "-N",
        "1",
        "-R",
        "2",
        "-H",
        bmc["address"],
        "-U",
        bmc["user"],
        "-f",
        bmc["password_file"],
        *words,
        seconds=seconds,
    )
    return done.stdout if done.returncode == 0 else ""


def _bmc(tally: Tally, lab: LabUnderTest) -> None:
    with tally.step(lab.name, "a BMC tells the system uuid of its host and switches it off, on and through a reset"):
        first = lab.host("h3")["boot_id"]
        expect(lab.host("h3")["host_uuid"] in ipmi(lab, "h3", "mc", "guid"), "the GUID is another")
        ipmi(lab, "h3", "chassis", "power", "off")
        lab.until(lambda: lab.host("h3")["state"] == "off", "h3 off", 10)
        expect("is off" in ipmi(lab, "h3", "chassis", "power", "status"), "the BMC does not know it is off")
        ipmi(lab, "h3", "chassis", "power", "on")
        lab.do("wait", "h3")
        second = lab.host("h3")["boot_id"]
        ipmi(lab, "h3", "chassis", "power", "reset")
        lab.until(lambda: lab.host("h3")["boot_id"] not in (first, second), "a new boot", 10)
        lab.until(lambda: lab.host("h3")["state"] == "on", "h3 on, though nobody waits for its boot", 60)
        expect(first != second, "the boot id did not change")
    with tally.step(lab.name, "a BMC can be dead, slow, lying, and wired to the wrong host"):
        lab.do("bmc", "h3", "dead")
        expect(not ipmi(lab, "h3", "chassis", "power", "status"), "a dead BMC answers")
        lab.do("bmc", "h3", "ok")
        lab.do("bmc", "h3", "lying")
        ipmi(lab, "h3", "chassis", "power", "off")
        expect(
            "is off" in ipmi(lab, "h3", "chassis", "power", "status") and lab.host("h3")["state"] == "on",
            "it does not lie",
        )
        lab.do("bmc", "h3", "ok")
        lab.do("bmc", "h3", "wired", "--to", "h2")
        expect(lab.host("h2")["host_uuid"] in ipmi(lab, "h3", "mc", "guid"), "the GUID does not tell the wrong wiring")
        lab.do("bmc", "h3", "ok")
        lab.do("bmc", "h3", "slow", "--seconds", "3")
        took = _seconds_of(lambda: ipmi(lab, "h3", "chassis", "power", "status"))
        expect(took >= 3, f"a slow BMC answered in {took:.1f} s")
        lab.do("bmc", "h3", "ok")
        expect("is on" in ipmi(lab, "h3", "chassis", "power", "status"), "the BMC does not come back")


def _seconds_of(act) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


def _power(tally: Tally, lab: LabUnderTest) -> None:
    with tally.step(
        lab.name, "power-off ends everything in a host at once, its storage too; power-on is a boot with a new boot id"
    ) as remark:
        lab.do("vm-start", "vm2", "h2", seconds=200)
        before = lab.host("h2")
        lab.do("exec", "h2", "sh", "-c", "echo kept > /var/lib/leasehold/kept; echo lost > /run/lost")
        lab.do("power-off", "h2")
        expect(lab.host("h2")["state"] == "off" and not lab.host("h2")["guests"], "something runs on")
        lab.do("exec", "h2", "true", code=4)
        remark(f"boot {_seconds_of(lambda: lab.do('power-on', 'h2')):.1f} s")
        expect(lab.host("h2")["boot_id"] != before["boot_id"], "the same boot id")
        kept = lab.do("exec", "h2", "sh", "-c", "cat /var/lib/leasehold/kept; cat /run/lost || true")
        expect(kept.strip() == "kept", f"after the boot: {kept!r}")
    with tally.step(
        lab.name, "a host that reboots itself reboots itself only, also while its old network is still there"
    ):
        boot_id, other = lab.host("h3")["boot_id"], lab.host("h2")["boot_id"]
        expect(lab.can_connect("engine", lab.host("h3")["address"]), "h3 is not reached before")
        with lab.network_kept("h3"):
            lab.call("exec", "h3", "/lab/bin/reboot")
            lab.until(lambda: lab.host("h3")["boot_id"] != boot_id, "a new boot", 10)
            lab.do("wait", "h3")
        expect(lab.can_connect("engine", lab.host("h3")["address"]), "h3 is not reached")
        expect(lab.host("h2")["boot_id"] == other, "h2 rebooted too")
