"""What a lab consists of: decided once at `up`, kept in lab.json, never changed while the lab runs."""

import dataclasses
import json
import re
import uuid
from dataclasses import dataclass, field

from .errors import usage

HOSTS_MAX = 20
STORES_MAX = 4
GUEST_DISKS_MAX = 16
NETWORK = "10.77.0"  # exists only inside the lab's own network namespace, so every lab may use it
ENGINE_ADDRESS = f"{NETWORK}.1"


@dataclass
class LabConfig:
    """All choices of one lab. Sizes in MiB, times in seconds."""

    name: str = "lab"
    host_count: int = 3
    io_timeout_seconds: int = 1
    store_count: int = 1
    sector_bytes: int = 512
    guest_disk_count: int = 6
    guest_disk_mib: int = 64
    slot_count: int = 64  # slots of 1 MiB in the xleases volume
    fixed_sanlock_names: bool = False  # True: `sanlock daemon -e HOST`, a rejoin after a crash is then immediate
    shares: list[str] = field(default_factory=list)  # directories of the machine shown read-only in each host
    store_uuids: list[str] = field(default_factory=list)
    host_uuids: list[str] = field(default_factory=list)
    virt_type: str = "qemu"  # decided by a probe guest: kvm or qemu

    def validate(self) -> None:
        """Raises LabError (usage) with one sentence for the first wrong value."""
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,19}", self.name):
            raise usage(f"lab name '{self.name}' is not 1 to 20 of a-z, 0-9 and '-', beginning with a letter or digit")
        for text, value, low, high in (
            ("--hosts", self.host_count, 1, HOSTS_MAX),
            ("--store-count", self.store_count, 1, STORES_MAX),
            ("--io-timeout", self.io_timeout_seconds, 1, 60),
            ("--guest-disks", self.guest_disk_count, 1, GUEST_DISKS_MAX),
            ("--guest-disk-mib", self.guest_disk_mib, 1, 4096),
            ("--slots", self.slot_count, 8, 4096),
        ):
            if not low <= value <= high:
                raise usage(f"{text} {value} is out of {low}..{high}")
        if self.sector_bytes not in (512, 4096):
            raise usage(f"--sector {self.sector_bytes} is neither 512 nor 4096")

    def name_everything(self) -> None:
        """Gives stores and hosts their uuids (once)."""
        self.store_uuids = [str(uuid.uuid4()) for _ in range(self.store_count)]
        self.host_uuids = [str(uuid.uuid4()) for _ in range(self.host_count)]

    def same_choices(self, other: "LabConfig") -> bool:
        """True when a user who asked for `other` would be content with this lab."""
        chosen = [f.name for f in dataclasses.fields(self) if f.name not in ("store_uuids", "host_uuids", "virt_type")]
        return all(getattr(self, name) == getattr(other, name) for name in chosen)

    @property
    def hosts(self) -> list[str]:
        return [f"h{n}" for n in range(1, self.host_count + 1)]

    @property
    def stores(self) -> list[str]:
        return [f"store{n}" for n in range(1, self.store_count + 1)]

    @property
    def guest_disks(self) -> list[str]:
        return [f"vm{n}" for n in range(1, self.guest_disk_count + 1)]

    def host_number(self, host: str) -> int:
        """1-based number of a host name; also its sanlock host id. Raises LabError (usage) when unknown."""
        if host not in self.hosts:
            raise usage(f"lab '{self.name}' has no host '{host}'; it has {', '.join(self.hosts)}")
        return self.hosts.index(host) + 1

    def check_store(self, store: str) -> str:
        if store not in self.stores:
            raise usage(f"lab '{self.name}' has no store '{store}'; it has {', '.join(self.stores)}")
        return store

    def host_address(self, host: str) -> str:
        return f"{NETWORK}.{10 + self.host_number(host)}"

    def bmc_address(self, host: str) -> str:
        return f"{NETWORK}.{110 + self.host_number(host)}"

    def store_uuid(self, store: str) -> str:
        return self.store_uuids[self.stores.index(self.check_store(store))]

    def host_uuid(self, host: str) -> str:
        return self.host_uuids[self.host_number(host) - 1]

    def to_json(self) -> str:
        return json.dumps(dataclasses.asdict(self), indent=2)

    @staticmethod
    def from_json(text: str) -> "LabConfig":
        return LabConfig(**json.loads(text))
