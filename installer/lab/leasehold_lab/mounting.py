"""mount(2), umount(2) and a few neighbours, called directly: a host's boot makes about a hundred mounts."""

import ctypes
import os
import signal
from pathlib import Path

MS_RDONLY = 1
MS_NOSUID = 2
MS_NODEV = 4
MS_REMOUNT = 32
MS_BIND = 4096
MS_REC = 16384
MS_PRIVATE = 1 << 18
MNT_DETACH = 2
PR_SET_PDEATHSIG = 1
PR_CAPBSET_DROP = 24
SYS_PIVOT_ROOT = 155  # x86-64

_libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> None:
    if result != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")


def mount(source: str, target, kind: str = "", flags: int = 0, options: str = "") -> None:
    """mount(2). Raises OSError naming source and target."""
    _check(
        _libc.mount(source.encode(), str(target).encode(), kind.encode(), ctypes.c_ulong(flags), options.encode()),
        f"mount {source} on {target}",
    )


def bind(source, target, read_only: bool = False, recursive: bool = False) -> None:
    """Shows `source` at `target` as well; makes the target (an empty file or folder) when it is missing."""
    source, target = Path(source), Path(target)
    if not target.exists():
        if source.is_dir():
            target.mkdir(parents=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch()
    mount(str(source), target, flags=MS_BIND | (MS_REC if recursive else 0))
    if read_only:
        mount("none", target, flags=MS_BIND | MS_REMOUNT | MS_RDONLY)


def unmount(target) -> None:
    """Takes a mount away even if it is busy; one that is not there is fine."""
    _libc.umount2(str(target).encode(), MNT_DETACH)


def make_private() -> None:
    """No mount of this namespace shows anywhere else, and none comes in."""
    mount("none", "/", flags=MS_REC | MS_PRIVATE)


def pivot_root(new_root: Path) -> None:
    """Makes `new_root` (a mount point) the root of every process of this mount namespace and drops the old one."""
    old = new_root / ".old"
    old.mkdir()
    _check(_libc.syscall(SYS_PIVOT_ROOT, str(new_root).encode(), str(old).encode()), f"pivot_root {new_root}")
    os.chdir("/")
    unmount("/.old")
    os.rmdir("/.old")


def drop_capability(number: int) -> None:
    """Programs started from now on never have this capability."""
    _check(_libc.prctl(PR_CAPBSET_DROP, number, 0, 0, 0), f"drop capability {number}")


def die_with_parent() -> None:
    """For a child between fork and exec: SIGKILL when the parent ends, however it ends."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
