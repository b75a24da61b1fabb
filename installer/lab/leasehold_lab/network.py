"""The lab's network: one bridge in the keeper's own network namespace, a virtual cable per host, an address per BMC."""

import socket

from .command import run
from .config import ENGINE_ADDRESS, LabConfig
from .programs import path_of

BRIDGE = "lan"

# Without one of its own, a bridge takes the lowest address of its ports: when the host behind that port loses its power,
# engine and BMCs would change theirs, and the other hosts would not reach them until their ARP entries are old.
BRIDGE_MAC = "02:4c:68:00:00:01"
# A hardware address nobody has: packets to it leave and never arrive, which is what a cut line looks like.
NOBODY = "02:00:00:00:00:00"


def _ip(words: str) -> None:
    run([path_of("ip"), *words.split()])


def _ip_in(pid: int, words: str) -> None:
    run([path_of("nsenter"), "-t", str(pid), "-n", path_of("ip"), *words.split()])


def start(config: LabConfig) -> None:
    """Makes the bridge. Runs in the keeper, whose network namespace is empty and reaches nothing outside."""
    _ip("link set lo up")
    _ip(f"link add {BRIDGE} address {BRIDGE_MAC} type bridge")
    _ip(f"addr add {ENGINE_ADDRESS}/24 dev {BRIDGE}")
    for host in config.hosts:
        _ip(f"addr add {config.bmc_address(host)}/24 dev {BRIDGE}")
    _ip(f"link set {BRIDGE} up")


class HostCable:
    """The cable of one host: cut whole, or from single peers. A cut outlasts a power loss."""

    def __init__(self, config: LabConfig, host: str):
        self._config, self._host = config, host
        self._pid = 0
        self.cut_whole = False
        self.cut_from: set[str] = set()

    def plug_in(self, pid: int) -> None:
        """Gives the network namespace of `pid` its card eth0, which has the same address after every boot as a real
        card has: with a new one nobody who knew the old one reaches the host until his ARP entry is old."""
        self._pid = pid
        mac = f"02:4c:68:00:01:{self._config.host_number(self._host):02x}"
        _ip(f"link add cable-{self._host} type veth peer name eth0 address {mac} netns {pid}")
        _ip(f"link set cable-{self._host} up")
        if not self.cut_whole:
            _ip(f"link set cable-{self._host} master {BRIDGE}")

    def host_is_up(self) -> None:
        for peer in self.cut_from:
            self._silence(peer, True)

    def unplugged(self) -> None:
        """The host is gone. Its end of the cable goes only when the kernel has taken its namespace apart, in its own
        time and one namespace after the other; until then the next `plug_in` would find the name taken."""
        self._pid = 0
        cable = f"cable-{self._host}"
        if any(card == cable for _, card in socket.if_nameindex()):
            # It may go by itself between the look and this; what counts is that it is gone.
            run([path_of("ip"), "link", "del", cable], check=False)

    def cut(self) -> None:
        if self._pid and not self.cut_whole:
            _ip(f"link set cable-{self._host} nomaster")
        self.cut_whole = True

    def cut_off(self, peer: str) -> None:
        """Nothing this host sends reaches `peer` (a host name or "engine"); the caller cuts the other direction too."""
        self.cut_from.add(peer)
        if self._pid:
            self._silence(peer, True)

    def heal(self) -> None:
        if self._pid and self.cut_whole:
            _ip(f"link set cable-{self._host} master {BRIDGE}")
        self.cut_whole = False
        for peer in list(self.cut_from):
            self.heal_from(peer)

    def heal_from(self, peer: str) -> None:
        if peer in self.cut_from and self._pid:
            self._silence(peer, False)
        self.cut_from.discard(peer)

    def _silence(self, peer: str, silent: bool) -> None:
        address = ENGINE_ADDRESS if peer == "engine" else self._config.host_address(peer)
        if silent:
            _ip_in(self._pid, f"neigh replace {address} lladdr {NOBODY} dev eth0 nud permanent")
        else:
            _ip_in(self._pid, f"neigh del {address} dev eth0")
