"""The guest's initramfs: busybox, drivers, the program that writes and obeys, and the name of the host.

Every host has the same path to its own initramfs, which ends in a small archive that names the host.
So one domain XML serves every host, and the guest still knows who started it.
"""

import fcntl
import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from . import guest_kernel
from .command import run
from .cpio import CpioArchive
from .layout import CODE
from .programs import path_of
from .waiting import wait_until

COMPILE_SECONDS = 120
CACHE_SECONDS = 300


@contextmanager
def exclusive_use(cache: Path):
    """Holds the cache, so that labs that come up side by side do not fill it at once."""
    cache.mkdir(parents=True, exist_ok=True)
    opened = os.open(cache, os.O_RDONLY)

    def lock() -> bool:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            return False

    try:
        wait_until(lock, f"the lock of {cache} (another up fills it)", CACHE_SECONDS, 0.1)
        yield
    finally:
        os.close(opened)


def prepare(cache: Path) -> None:
    """Makes cache/vmlinuz and cache/initrd (without a host name) if they are missing or older than their sources."""
    cache.mkdir(parents=True, exist_ok=True)
    guest_kernel.fetch(cache)
    sources = [CODE / "guest" / "guest.c", CODE / "guest" / "init", cache / "vmlinuz", Path(__file__)]
    image = cache / "initrd"
    if image.exists() and all(image.stat().st_mtime >= source.stat().st_mtime for source in sources):
        return
    program = cache / "leasehold-guest"
    run(
        [
            path_of("gcc"),
            "-O2",
            "-Wall",
            "-Werror",
            "-static",
            "-pthread",
            "-o",
            str(program),
            str(CODE / "guest" / "guest.c"),
        ],
        seconds=COMPILE_SECONDS,
    )
    archive = CpioArchive()
    for folder in ("bin", "dev", "proc", "sys"):
        archive.add_directory(folder)
    archive.add_console()
    archive.add_file("init", (CODE / "guest" / "init").read_bytes(), 0o755)
    archive.add_file("bin/busybox", Path(path_of("busybox")).read_bytes(), 0o755)
    archive.add_file("leasehold-guest", program.read_bytes(), 0o755)
    archive.add_tree(cache / "modules", "modules")
    part = cache / "initrd.part"
    part.write_bytes(archive.bytes())
    part.rename(image)


def write_host_image(cache: Path, folder: Path, host: str, host_boot_id: str) -> None:
    """Writes folder/vmlinuz and folder/initrd, the latter naming the host and its present boot."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "vmlinuz").exists():
        shutil.copyfile(cache / "vmlinuz", folder / "vmlinuz")
    name = CpioArchive()
    name.add_file("lab-host", f"HOST={host}\nHOST_BOOT_ID={host_boot_id}\n".encode())
    # A kernel unpacks archives that follow each other; each must begin on a 4-byte boundary.
    (folder / "initrd").write_bytes((cache / "initrd").read_bytes() + name.bytes())
