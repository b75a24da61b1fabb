"""Lockspace and leases for tests of the lab itself, through the daemon's own client (the product has its own ways)."""

from . import enter
from .config import LabConfig
from .errors import LabError
from .layout import LabPaths

SLOT_BYTES = 1024 * 1024
FIRST_LEASE_SLOT = 3  # after lockspace, index and master lease
JOIN_SECONDS = 120


def volume(store: str) -> str:
    """Path of the lease volume inside every host."""
    return f"/storage/{store}/xleases"


def lease_offset_bytes(config: LabConfig, vm: str) -> int:
    return (FIRST_LEASE_SLOT + config.guest_disks.index(vm)) * SLOT_BYTES


class LeaseCommands:
    """sanlock's client on one host."""

    def __init__(self, config: LabConfig, paths: LabPaths, host: str):
        self._config, self._paths, self._host = config, paths, host

    def format(self, store: str) -> None:
        """Lockspace in slot 0 and one lease per guest disk from slot 3. Only for a volume nobody uses."""
        config = self._config
        sizes = ["-Z", str(config.sector_bytes), "-A", "1M"]
        self._sanlock(
            "init", "-s", f"{self._space(store)}:0:{volume(store)}:0", "-o", str(config.io_timeout_seconds), *sizes
        )
        for vm in config.guest_disks:
            self._sanlock(
                "init", "-r", f"{self._space(store)}:{vm}:{volume(store)}:{lease_offset_bytes(config, vm)}", *sizes
            )

    def join(self, store: str) -> None:
        """Joins with the host's own number. After an unclean end this waits until the old life counts as dead."""
        number = self._config.host_number(self._host)
        self._sanlock(
            "add_lockspace",
            "-s",
            f"{self._space(store)}:{number}:{volume(store)}:0",
            "-o",
            str(self._config.io_timeout_seconds),
        )

    def leave(self, store: str) -> None:
        """Leaves; the daemon SIGKILLs whoever still holds a lease in it."""
        number = self._config.host_number(self._host)
        self._sanlock("rem_lockspace", "-s", f"{self._space(store)}:{number}:{volume(store)}:0")

    def is_joined(self, store: str) -> bool:
        return f"s {self._space(store)}:" in self._sanlock("status")

    def _space(self, store: str) -> str:
        return self._config.store_uuid(store)

    def _sanlock(self, *words: str) -> str:
        done = enter.capture(self._paths, self._host, ["sanlock", "client", *words], JOIN_SECONDS)
        if done.returncode != 0:
            raise LabError(
                f"sanlock client {words[0]} on {self._host}: {(done.stderr or done.stdout).strip().splitlines()[-1]}"
            )
        return done.stdout
