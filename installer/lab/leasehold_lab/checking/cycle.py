"""One whole life of a lab: up, every plug pulled and put back, verify, down."""

from concurrent.futures import ThreadPoolExecutor

from . import traces
from .driver import LabUnderTest
from .plugs import pull_every_plug
from .services import services_are_watched
from .tally import Tally, expect


def one_life(tally: Tally, name: str, options: tuple[str, ...] = (), thorough: bool = True) -> None:
    """The story of one lab from nothing to nothing. `thorough` adds the slower steps that need not be repeated."""
    lab = LabUnderTest(name)
    before = traces.of_machine()
    try:
        _comes_up(tally, lab, options)
        _guests_run(tally, lab)
        pull_every_plug(tally, lab)
        if thorough:
            services_are_watched(tally, lab)
        with tally.step(name, "verify reads every guest disk and finds one copy of each guest"):
            said = lab.do("verify")
            expect("ok" in said and "TWO" not in said, said)
    finally:
        _goes_down(tally, lab, before)


def _comes_up(tally: Tally, lab: LabUnderTest, options: tuple[str, ...]) -> None:
    with tally.step(lab.name, "up brings hosts with sshd, sanlock and libvirtd") as remark:
        lab.do("up", *options, seconds=240)
        hosts = lab.status()["hosts"]
        expect(all(h["state"] == "on" for h in hosts.values()), f"not all on: {hosts}")
        remark(f"{len(hosts)} hosts")
    with tally.step(lab.name, "up twice is fine, with other choices it is refused"):
        boot_ids = {h["boot_id"] for h in lab.status()["hosts"].values()}
        lab.do("up", *options)
        expect(boot_ids == {h["boot_id"] for h in lab.status()["hosts"].values()}, "the second up booted hosts again")
        lab.do("up", *options, "--hosts", "7", code=4)
    with tally.step(lab.name, "every host has its own name, machine id, system uuid, boot id, ssh key and clock"):
        seen = [set() for _ in range(5)]
        for host in lab.status()["hosts"]:
            said = lab.do(
                "ssh",
                host,
                "hostname; cat /etc/machine-id /sys/class/dmi/id/product_uuid /proc/sys/kernel/random/boot_id; "
                "cut -d. -f1 /proc/uptime",
            ).split()
            for values, value in zip(seen, said):
                values.add(value)
        expect(all(len(values) == len(lab.status()["hosts"]) for values in seen), f"shared identity: {seen}")
    with tally.step(lab.name, "ssh opens for users root and leasehold, and from host to host"):
        expect(lab.do("ssh", "--user", "leasehold", "h2", "id", "-un").strip() == "leasehold", "not user leasehold")
        expect(
            lab.do("exec", "h1", "ssh", "-o", "BatchMode=yes", "h2", "hostname").strip() == "h2",
            "h1 cannot log in to h2",
        )
    with tally.step(lab.name, "the lab's network reaches its hosts and nothing outside"):
        expect(lab.can_connect("engine", lab.host("h1")["address"]), "h1 cannot be reached")
        routes = lab.do("in-net", "ip", "-o", "route") + lab.do("exec", "h1", "ip", "-o", "route")
        expect("default" not in routes, f"there is a way out: {routes}")
        for host in ("h1",):
            devices = lab.do("exec", host, "ls", "/sys/class/net").split()
            expect(sorted(devices) == ["br0", "eth0", "lo"], f"devices of {host}: {devices}")


def _guests_run(tally: Tally, lab: LabUnderTest) -> None:
    with tally.step(lab.name, "a store is formatted and joined by every host"):
        lab.do("init", "store1")
        lab.do("join")
    with tally.step(
        lab.name, "guests start, answer on their serial lines with the name of their host, and write to their disks"
    ) as remark:
        started = {"vm1": "h1", "vm2": "h2", "vm3": "h3", "vm4": "h2"}
        with ThreadPoolExecutor(len(started)) as pool:
            list(pool.map(lambda vm: lab.do("vm-start", "--wait", vm, started[vm], seconds=240), started))
        for vm, host in started.items():
            expect(f"host={host}" in lab.do("send", vm, host, "ping"), f"{vm} names another host")
        lab.until(lambda: lab.call("verify").stdout.count(": ok") == len(started), "records on every disk", 20)
        remark(lab.status()["virt_type"])
    with tally.step(lab.name, "a guest reboots from inside and goes on writing as a new boot"):
        first = _boot(lab)
        lab.do("send", "vm1", "h1", "reboot")
        lab.until(lambda: _boot(lab) == first + 1, "the second boot", 90)
    with tally.step(lab.name, "a guest hangs on command: silent, and deaf to the power button"):
        lab.do("send", "vm2", "h2", "hang")
        lab.do("send", "--seconds", "1", "vm2", "h2", "ping", code=5)
        lab.virsh("h2", "shutdown", "vm2")
        lab.until(lambda: lab.domain_state("h2", "vm2") == "running", "still running", 5)
    with tally.step(lab.name, "a guest panics on command and libvirt ends it"):
        lab.do("send", "vm3", "h3", "panic")
        lab.until(lambda: lab.domain_state("h3", "vm3") == "absent", "the end of the guest", 30)
    with tally.step(lab.name, "a guest obeys ACPI shutdown"):
        lab.virsh("h2", "shutdown", "vm4")
        lab.until(lambda: lab.domain_state("h2", "vm4") == "absent", "the end of the guest", 30)


def _boot(lab: LabUnderTest) -> int:
    said = lab.call("send", "--seconds", "2", "vm1", "h1", "ping").stdout
    return int(said.partition("boot=")[2].split()[0]) if "boot=" in said else 0


def _goes_down(tally: Tally, lab: LabUnderTest, before: dict) -> None:
    with tally.step(
        lab.name, "down ends and deletes everything; nothing is left: no process, mount, link, namespace or file"
    ) as remark:
        with traces.namespaces_of_lab(lab.name) as namespaces:
            lab.do("down", seconds=120)
            expect(not (left := traces.of_lab(lab.name, namespaces)), f"left behind: {left}")
        after = traces.of_machine()
        for kind, things in before.items():
            expect(things == after[kind], f"{kind} differ: {sorted(set(things) ^ set(after[kind]))[:5]}")
        remark(f"{len(namespaces)} namespaces gone")
        lab.do("down")
