"""What a host does when it is switched on: builds its own root file system, hides the machine, starts the supervisor.

Runs as the only child of tini (process 1) inside the host's new namespaces. The keeper has yet to put the network
card in; it says so with one line on standard input.
"""

import os
import shutil
import sys
from pathlib import Path

from . import mounting
from .command import run
from .config import LabConfig
from .layout import CODE, LabPaths
from .mounting import MS_NODEV, MS_NOSUID, MS_RDONLY, MS_REMOUNT, MS_BIND, bind, mount
from .programs import SEARCH_PATH, path_of

DEVICES = ("null", "zero", "full", "random", "urandom", "tty", "kvm", "fuse", "net/tun")
KEPT_FOLDERS = ("etc", "var", "root", "home", "opt")
# Capabilities that reach beyond namespaces: kernel modules, raw hardware, device nodes, the machine's clock.
CAPABILITIES_DROPPED = {"SYS_MODULE": 16, "SYS_RAWIO": 17, "SYS_TIME": 25, "MKNOD": 27, "MAC_ADMIN": 33, "SYSLOG": 34}


def boot(lab: str, host: str) -> None:
    """Never returns: becomes the supervisor. Raises OSError or LabError when the host cannot come up."""
    paths = LabPaths(lab)
    config = LabConfig.from_json(paths.config.read_text())
    mounting.make_private()
    run(["hostname", host])
    new_root = paths.host(host) / "root"
    new_root.mkdir(exist_ok=True)
    mount("root", new_root, "tmpfs", MS_NOSUID, "mode=755,size=16m")
    _mount_programs(new_root, config, paths, host)
    _mount_kernel_views(new_root, paths, host)
    _mount_devices(new_root)
    for folder in KEPT_FOLDERS:
        bind(paths.rootfs(host) / folder, new_root / folder)
    (new_root / "storage").mkdir()
    for store in config.stores:
        bind(paths.host_storage(host, store), new_root / "storage" / store, recursive=True)
    for folder, options in (("run", "mode=755"), ("tmp", "mode=1777"), ("dev/shm", "mode=1777")):
        (new_root / folder).mkdir(exist_ok=True)
        mount(folder.replace("/", "-"), new_root / folder, "tmpfs", MS_NOSUID | MS_NODEV, options)
    _share(new_root, config.shares)
    sys.stdin.readline()  # the network card is in
    _start_network(config, host)
    mounting.pivot_root(new_root)
    for folder in ("run/sanlock", "run/libvirt", "run/lock", "run/sshd", "run/leasehold"):
        Path("/", folder).mkdir(parents=True)
    for number in CAPABILITIES_DROPPED.values():
        mounting.drop_capability(number)
    environment = {
        "PATH": f"/lab/bin:{SEARCH_PATH}",
        "LANG": "C.UTF-8",
        "PYTHONPATH": "/lab/code",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    os.execve(
        "/usr/bin/python3",
        ["supervisor", "-c", "from leasehold_lab.supervisor.supervise import main; main()"],
        environment,
    )


def _mount_programs(new_root: Path, config: LabConfig, paths: LabPaths, host: str) -> None:
    bind("/usr", new_root / "usr", read_only=True)
    for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
        real = Path("/") / name
        if real.is_symlink():
            (new_root / name).symlink_to(os.readlink(real))
        elif real.exists():
            bind(real, new_root / name, read_only=True)
    lab = new_root / "lab"
    bind(CODE, lab / "code", read_only=True)
    (lab / "bin").symlink_to("code/bin")
    bind(paths.host(host) / "guest", lab / "guest", read_only=True)
    bind(paths.known_hosts, lab / "ssh" / "known_hosts", read_only=True)
    # QEMU looks for its firmware beside its own program: ../share, ../lib.
    qemu = path_of("qemu-system-x86_64")
    bind(qemu, lab / "real" / "bin" / "qemu-system-x86_64", read_only=True)
    for name in ("share", "lib"):
        (lab / "real" / name).symlink_to(f"/usr/{name}")
    for name, place in (("qemu-system-x86_64", qemu), ("systemctl", "/usr/bin/systemctl")):
        if Path(place).exists():
            bind(CODE / "bin" / name, new_root / place.lstrip("/"), read_only=True)


def _mount_kernel_views(new_root: Path, paths: LabPaths, host: str) -> None:
    """/proc and /sys with this host's own boot id and system uuid, and with nothing that would reach the machine."""
    proc, sys_folder = new_root / "proc", new_root / "sys"
    proc.mkdir()
    sys_folder.mkdir()
    mount("proc", proc, "proc", MS_NOSUID | MS_NODEV)
    bind(proc / "sys", proc / "sys")
    bind(proc / "sys" / "net", proc / "sys" / "net")
    mount("none", proc / "sys", flags=MS_BIND | MS_REMOUNT | MS_RDONLY)
    bind(paths.host(host) / "boot-id", proc / "sys" / "kernel" / "random" / "boot_id", read_only=True)
    # A host that resets itself through sysrq must reset itself, not the machine: the keeper reads this pipe.
    # (Where the kernel has no sysrq there is nothing to hide; reboot(2) ends only the host's own process namespace.)
    if (proc / "sysrq-trigger").exists():
        bind(paths.host(host) / "sysrq", proc / "sysrq-trigger")
    mount("sysfs", sys_folder, "sysfs", MS_NOSUID | MS_NODEV | MS_RDONLY)
    _show_system_uuid(new_root, sys_folder / "class", paths.host(host) / "system-uuid")


def _show_system_uuid(new_root: Path, classes: Path, uuid_file: Path) -> None:
    """Puts dmi/id/product_uuid into /sys/class, also where the machine has no DMI at all."""
    aside = new_root / ".class"
    bind(classes, aside)
    mount("class", classes, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=1m")
    for entry in sorted(aside.iterdir()):
        if entry.name != "dmi":
            bind(entry, classes / entry.name)
    dmi = classes / "dmi" / "id"
    dmi.mkdir(parents=True)
    shutil.copyfile(uuid_file, dmi / "product_uuid")
    (dmi / "product_uuid").chmod(0o400)
    (dmi / "sys_vendor").write_text("Leasehold lab\n")
    mount("none", classes, flags=MS_BIND | MS_REMOUNT | MS_RDONLY)
    mounting.unmount(aside)
    aside.rmdir()


def _mount_devices(new_root: Path) -> None:
    dev = new_root / "dev"
    dev.mkdir()
    mount("dev", dev, "tmpfs", MS_NOSUID, "mode=755,size=1m")
    for name in DEVICES:
        if Path("/dev", name).exists():
            bind(Path("/dev", name), dev / name)
    (dev / "pts").mkdir()
    mount("devpts", dev / "pts", "devpts", MS_NOSUID, "newinstance,ptmxmode=0666,mode=620")
    (dev / "ptmx").symlink_to("pts/ptmx")
    (dev / "shm").mkdir()
    for name, target in (("fd", "/proc/self/fd"), ("stdin", "fd/0"), ("stdout", "fd/1"), ("stderr", "fd/2")):
        (dev / name).symlink_to(target if target[0] == "/" else f"/proc/self/{target}")


def _share(new_root: Path, shares: list[str]) -> None:
    for share in shares:
        if not Path(share).resolve().is_relative_to("/usr"):  # /usr is there already
            bind(share, new_root / share.lstrip("/"), read_only=True)


def _start_network(config: LabConfig, host: str) -> None:
    ip = path_of("ip")
    for words in (
        "link set lo up",
        f"addr add {config.host_address(host)}/24 dev eth0",
        "link set eth0 up",
        "link add br0 type bridge",
        "link set br0 up",
    ):
        run([ip, *words.split()])
