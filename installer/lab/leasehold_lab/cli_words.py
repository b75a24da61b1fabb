"""The command line: words, options, help with an example for each command."""

import argparse

from .config import LabConfig

_DEFAULT = LabConfig()


def parse(argv: list[str]) -> argparse.Namespace:
    """Parses or ends the program with code 2 and one sentence."""
    return _parser().parse_args(argv)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="run",
        description="Real KVM hosts with sanlock, libvirt, sshd and BMCs on one machine, and plugs to pull.",
        epilog="Example: run up --hosts 3 && run status && run down. Every command takes --name LAB (default lab).",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, does: str, example: str) -> argparse.ArgumentParser:
        command = commands.add_parser(
            name, help=does, description=does[0].upper() + does[1:] + ".", epilog=f"Example: run {example}"
        )
        command.add_argument("--name", default=_DEFAULT.name, help="which lab (default: %(default)s)")
        return command

    _lab_commands(add)
    _plug_commands(add)
    _use_commands(add)
    return parser


def _lab_commands(add) -> None:
    up = add(
        "up",
        "make the lab and switch all hosts on; fine when it is up already",
        "up --name one --hosts 2 --io-timeout 1",
    )
    up.add_argument("--hosts", type=int, default=_DEFAULT.host_count, metavar="N")
    up.add_argument("--io-timeout", type=int, default=_DEFAULT.io_timeout_seconds, metavar="SECONDS")
    up.add_argument("--store-count", type=int, default=_DEFAULT.store_count, metavar="N")
    up.add_argument("--sector", type=int, default=_DEFAULT.sector_bytes, metavar="512|4096")
    up.add_argument(
        "--guest-disks", type=int, default=_DEFAULT.guest_disk_count, metavar="N", help="guest disks vm1..vmN per store"
    )
    up.add_argument("--guest-disk-mib", type=int, default=_DEFAULT.guest_disk_mib, metavar="MIB")
    up.add_argument(
        "--slots", type=int, default=_DEFAULT.slot_count, metavar="N", help="slots of 1 MiB in each xleases volume"
    )
    up.add_argument(
        "--fixed-sanlock-names",
        action="store_true",
        help="sanlock keeps the host's name over restarts, so that it rejoins at once after a crash (unsafe, see docs)",
    )
    up.add_argument(
        "--share",
        action="append",
        default=[],
        metavar="FOLDER",
        help="folder of the machine shown read-only in every host",
    )
    add("down", "end the lab and delete all of it; fine when it is down already", "down --name one")
    add("list", "list all labs and whether they run", "list")
    add("status", "show hosts, services, guests and every plug", "status --json").add_argument(
        "--json", action="store_true"
    )
    measure = add(
        "measure",
        "measure how long failovers take, in a lab and with an engine of its own",
        "measure --runs 10 --write core/docs/measurements.md",
    )
    measure.add_argument("--runs", type=int, default=10, metavar="N", help="of each scenario (default: %(default)s)")
    measure.add_argument(
        "--scenarios",
        default="1,2,3",
        metavar="LIST",
        help="1 QEMU killed, 2 power loss, 3 management cut (default: %(default)s)",
    )
    measure.add_argument("--write", default="", metavar="FILE", help="put the table into this document too")
    add("clean-cache", "delete the cached guest kernel and probe answer", "clean-cache")
    add("wait", "wait until the host is on and its services run", "wait h1").add_argument("host", metavar="H")


def _plug_commands(add) -> None:
    add("power-off", "pull the power: everything in the host ends at once", "power-off h1").add_argument(
        "host", metavar="H"
    )
    add("power-on", "boot the host, with a new boot id", "power-on h1").add_argument("host", metavar="H")
    for name, does in (
        ("cut-network", "cut the host's network cable"),
        ("heal-network", "put the host's network cable back"),
    ):
        command = add(name, f"{does}, or only the line between it and one peer", f"{name} h1 --from h2")
        command.add_argument("host", metavar="H")
        command.add_argument("--from", dest="peer", default="", metavar="PEER", help="a host, or engine")
    hang = add(
        "hang-storage", "let the host's path to a store hang (default: to every store)", "hang-storage h1 store1"
    )
    hang.add_argument(
        "--in-flight", action="store_true", help="hang behind the host: its waiting processes cannot even be killed"
    )
    lose = add("lose-storage", "let the host's path to a store fail with I/O errors", "lose-storage h1")
    old = add(
        "old-storage", "let the host work on a copy of a store, taken now, that nobody else sees", "old-storage h1"
    )
    heal = add("heal-storage", "put the host's path to a store back", "heal-storage h1")
    for command in (hang, lose, old, heal):
        command.add_argument("host", metavar="H")
        command.add_argument("store", metavar="STORE", nargs="?", default="")
    kill = add("kill-qemu", "SIGKILL the QEMU process of a VM", "kill-qemu vm1")
    kill.add_argument("vm", metavar="VM")
    kill.add_argument("--host", default="", metavar="H")
    freeze = add("freeze", "stop processes: a program, a unit's program, a VM, or everything", "freeze h1 sanlock")
    freeze.add_argument("host", metavar="H")
    freeze.add_argument("process", metavar="PROCESS")
    thaw = add("thaw", "let stopped processes go on", "thaw h1 sanlock")
    thaw.add_argument("host", metavar="H")
    thaw.add_argument("process", metavar="PROCESS", nargs="?", default="everything")
    bmc = add("bmc", "break or repair a BMC: ok, dead, slow, lying, wired", "bmc h1 wired --to h2")
    bmc.add_argument("host", metavar="H")
    bmc.add_argument("fault", choices=("ok", "dead", "slow", "lying", "wired"))
    bmc.add_argument("--seconds", type=float, default=5.0, help="for slow: how late it answers")
    bmc.add_argument("--to", default="", metavar="H", help="for wired: the host it really controls")
    bmc.add_argument("--own-guid", action="store_true", help="for wired: it keeps its own system GUID")


def _use_commands(add) -> None:
    for name, does, example in (
        ("exec", "run a command as root in a host", "exec h1 virsh list --all"),
        ("ssh", "log in to a host by ssh as root, or run a command", "ssh h1 hostname"),
    ):
        command = add(name, does, example)
        command.add_argument("--user", default="root") if name == "ssh" else None
        command.add_argument("host", metavar="H")
        command.add_argument("words", nargs="..." if name == "exec" else "...", metavar="CMD")
    add("in-net", "run a command of this machine in the lab's network", "in-net ping -c1 10.77.0.11").add_argument(
        "words", nargs="...", metavar="CMD"
    )
    init = add(
        "init", "format a store's lockspace and one lease per guest disk, for tests of the lab", "init store1 --on h1"
    )
    init.add_argument("store", metavar="STORE", nargs="?", default="store1")
    init.add_argument("--on", default="h1", metavar="H")
    for name, does in (
        ("join", "join the lockspace of a store (all hosts when none is named)"),
        ("leave", "leave the lockspace of a store"),
    ):
        command = add(name, does, f"{name} h1")
        command.add_argument("host", metavar="H", nargs="?" if name == "join" else None, default="")
        command.add_argument("store", metavar="STORE", nargs="?", default="store1")
    xml = add("vm-xml", "print the domain XML of a guest; the same text serves every host", "vm-xml vm1 > vm1.xml")
    start = add("vm-start", "start a guest on a host (virsh create)", "vm-start vm1 h1")
    stop = add("vm-stop", "end a guest (virsh destroy)", "vm-stop vm1 h1")
    send = add("send", "send a line to a guest's serial line: ping panic hang poweroff reboot sh", "send vm1 h1 ping")
    for command in (xml, start, stop, send):
        command.add_argument("vm", metavar="VM")
    for command in (start, stop, send):
        command.add_argument("host", metavar="H")
    for command in (xml, start):
        command.add_argument("--store", default="store1", metavar="STORE")
        command.add_argument("--no-lease", action="store_true", help="without a lease: nothing protects it")
        command.add_argument("--no-disk", action="store_true", help="without a disk: it leaves no trail")
    start.add_argument("--wait", action="store_true", help="until the guest answers on its serial line")
    send.add_argument("--seconds", type=float, default=10.0, help="how long to wait for the answer")
    send.add_argument("words", nargs="+", metavar="LINE")
    add("verify", "read every guest disk; exit 1 when two copies of a guest wrote to one", "verify")
