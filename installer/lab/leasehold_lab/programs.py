"""Every program the lab calls and the Debian package it comes from."""

import os
import shutil

from .errors import LabError

# Host programs live in sbin directories that a user's PATH may lack.
SEARCH_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

PACKAGE_OF = {
    "busybox": "busybox-static",
    "dpkg-deb": "dpkg",
    "apt-get": "apt",
    "gcc": "gcc",
    "fusermount3": "fuse3",
    "ip": "iproute2",
    "ipmi_sim": "openipmi",
    "ipmitool": "ipmitool",
    "fence_ipmilan": "fence-agents",
    "libvirtd": "libvirt-daemon",
    "virsh": "libvirt-clients",
    "mount": "mount",
    "nsenter": "util-linux",
    "pivot_root": "util-linux",
    "unshare": "util-linux",
    "qemu-storage-daemon": "qemu-utils",
    "qemu-system-x86_64": "qemu-system-x86",
    "sanlock": "sanlock",
    "ssh": "openssh-client",
    "ssh-keygen": "openssh-client",
    "sshd": "openssh-server",
    "tini": "tini",
}

PACKAGE_OF_FILE = {
    "/usr/lib/libvirt/lock-driver/sanlock.so": "libvirt-sanlock",
    "/usr/lib/x86_64-linux-gnu/libvirt/lock-driver/sanlock.so": "libvirt-sanlock",
    "/usr/lib/x86_64-linux-gnu/libc.a": "libc6-dev",
    "/dev/fuse": "(a kernel with FUSE)",
}


def path_of(program: str) -> str:
    """Absolute path of a program; raises LabError naming the package when it is missing."""
    found = shutil.which(program, path=SEARCH_PATH)
    if not found:
        package = PACKAGE_OF.get(program, program)
        raise LabError(f"program {program} is missing: install the Debian package {package}")
    return found


def check_all() -> None:
    """Raises LabError naming everything that is missing, programs and packages, in one sentence."""
    if os.geteuid() != 0:
        raise LabError("the lab needs root (it makes namespaces and mounts)")
    missing = [f"{p} (package {pkg})" for p, pkg in sorted(PACKAGE_OF.items()) if not shutil.which(p, path=SEARCH_PATH)]
    plugins = [f for f, pkg in PACKAGE_OF_FILE.items() if pkg == "libvirt-sanlock"]
    if not any(os.path.exists(f) for f in plugins):
        missing.append("libvirt lock driver sanlock.so (package libvirt-sanlock)")
    for file, package in PACKAGE_OF_FILE.items():
        if package != "libvirt-sanlock" and not os.path.exists(file):
            missing.append(f"{file} (package {package})")
    if missing:
        raise LabError("missing on this machine: " + ", ".join(missing))
