"""What the keeper can be asked: one method per request, arguments by name, answers as plain data."""

import os
import signal
import time

from . import processes
from .config import LabConfig
from .errors import LabError, refused, usage
from .host_services import ask_supervisor

SLOW_SECONDS_MAX = 60


class Requests:
    """Methods named `do_…` are the requests; each raises LabError with a sentence when it cannot be done."""

    def __init__(self, lab):
        self._lab = lab
        self._config: LabConfig = lab.config

    def answer(self, request: str, arguments: dict) -> dict:
        method = getattr(self, "do_" + request.replace("-", "_"), None)
        if method is None:
            raise usage(f"the keeper does not know the request '{request}'")
        if request not in ("progress", "status", "chassis") and self._lab.state != "ready":
            raise refused(f"lab '{self._config.name}' is {self._lab.state}, not ready {self._lab.why}".rstrip())
        return method(**arguments) or {}

    def _host(self, name: str):
        self._config.host_number(name)
        return self._lab.hosts[name]

    def do_progress(self) -> dict:
        return {
            "state": self._lab.state,
            "why": self._lab.why,
            "hosts": {h.name: h.state for h in self._lab.hosts.values()},
        }

    def do_status(self) -> dict:
        return {
            "state": self._lab.state,
            "why": self._lab.why,
            "hosts": {host.name: self._host_status(host) for host in self._lab.hosts.values()},
        }

    def _host_status(self, host) -> dict:
        bmc = self._lab.bmcs[host.name]
        return {
            "state": host.state,
            "why_off": host.why_off if host.state == "off" else "",
            "boot_id": host.boot_id,
            "boots": host.boots,
            "init_pid": host.init_pid,
            "services": ask_supervisor(host.init_pid, "status"),
            "guests": {
                name: {"pid": p.pid, "process_state": processes.state(p.pid)} for name, p in host.guests().items()
            },
            "unkillable_qemu_pids": host.unkillable_qemu_pids(),
            "network": {"cut": host.cable.cut_whole, "cut_from": sorted(host.cable.cut_from)},
            "storage": {store: {"state": path.state, **path.pids()} for store, path in host.storage.items()},
            "frozen": sorted(host.frozen),
            "bmc": {"fault": bmc.fault(), "pid": bmc.pid()},
        }

    def do_power(self, host: str) -> dict:
        """What is needed to enter a host; much cheaper than the whole status."""
        found = self._host(host)
        return {"state": found.state, "why_off": found.why_off, "init_pid": found.init_pid}

    def do_power_off(self, host: str) -> None:
        self._host(host).power_off()

    def do_power_on(self, host: str) -> dict:
        self._host(host).power_on()
        return {"boot_id": self._host(host).boot_id}

    def do_wait_host(self, host: str) -> None:
        self._host(host).wait_ready()

    def do_cut_network(self, host: str, peer: str = "") -> None:
        self._change_line(host, peer, cut=True)

    def do_heal_network(self, host: str, peer: str = "") -> None:
        self._change_line(host, peer, cut=False)

    def _change_line(self, name: str, peer: str, cut: bool) -> None:
        cable = self._host(name).cable
        if not peer:
            cable.cut() if cut else cable.heal()
            if not cut:
                for other in self._lab.hosts.values():
                    other.cable.heal_from(name)
            return
        if peer == name:
            raise usage(f"{name} cannot be cut off from itself")
        cable.cut_off(peer) if cut else cable.heal_from(peer)
        if peer != "engine":
            other = self._host(peer).cable
            other.cut_off(name) if cut else other.heal_from(name)

    def do_hang_storage(self, host: str, store: str = "", in_flight: bool = False) -> None:
        self._each_path(host, store, lambda path: path.pull("hung-in-flight" if in_flight else "hung"))

    def do_lose_storage(self, host: str, store: str = "") -> None:
        self._each_path(host, store, lambda path: path.pull("lost"))

    def do_old_storage(self, host: str, store: str = "") -> None:
        self._each_path(host, store, lambda path: path.pull("old"))

    def do_heal_storage(self, host: str, store: str = "") -> None:
        self._each_path(host, store, lambda path: path.heal())

    def _each_path(self, host: str, store: str, act) -> None:
        stores = [self._config.check_store(store)] if store else self._config.stores
        for each in stores:
            act(self._host(host).storage[each])

    def do_kill_qemu(self, vm: str, host: str = "") -> dict:
        hosts = [self._host(host)] if host else list(self._lab.hosts.values())
        running = [(h.name, h.guests()[vm].pid) for h in hosts if vm in h.guests()]
        if not running:
            raise LabError(f"no QEMU process of {vm} runs on {host or 'any host'}")
        for _, pid in running:
            os.kill(pid, signal.SIGKILL)
        return {"killed": [name for name, _ in running]}

    def do_freeze(self, host: str, process: str) -> dict:
        return {"pids": self._host(host).freeze(process)}

    def do_thaw(self, host: str, process: str = "everything") -> dict:
        return {"pids": self._host(host).thaw(process)}

    def do_bmc(self, host: str, fault: str, seconds: float = 0.0, to: str = "", own_guid: bool = False) -> None:
        self._host(host)
        bmc = self._lab.bmcs[host]
        if fault == "ok":
            bmc.dead, bmc.slow_seconds, bmc.lying, bmc.wired_to, bmc.own_guid = False, 0.0, False, host, False
        elif fault == "dead":
            bmc.dead = True
        elif fault == "slow":
            if not 0 < seconds <= SLOW_SECONDS_MAX:
                raise usage(f"slow {seconds:g}: seconds must be above 0 and at most {SLOW_SECONDS_MAX}")
            bmc.slow_seconds = seconds
        elif fault == "lying":
            bmc.lying, bmc.lie_power = True, 1
        elif fault == "wired":
            self._host(to)
            bmc.wired_to, bmc.own_guid = to, own_guid
        else:
            raise usage(f"BMC fault '{fault}' is none of ok, dead, slow, lying, wired")
        if fault in ("ok", "dead", "wired"):
            bmc.start()

    def do_chassis(self, host: str, verb: str, what: str, value: int = 0) -> dict:
        """From the BMC of `host` (bin/chassis)."""
        bmc = self._lab.bmcs[host]
        if bmc.slow_seconds:
            time.sleep(bmc.slow_seconds)
        target = self._lab.hosts[bmc.wired_to]
        if verb == "get":
            power = bmc.lie_power if bmc.lying else int(target.state != "off")
            return {"value": power if what == "power" else 0}
        if bmc.lying:
            bmc.lie_power = value if what == "power" else bmc.lie_power
        elif what == "power" and value == 0:
            target.power_off(f"BMC of {host}")
        elif what == "power":
            target.power_on(wait=False)
        elif what == "reset" and value and target.state != "off":
            target.reset(f"BMC of {host}")
        return {}
