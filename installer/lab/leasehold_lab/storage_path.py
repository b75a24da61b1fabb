"""One host's own path to one store: a block server and client of its own, so that it can hang, die and heal alone.

    backing files (the disk shelf) -- server process -- Unix socket -- client process -- FUSE files in the host

Both processes are qemu-storage-daemon. The server opens the backing files past the page cache and without locks,
since every host has a server of its own on the same files.
"""

import errno
import mmap
import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from . import qmp
from .config import LabConfig
from .errors import LabError, refused
from .layout import LabPaths, volume_names
from .mounting import unmount
from .programs import path_of
from .waiting import wait_until

READY_SECONDS = 15
COPY_SECONDS = 30


# Flushes succeed: changing the line flushes first, and a flush without a write before it proves nothing.
_EVERY_REQUEST_FAILS = "".join(
    f",inject-error.{n}.event=none,inject-error.{n}.errno={errno.EIO},inject-error.{n}.iotype={kind}"
    for n, kind in enumerate(("read", "write", "write-zeroes", "discard"))
)


class StoragePath:
    """States: off (host has no power), ok, hung, hung-in-flight, lost, old."""

    def __init__(self, config: LabConfig, paths: LabPaths, host: str, store: str):
        self.host, self.store = host, store
        self.state = "off"
        self._volumes = volume_names(config.guest_disks)
        self._paths = paths
        self._folder = paths.host_storage(host, store)
        self._socket = paths.nbd_socket(host, store)
        self._control = paths.qmp_socket(host, store)
        self._server: subprocess.Popen | None = None
        self._client: subprocess.Popen | None = None
        self._wanted = "ok"  # the plug; it stays as it is over a power loss of the host

    def start(self) -> None:
        """Starts both processes; call `wait_ready` before the host boots."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for volume in self._volumes:
            (self._folder / volume).touch()
        self._start_server()
        wait_until(self._server_listens, f"storage server of {self.host} for {self.store}", READY_SECONDS, 0.02)
        words = [
            "--chardev",
            f"socket,id=control,path={self._control},server=on,wait=off",
            "--monitor",
            "chardev=control",
        ]
        for n, volume in enumerate(self._volumes):
            # n: the line to the server; dead: the same line, failing; x: what the host sees, on one of the two.
            words += [
                "--blockdev",
                f"driver=nbd,node-name=n{n},server.type=unix,server.path={self._socket},export={volume}",
                "--blockdev",
                f"driver=blkdebug,node-name=dead{n},image=n{n}{_EVERY_REQUEST_FAILS}",
                "--blockdev",
                f"driver=raw,node-name=x{n},file=n{n}",
                "--export",
                f"type=fuse,id=e{n},node-name=x{n},mountpoint={self._folder / volume},writable=on",
            ]
        self._client = self._spawn("client", words)

    def wait_ready(self) -> None:
        """Waits until every volume is mounted, then pulls the plug again if it was pulled before."""
        for volume in self._volumes:
            size = self._paths.backing(self.store, volume).stat().st_size
            wait_until(
                lambda v=volume, s=size: self._shows(v, s),
                f"volume {volume} of {self.store} on {self.host}",
                READY_SECONDS,
                0.02,
            )
        self.state = "ok"
        if self._wanted != "ok":
            self.pull(self._wanted)

    def _server_listens(self) -> bool:
        """The socket's file is there before anybody listens on it; a client that came in between would end."""
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(READY_SECONDS)
            try:
                probe.connect(str(self._socket))
                return True
            except (FileNotFoundError, ConnectionRefusedError):
                self._must_run(self._server, "server")
                return False

    def _shows(self, volume: str, size: int) -> bool:
        self._must_run(self._client, "client")
        return (self._folder / volume).stat().st_size == size

    def _must_run(self, process: subprocess.Popen, part: str) -> None:
        code = process.poll()
        if code is not None:
            raise LabError(
                f"the storage {part} of {self.host} for {self.store} ended with {code}; see {self._log_of(part)}"
            )

    def pull(self, how: str) -> None:
        """how: hung (requests wait in the host, their process can be killed), hung-in-flight (requests are out on the
        wire, their process cannot even be killed), lost (requests fail with EIO at once), old (the host works on a
        copy of the store as it is now, of which nobody else knows). A second pull of another kind heals first.
        """
        if self.state not in ("off", "ok", how):
            self.heal()
        self._wanted = how
        if self.state == "off":
            return
        if how == "hung":
            self._client.send_signal(signal.SIGSTOP)
        elif how == "hung-in-flight":
            self._server.send_signal(signal.SIGSTOP)
        elif how == "lost":
            self._reopen("dead")
        elif how == "old":
            self._show_copy()
        self.state = how

    def heal(self) -> None:
        """Puts the plug back; what was hung goes on where it stood."""
        self._wanted = "ok"
        if self.state == "off":
            self._forget_copy()
            return
        self._server.send_signal(signal.SIGCONT)
        self._client.send_signal(signal.SIGCONT)
        if self.state in ("lost", "old"):
            self._reopen("n")
        if self.state == "old":
            qmp.execute(
                self._control, [("blockdev-del", {"node-name": f"old{n}"}) for n in range(len(self._volumes))]
            )
        self._forget_copy()
        self.state = "ok"

    def stop(self) -> None:
        """The host lost its power: nothing of its requests survives in it."""
        for process in (self._client, self._server):
            if process:
                self._kill(process)
        self._client = self._server = None
        for volume in self._volumes:
            unmount(self._folder / volume)
        self._socket.unlink(missing_ok=True)
        self._control.unlink(missing_ok=True)
        self.state = "off"

    def pids(self) -> dict[str, int]:
        return {"server": self._server.pid if self._server else 0, "client": self._client.pid if self._client else 0}

    def _show_copy(self) -> None:
        """The copy stays the same while the plug is pulled, also over a power loss of the host."""
        copies = [self._paths.old_copy(self.host, self.store, volume) for volume in self._volumes]
        if not copies[0].parent.exists():
            copies[0].parent.mkdir()
            for volume, copy in zip(self._volumes, copies):
                subprocess.run(
                    [path_of("cp"), "--sparse=always", str(self._paths.backing(self.store, volume)), str(copy)],
                    check=True,
                    timeout=COPY_SECONDS,
                )
        qmp.execute(
            self._control,
            [
                (
                    "blockdev-add",
                    {
                        "driver": "file",
                        "node-name": f"old{n}",
                        "filename": str(copy),
                        "cache": {"direct": True},
                        "locking": "off",
                    },
                )
                for n, copy in enumerate(copies)
            ],
        )
        self._reopen("old")

    def _forget_copy(self) -> None:
        shutil.rmtree(self._paths.old_copy(self.host, self.store, "").parent, ignore_errors=True)

    def _reopen(self, below: str) -> None:
        """Puts every volume on the line that works ("n"), on the one that fails ("dead") or on the copy ("old")."""
        qmp.execute(
            self._control,
            [
                ("blockdev-reopen", {"options": [{"driver": "raw", "node-name": f"x{n}", "file": f"{below}{n}"}]})
                for n in range(len(self._volumes))
            ],
        )

    def _start_server(self) -> None:
        self._socket.unlink(missing_ok=True)
        words = ["--nbd-server", f"addr.type=unix,addr.path={self._socket},max-connections=0"]
        for n, volume in enumerate(self._volumes):
            words += [
                "--blockdev",
                f"driver=file,node-name=f{n},filename={self._paths.backing(self.store, volume)},"
                "cache.direct=on,locking=off",
                "--export",
                f"type=nbd,id=e{n},node-name=f{n},name={volume},writable=on",
            ]
        self._server = self._spawn("server", words)

    def _spawn(self, part: str, words: list[str]) -> subprocess.Popen:
        with open(self._log_of(part), "ab") as log:
            return subprocess.Popen(
                [path_of("qemu-storage-daemon"), *words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _log_of(self, part: str) -> Path:
        return self._paths.host(self.host) / f"storage-{self.store}-{part}.log"

    @staticmethod
    def _kill(process: subprocess.Popen) -> None:
        process.kill()
        process.wait(timeout=10)


def create_backing(config: LabConfig, paths: LabPaths) -> None:
    """Makes the backing files, sparse. Raises LabError (refused) where single sectors cannot be written directly."""
    for store in config.stores:
        paths.store(store).mkdir(parents=True)
        for volume in volume_names(config.guest_disks):
            mib = config.slot_count if volume == "xleases" else config.guest_disk_mib
            with open(paths.backing(store, volume), "wb") as file:
                file.truncate(mib * 1024 * 1024)
        _check_direct_writes(paths.backing(store, "xleases"), config.sector_bytes)


def _check_direct_writes(file: Path, sector_bytes: int) -> None:
    """A server that had to read, change and write larger blocks would lose sectors of other hosts."""
    sector = mmap.mmap(-1, sector_bytes)
    try:
        opened = os.open(file, os.O_RDWR | os.O_DIRECT)
        try:
            os.pwrite(opened, sector, sector_bytes)
        finally:
            os.close(opened)
    except OSError as error:
        raise refused(
            f"{file.parent} cannot write single sectors of {sector_bytes} bytes directly ({error.strerror}): "
            "put LEASEHOLD_LAB_DIR on another file system or use --sector 4096"
        )
