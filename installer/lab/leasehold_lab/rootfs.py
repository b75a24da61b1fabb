"""What a host keeps over a power loss: its own /etc, /var, /root and /home. Made once, at `up`."""

import shutil
from pathlib import Path

from .command import run
from .config import ENGINE_ADDRESS, LabConfig
from .layout import CODE, LabPaths
from .programs import path_of

# Only what programs in a host need; no keys, no passwords and no network settings of the machine come along.
ETC_COPIED = (
    "alternatives",
    "bash.bashrc",
    "ca-certificates.conf",
    "debian_version",
    "fonts",
    "fuse.conf",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "libnl-3",
    "libvirt",
    "localtime",
    "login.defs",
    "nsswitch.conf",
    "os-release",
    "profile",
    "protocols",
    "rpc",
    "sasl2",
    "security",
    "services",
    "ssl/certs",
    "ssl/openssl.cnf",
    "timezone",
    "java-17-openjdk",
)
LEASEHOLD_UID = 970
VAR_FOLDERS = (
    "cache/libvirt",
    "lib/libvirt/sanlock",
    "lib/leasehold",
    "log/libvirt/qemu",
    "log/guests",
    "spool",
    "tmp",
)


def make(config: LabConfig, paths: LabPaths, host: str) -> None:
    """Fills the host's rootfs folder."""
    rootfs = paths.rootfs(host)
    etc = rootfs / "etc"
    etc.mkdir(parents=True)
    for name in ETC_COPIED:
        _copy(Path("/etc") / name, etc / name)
    for folder in VAR_FOLDERS:
        (rootfs / "var" / folder).mkdir(parents=True)
    (rootfs / "var" / "run").symlink_to("/run")
    (rootfs / "var" / "lock").symlink_to("/run/lock")
    for folder in ("root", "home/leasehold", "opt"):
        (rootfs / folder).mkdir(parents=True)
    _write_identity(config, paths, host, etc)
    _write_users(etc)
    _write_libvirt(config, host, etc / "libvirt")
    _write_units(config, host, etc / "systemd" / "system")
    _write_ssh(config, paths, host, rootfs)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True)
    elif source.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)


def _write_identity(config: LabConfig, paths: LabPaths, host: str, etc: Path) -> None:
    (etc / "hostname").write_text(f"{host}\n")
    (etc / "machine-id").write_text(config.host_uuid(host).replace("-", "") + "\n")
    names = ["127.0.0.1 localhost", f"{ENGINE_ADDRESS} engine"]
    names += [f"{config.host_address(h)} {h}\n{config.bmc_address(h)} bmc-{h}" for h in config.hosts]
    (etc / "hosts").write_text("\n".join(names) + "\n")
    (etc / "resolv.conf").write_text("")
    # Hidden files that a host shows at the places where a real one has them (see boot.py).
    (paths.host(host) / "system-uuid").write_text(config.host_uuid(host) + "\n")


def _write_users(etc: Path) -> None:
    """The machine's system users without passwords, and the user the engine logs in as."""
    users = [line.split(":") for line in Path("/etc/passwd").read_text().splitlines()]
    users = [u for u in users if int(u[2]) < 1000 or int(u[2]) >= 64000]
    users = [u for u in users if u[0] != "leasehold"]
    users.append(
        ["leasehold", "x", str(LEASEHOLD_UID), str(LEASEHOLD_UID), "Leasehold", "/home/leasehold", "/bin/bash"]
    )
    groups = [line.split(":") for line in Path("/etc/group").read_text().splitlines()]
    groups = [[g[0], "x", g[2], ""] for g in groups if g[0] != "leasehold"]
    groups.append(["leasehold", "x", str(LEASEHOLD_UID), ""])
    (etc / "passwd").write_text("".join(":".join(u) + "\n" for u in users))
    (etc / "group").write_text("".join(":".join(g) + "\n" for g in groups))
    # "*": no password fits, yet sshd takes the account as open for keys ("!" would mean locked).
    (etc / "shadow").write_text("".join(f"{u[0]}:*:20000:0:99999:7:::\n" for u in users))
    (etc / "shadow").chmod(0o600)


def _write_libvirt(config: LabConfig, host: str, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for left_over in (
        *folder.glob("qemu/*.xml"),
        *folder.glob("qemu/networks/*.xml"),
        *folder.glob("qemu/networks/autostart/*"),
    ):
        left_over.unlink()  # guests and networks of the machine itself
    (folder / "qemu.conf").write_text(
        'user="root"\ngroup="root"\nsecurity_driver="none"\nlock_manager="sanlock"\ncgroup_controllers=[]\n'
        'namespaces=[]\nremember_owner=0\nstdio_handler="file"\n'
    )
    (folder / "qemu-sanlock.conf").write_text(
        f"auto_disk_leases=0\nrequire_lease_for_disks=0\nhost_id={config.host_number(host)}\n"
    )
    (folder / "libvirtd.conf").write_text(f'host_uuid="{config.host_uuid(host)}"\nauth_unix_rw="none"\nlisten_tls=0\n')


def _write_units(config: LabConfig, host: str, folder: Path) -> None:
    folder.mkdir(parents=True)
    name = f"-e {host}" if config.fixed_sanlock_names else ""
    for unit in (CODE / "units").glob("*.service"):
        (folder / unit.name).write_text(unit.read_text().replace("@SANLOCK_NAME@", name))


def _write_ssh(config: LabConfig, paths: LabPaths, host: str, rootfs: Path) -> None:
    folder = rootfs / "etc" / "ssh"
    folder.mkdir()
    (folder / "sshd_config").write_text(
        "PermitRootLogin prohibit-password\nPasswordAuthentication no\nUsePAM no\nPrintMotd no\nUseDNS no\n"
        "PidFile none\nMaxStartups 50\nMaxSessions 50\nSubsystem sftp internal-sftp\nAcceptEnv LANG\n"
        "SetEnv PATH=/lab/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n"
    )
    key = folder / "ssh_host_ed25519_key"
    run([path_of("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-C", host, "-f", str(key)])
    public = " ".join(key.with_suffix(".pub").read_text().split()[:2])
    with open(paths.known_hosts, "a") as known:
        known.write(f"{config.host_address(host)},{host} {public}\n")
    for home, uid in ((rootfs / "root", 0), (rootfs / "home" / "leasehold", LEASEHOLD_UID)):
        dot_ssh = home / ".ssh"
        dot_ssh.mkdir(mode=0o700)
        shutil.copyfile(paths.ssh_key.with_suffix(".pub"), dot_ssh / "authorized_keys")
        (dot_ssh / "authorized_keys").chmod(0o600)
        for path in (home, dot_ssh, dot_ssh / "authorized_keys"):
            shutil.chown(path, uid, uid)
        home.chmod(0o700)
    # Root may go from host to host: the lab's own migrations take that way.
    shutil.copyfile(paths.ssh_key, rootfs / "root" / ".ssh" / "id_ed25519")
    (rootfs / "root" / ".ssh" / "id_ed25519").chmod(0o600)
    (folder / "ssh_config").write_text(
        "Host *\n  GlobalKnownHostsFile /lab/ssh/known_hosts\n  StrictHostKeyChecking yes\n"
    )
