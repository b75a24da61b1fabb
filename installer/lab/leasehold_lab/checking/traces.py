"""What a lab may have left behind on the machine: compared before and after."""

import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

from .. import processes
from ..layout import root

# Folders in which daemons of the machine itself would keep their state, had one been started or used.
DAEMON_FOLDERS = (
    "/etc/libvirt",
    "/etc/sanlock",
    "/var/lib/libvirt",
    "/var/lib/ipmi_sim",
    "/var/log/libvirt",
    "/run/libvirt",
    "/run/netns",
)

KINDS = ("mnt", "net", "pid", "uts", "ipc", "time")


def of_machine() -> dict[str, list[str]]:
    """Mounts, network links and the state of the daemons' folders, as the machine sees them."""
    links = subprocess.run(["ip", "-o", "link"], capture_output=True, text=True, check=True, timeout=10).stdout
    mounts = [line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    files = []
    for folder in DAEMON_FOLDERS:
        for path in sorted(Path(folder).rglob("*")) if Path(folder).exists() else []:
            try:
                files.append(f"{path} {path.lstat().st_mtime_ns}")
            except OSError:
                pass
    return {
        "mounts": sorted(mounts),
        "links": sorted(line.split(":")[1].strip() for line in links.splitlines()),
        "files": files,
    }


def of_lab(name: str, namespaces: set[str] = frozenset()) -> list[str]:
    """Processes and files of a lab, and processes in one of its `namespaces`; empty when nothing is left."""
    folder = root() / name
    left = [f"folder {folder}"] if folder.exists() else []
    for pid in processes.all_pids():
        process = processes.read(pid)
        if processes.state(pid) == "Z" and not processes.is_half_dead(pid, ""):
            continue  # ended; only its entry waits for the machine's own process 1
        if process and any(str(folder) == word or f"{folder}/" in word for word in process.argv):
            left.append(f"process {pid} {' '.join(process.argv)[:80]}")
        elif namespaces & namespaces_of(pid):
            left.append(f"process {pid} in a namespace of the lab: {process} {processes.state(pid)}")
    return left


def namespaces_of(pid: int) -> set[str]:
    found = set()
    for kind in KINDS:
        try:
            found.add(os.readlink(f"/proc/{pid}/ns/{kind}"))
        except OSError:
            pass
    return found


@contextmanager
def namespaces_of_lab(name: str):
    """Gives every namespace in which a process of the lab runs and the machine's own processes do not.

    Keeps them open meanwhile: a number of one that ended would else be given to the next new one, of another lab.
    """
    folder = root() / name
    family = {pid for pid in processes.all_pids() if (p := processes.read(pid)) and p.argv[-1:] == (str(folder),)}
    while more := {pid for pid in processes.all_pids() if _parent(pid) in family} - family:
        family |= more
    opened = []
    found: set[str] = set()
    try:
        for pid in family:
            for kind in KINDS:
                try:
                    opened.append(os.open(f"/proc/{pid}/ns/{kind}", os.O_RDONLY))
                    found.add(os.readlink(f"/proc/self/fd/{opened[-1]}"))
                except OSError:
                    pass
        yield found - namespaces_of(os.getpid())
    finally:
        for each in opened:
            os.close(each)


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0
