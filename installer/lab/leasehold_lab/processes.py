"""Finding the processes of a host from outside it, through /proc."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Process:
    pid: int  # as the reader of /proc sees it
    comm: str
    argv: tuple[str, ...]

    @property
    def guest(self) -> str:
        """Name of the VM when this is a QEMU process, else ''."""
        for before, word in zip(self.argv, self.argv[1:]):
            if before == "-name" and word.startswith("guest="):
                return word.removeprefix("guest=").partition(",")[0]
        return ""

    def is_called(self, name: str) -> bool:
        """True when `name` is its program, its script or unit (leasehold-agent), or the VM it runs."""
        words = [os.path.basename(word) for word in self.argv[:1]]
        return name in (self.comm, self.guest, *words) or (
            self.comm in ("java", "python3")
            and any(
                name in (os.path.basename(word), os.path.basename(word).removesuffix(".jar")) for word in self.argv[1:]
            )
        )


def read(pid: int) -> Process | None:
    """The process with this pid, None when it is gone (or a zombie without arguments)."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            argv = tuple(word.decode(errors="replace") for word in file.read().split(b"\0")[:-1])
        with open(f"/proc/{pid}/comm") as file:
            return Process(pid, file.read().strip(), argv)
    except OSError:
        return None


def all_pids() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def pid_namespace(pid: int) -> str:
    try:
        return os.readlink(f"/proc/{pid}/ns/pid")
    except OSError:
        return ""


def pids_of_host(init_pid: int) -> list[int]:
    """All pids in the same pid namespace as `init_pid`; empty when that one is gone."""
    namespace = pid_namespace(init_pid)
    return [pid for pid in all_pids() if pid_namespace(pid) == namespace] if namespace else []


def is_half_dead(pid: int, comm_prefix: str) -> bool:
    """True for a zombie of that name that still has other threads."""
    process = read(pid)
    try:
        threads = len(os.listdir(f"/proc/{pid}/task"))
    except OSError:
        return False
    return bool(process and process.comm.startswith(comm_prefix) and state(pid) == "Z" and threads > 1)


def of_host(init_pid: int) -> list[Process]:
    """All processes with arguments in the same pid namespace as `init_pid`; empty when that one is gone."""
    found = [read(pid) for pid in pids_of_host(init_pid)]
    return [process for process in found if process and process.argv]


def children(pid: int) -> list[int]:
    """Direct children of a process."""
    found = []
    for child in all_pids():
        try:
            with open(f"/proc/{child}/stat") as file:
                parent = int(file.read().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == pid:
            found.append(child)
    return found


def state(pid: int) -> str:
    """One letter as in ps: R S D T Z, or '' when gone."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0]
    except OSError:
        return ""
