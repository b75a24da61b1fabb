"""Commands that make, end and show labs."""

import json
import os
import shutil
from pathlib import Path

from . import accel_probe, bmc, guest_image, keeper_process, programs
from .command import run
from .config import ENGINE_ADDRESS, LabConfig
from .errors import LabError, refused, usage
from .layout import LabPaths, cache, root
from .leases import lease_offset_bytes, volume

BUILD_SECONDS = 180


def load(name: str) -> tuple[LabConfig, LabPaths]:
    """Configuration and paths of a lab that was made; raises LabError when there is none."""
    LabConfig(name=name).validate()
    paths = LabPaths(name)
    try:
        return LabConfig.from_json(paths.config.read_text()), paths
    except FileNotFoundError:
        raise LabError(f"there is no lab '{name}': run 'up' first")


def up(words) -> int:
    config = LabConfig(
        name=words.name,
        host_count=words.hosts,
        io_timeout_seconds=words.io_timeout,
        store_count=words.store_count,
        sector_bytes=words.sector,
        guest_disk_count=words.guest_disks,
        guest_disk_mib=words.guest_disk_mib,
        slot_count=words.slots,
        fixed_sanlock_names=words.fixed_sanlock_names,
        shares=[str(Path(share).absolute()) for share in words.share],
    )
    config.validate()
    for share in config.shares:
        if not Path(share).is_dir():
            raise usage(f"--share {share}: no such folder")
    programs.check_all()
    paths = LabPaths(config.name)
    root().mkdir(parents=True, exist_ok=True)
    with keeper_process.exclusive(paths):
        if _is_ready(paths):
            present = LabConfig.from_json(paths.config.read_text())
            if not present.same_choices(config):
                raise refused(f"lab '{config.name}' is up with other choices: run 'down --name {config.name}' first")
            print(f"lab '{config.name}' is up already")
            return 0
        with guest_image.exclusive_use(cache()):
            guest_image.prepare(cache())
            config.virt_type = accel_probe.virt_type(cache())
        _clear_leftovers(paths)
        config.name_everything()
        _make_ssh_key(paths)
        paths.config.write_text(config.to_json())
        keeper_process.start(paths, config.name)
        try:
            keeper_process.wait_ready(paths, BUILD_SECONDS)
        except LabError as error:
            raise LabError(
                f"{error}; look at {paths.keeper_log}, then run 'down --name {config.name}'", error.exit_code
            )
    print(
        f"lab '{config.name}' is up: {', '.join(config.hosts)}; "
        f"guests run under {'KVM' if config.virt_type == 'kvm' else 'TCG'}"
    )
    return 0


def _is_ready(paths: LabPaths) -> bool:
    try:
        return keeper_process.ask(paths, "progress", deadline_seconds=5)["state"] == "ready"
    except LabError:
        return False


def _clear_leftovers(paths: LabPaths) -> None:
    """Begins anew inside the locked folder: after an interrupted `up`, a failed one, or a restart of the machine."""
    keeper_process.end_processes(paths)
    for entry in paths.lab.iterdir():
        shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()


def _make_ssh_key(paths: LabPaths) -> None:
    paths.ssh.mkdir(mode=0o700)
    run(
        [
            programs.path_of("ssh-keygen"),
            "-q",
            "-t",
            "ed25519",
            "-N",
            "",
            "-C",
            "leasehold-lab",
            "-f",
            str(paths.ssh_key),
        ]
    )
    paths.known_hosts.touch()


def down(words) -> int:
    LabConfig(name=words.name).validate()
    paths = LabPaths(words.name)
    if not paths.lab.exists() and not keeper_process.pids(paths):
        print(f"lab '{words.name}' is down already")
        return 0
    if os.geteuid() != 0:
        raise LabError("the lab needs root")
    with keeper_process.exclusive(paths):
        keeper_process.remove(paths)
    print(f"lab '{words.name}' is down and gone")
    return 0


def list_labs(words) -> int:
    for folder in sorted(root().iterdir() if root().exists() else []):
        if folder.is_dir() and not folder.name.startswith("."):
            paths = LabPaths(folder.name)
            state = (
                "ready"
                if _is_ready(paths)
                else "not ready"
                if keeper_process.pids(paths)
                else "remains of an interrupted up"
            )
            print(f"{folder.name:20} {state}")
    return 0


def clean_cache(words) -> int:
    shutil.rmtree(cache(), ignore_errors=True)
    try:
        root().rmdir()
    except OSError:
        pass
    return 0


def wait(words) -> int:
    config, paths = load(words.name)
    config.host_number(words.host)
    keeper_process.ask(paths, "wait_host", host=words.host)
    return 0


def status(words) -> int:
    config, paths = load(words.name)
    answer = keeper_process.ask(paths, "status")
    if words.json:
        print(json.dumps(_full_status(config, paths, answer), indent=2))
        return 0
    print(
        f"lab {config.name}: {answer['state']}, guests under {config.virt_type}, "
        f"io_timeout {config.io_timeout_seconds} s, "
        f"sector {config.sector_bytes}, {paths.lab}"
    )
    for name, host in answer["hosts"].items():
        services = " ".join(f"{u['name'].removesuffix('.service')}={u['state']}" for u in host["services"])
        network = (
            "cut" if host["network"]["cut"] else " ".join(f"cut-from-{p}" for p in host["network"]["cut_from"]) or "ok"
        )
        storage = " ".join(f"{s}={p['state']}" for s, p in host["storage"].items())
        print(
            f"{name} {host['state']}{' (' + host['why_off'] + ')' if host['why_off'] else ''}: "
            f"{services or 'no services'}"
        )
        print(
            f"   address {config.host_address(name)}  network {network}  storage {storage}  bmc {host['bmc']['fault']}"
            f"{'  frozen ' + ' '.join(host['frozen']) if host['frozen'] else ''}"
        )
        unkillable = len(host["unkillable_qemu_pids"])
        more = f"; {unkillable} killed but waiting for a disk" if unkillable else ""
        print(f"   guests: {', '.join(host['guests']) or 'none'}{more}")
    return 0


def _full_status(config: LabConfig, paths: LabPaths, answer: dict) -> dict:
    """Everything a test needs to reach and judge the lab."""
    keeper_pids = keeper_process.pids(paths)
    for name, host in answer["hosts"].items():
        host |= {
            "address": config.host_address(name),
            "host_id": config.host_number(name),
            "host_uuid": config.host_uuid(name),
            "rootfs": str(paths.rootfs(name)),
            "logs": str(paths.rootfs(name) / "var" / "log"),
        }
        host["bmc"] |= {
            "address": config.bmc_address(name),
            "port": bmc.PORT,
            "user": bmc.USER,
            "password_file": str(paths.bmc(name) / "password"),
            "cipher": 3,
        }
    stores = {
        store: {
            "lockspace": config.store_uuid(store),
            "xleases_in_host": volume(store),
            "backing": {v.name: str(v) for v in sorted(paths.store(store).iterdir())},
            "leases": {vm: lease_offset_bytes(config, vm) for vm in config.guest_disks},
        }
        for store in config.stores
    }
    return {
        "name": config.name,
        "state": answer["state"],
        "folder": str(paths.lab),
        "virt_type": config.virt_type,
        "io_timeout_seconds": config.io_timeout_seconds,
        "sector_bytes": config.sector_bytes,
        "fixed_sanlock_names": config.fixed_sanlock_names,
        "keeper_pids": keeper_pids,
        "network": {"engine_address": ENGINE_ADDRESS, "enter": f"nsenter -t {keeper_process.init_pid(paths)} -n"},
        "ssh": {"key": str(paths.ssh_key), "known_hosts": str(paths.known_hosts), "users": ["root", "leasehold"]},
        "stores": stores,
        "hosts": answer["hosts"],
    }


COMMANDS = {"up": up, "down": down, "list": list_labs, "status": status, "clean-cache": clean_cache, "wait": wait}
