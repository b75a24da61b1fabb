"""Commands that use a lab that is up: plugs, programs in hosts, leases, guests, the verdict."""

import sys
from concurrent.futures import ThreadPoolExecutor

from . import enter, guest_console, keeper_process, verify
from .cli_lab import load
from .domain_xml import vm_xml
from .errors import DONE, FINDINGS, LabError, usage
from .leases import LeaseCommands
from .programs import path_of

SSH_CONNECT_SECONDS = 5
START_SECONDS = 150  # a start may have to wait until a dead owner's lease may be taken: 8N+60, then 7N


def _plug(request: str, *names: str):
    """A command that is one request to the keeper with the named words as arguments."""

    def pull(words) -> int:
        _, paths = load(words.name)
        answer = keeper_process.ask(paths, request, **{name: getattr(words, name) for name in names})
        for key, value in answer.items():
            print(f"{key}: {', '.join(map(str, value)) if isinstance(value, list) else value}")
        return DONE

    return pull


def run_in_host(words) -> int:
    config, paths = load(words.name)
    config.host_number(words.host)
    return enter.call(enter.in_host_argv(paths, words.host, _command(words.words) or ["/bin/bash", "-l"]))


def ssh(words) -> int:
    config, paths = load(words.name)
    argv = [
        path_of("ssh"),
        "-i",
        str(paths.ssh_key),
        "-o",
        f"UserKnownHostsFile={paths.known_hosts}",
        "-o",
        "StrictHostKeyChecking=yes",
        "-o",
        "IdentitiesOnly=yes",
        "-o",
        "BatchMode=yes",
        "-o",
        f"ConnectTimeout={SSH_CONNECT_SECONDS}",
        "-F",
        "/dev/null",
        f"{words.user}@{config.host_address(words.host)}",
        *_command(words.words),
    ]
    return enter.call(enter.in_network_argv(paths, argv))


def in_net(words) -> int:
    _, paths = load(words.name)
    command = _command(words.words)
    if not command:
        raise usage("in-net needs a command")
    return enter.call(enter.in_network_argv(paths, command))


def _command(words: list[str]) -> list[str]:
    return words[1:] if words[:1] == ["--"] else words


def init(words) -> int:
    config, paths = load(words.name)
    LeaseCommands(config, paths, words.on).format(config.check_store(words.store))
    return DONE


def join(words) -> int:
    config, paths = load(words.name)
    hosts = [words.host] if words.host else config.hosts
    store = config.check_store(words.store)
    for host in hosts:
        config.host_number(host)
    with ThreadPoolExecutor(len(hosts)) as pool:
        list(pool.map(lambda host: LeaseCommands(config, paths, host).join(store), hosts))
    return DONE


def leave(words) -> int:
    config, paths = load(words.name)
    config.host_number(words.host)
    LeaseCommands(config, paths, words.host).leave(config.check_store(words.store))
    return DONE


def _checked_vm(config, vm: str) -> str:
    if vm not in config.guest_disks:
        raise usage(f"lab '{config.name}' has no guest disk '{vm}'; it has {', '.join(config.guest_disks)}")
    return vm


def print_vm_xml(words) -> int:
    config, _ = load(words.name)
    print(
        vm_xml(
            config,
            _checked_vm(config, words.vm),
            config.check_store(words.store),
            not words.no_lease,
            not words.no_disk,
        ),
        end="",
    )
    return DONE


def vm_start(words) -> int:
    config, paths = load(words.name)
    config.host_number(words.host)
    xml = vm_xml(
        config, _checked_vm(config, words.vm), config.check_store(words.store), not words.no_lease, not words.no_disk
    )
    (paths.rootfs(words.host) / "var" / "tmp" / f"{words.vm}.xml").write_text(xml)
    _virsh(paths, words.host, START_SECONDS, "create", f"/var/tmp/{words.vm}.xml")
    if words.wait:
        guest_console.wait_up(paths, words.host, words.vm)
    return DONE


def vm_stop(words) -> int:
    config, paths = load(words.name)
    config.host_number(words.host)
    return _virsh(paths, words.host, 60, "destroy", words.vm)


def _virsh(paths, host: str, seconds: float, *words: str) -> int:
    done = enter.capture(paths, host, ["virsh", "-q", *words], seconds)
    if done.returncode != 0:
        raise LabError(f"{words[0]} on {host}: {' '.join(done.stderr.split())}", 4)
    if done.stdout.strip():
        print(done.stdout.strip())
    return DONE


def send(words) -> int:
    config, paths = load(words.name)
    config.host_number(words.host)
    print(guest_console.send(paths, words.host, _checked_vm(config, words.vm), " ".join(words.words), words.seconds))
    return DONE


def verify_disks(words) -> int:
    config, paths = load(words.name)
    lines, bad = verify.report(config, paths)
    print("\n".join(lines) or "no guest has written yet")
    if bad:
        print(f"lab: two copies of a guest wrote to one disk ({bad} overlaps)", file=sys.stderr)
    return FINDINGS if bad else DONE


COMMANDS = {
    "power-off": _plug("power_off", "host"),
    "power-on": _plug("power_on", "host"),
    "cut-network": _plug("cut_network", "host", "peer"),
    "heal-network": _plug("heal_network", "host", "peer"),
    "hang-storage": _plug("hang_storage", "host", "store", "in_flight"),
    "lose-storage": _plug("lose_storage", "host", "store"),
    "old-storage": _plug("old_storage", "host", "store"),
    "heal-storage": _plug("heal_storage", "host", "store"),
    "kill-qemu": _plug("kill_qemu", "vm", "host"),
    "freeze": _plug("freeze", "host", "process"),
    "thaw": _plug("thaw", "host", "process"),
    "bmc": _plug("bmc", "host", "fault", "seconds", "to", "own_guid"),
    "exec": run_in_host,
    "ssh": ssh,
    "in-net": in_net,
    "init": init,
    "join": join,
    "leave": leave,
    "vm-xml": print_vm_xml,
    "vm-start": vm_start,
    "vm-stop": vm_stop,
    "send": send,
    "verify": verify_disks,
}
