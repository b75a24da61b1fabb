"""Where the files of a lab are. The only module that joins these paths."""

import os
from pathlib import Path

from .errors import usage

DEFAULT_ROOT = "/var/tmp/leasehold-lab"
SOCKET_PATH_BYTES_MAX = 107  # limit of the kernel for Unix sockets

CODE = Path(__file__).resolve().parent.parent  # installer/lab


def root() -> Path:
    """Folder that holds all labs; LEASEHOLD_LAB_DIR overrides it."""
    return Path(os.environ.get("LEASEHOLD_LAB_DIR", DEFAULT_ROOT)).absolute()


def cache() -> Path:
    """Things that outlive a lab: the guest's kernel and program, and the answer of the probe guest."""
    return root() / ".cache"


class LabPaths:
    """Paths of one lab."""

    def __init__(self, name: str):
        self.lab = root() / name
        self.config = self.lab / "lab.json"
        self.keeper_record = self.lab / "keeper.json"
        self.keeper_log = self.lab / "keeper.log"
        self.keeper_socket = self.lab / "keeper.sock"
        self.sockets = self.lab / "run"
        self.ssh = self.lab / "ssh"
        self.ssh_key = self.ssh / "id_ed25519"
        self.known_hosts = self.ssh / "known_hosts"
        longest = self.nbd_socket("h99", "store9")
        if len(str(longest)) > SOCKET_PATH_BYTES_MAX:
            raise usage(
                f"the lab folder's path is too long for Unix sockets: {self.lab}; "
                "set LEASEHOLD_LAB_DIR to a shorter one"
            )

    def host(self, host: str) -> Path:
        return self.lab / "hosts" / host

    def rootfs(self, host: str) -> Path:
        """What a host keeps over a power loss: its /etc, /var, /root and /home."""
        return self.host(host) / "rootfs"

    def host_storage(self, host: str, store: str) -> Path:
        """Folder of the FUSE files that are this host's own path to a store."""
        return self.host(host) / "storage" / store

    def store(self, store: str) -> Path:
        """Folder of the backing files: the disk shelf itself."""
        return self.lab / "stores" / store

    def backing(self, store: str, volume: str) -> Path:
        return self.store(store) / volume

    def old_copy(self, host: str, store: str, volume: str) -> Path:
        """What a host is shown instead of a backing file while its path shows an old copy."""
        return self.host(host) / f"old-{store}" / f"{volume}.copy"

    def nbd_socket(self, host: str, store: str) -> Path:
        return self.sockets / f"{host}-{store}.nbd"

    def qmp_socket(self, host: str, store: str) -> Path:
        return self.sockets / f"{host}-{store}.qmp"

    def bmc(self, host: str) -> Path:
        return self.lab / "bmc" / host


def volume_names(guest_disks: list[str]) -> list[str]:
    """File names of every volume of a store, the lease volume first."""
    return ["xleases"] + [f"{disk}.raw" for disk in guest_disks]
