"""One host as the keeper sees it: power, boot, plugs."""

import os
import signal
import subprocess
import threading
import uuid

from . import guest_image, processes
from .config import LabConfig
from .errors import LabError, refused
from .host_services import ask_supervisor
from .layout import CODE, LabPaths, cache
from .network import HostCable
from .programs import path_of
from .storage_path import StoragePath
from .waiting import wait_until

BOOT_SECONDS = 60
READY_UNITS = ("ssh.service", "sanlock.service", "libvirtd.service")
# Clocks of the hosts start far apart, as real uptimes do: nobody may compare them.
CLOCK_STEP_SECONDS = 100_000


class Host:
    """States: off, booting, on. `lock` guards power changes; the plugs may be pulled at any time."""

    def __init__(self, config: LabConfig, paths: LabPaths, name: str, log):
        self.name = name
        self.state = "off"
        self.boot_id = ""
        self.boots = 0
        self.why_off = "never switched on"
        self.init_pid = 0
        self.cable = HostCable(config, name)
        self.storage = {store: StoragePath(config, paths, name, store) for store in config.stores}
        self.frozen: set[str] = set()
        self._config, self._paths, self._log = config, paths, log
        self._lock = threading.RLock()
        self._outer: subprocess.Popen | None = None  # the unshare program; its child is process 1 of the host
        self._folder = paths.host(name)
        self.sysrq_path = self._folder / "sysrq"

    def power_on(self, wait: bool = True) -> None:
        """Boots the host; fine when it is on already. Raises LabError when it does not come up in time."""
        with self._lock:
            if self.state == "off":
                self._boot()
        if wait:
            self.wait_ready()
        else:
            threading.Thread(target=self._settle, daemon=True).start()

    def _settle(self) -> None:
        """Sees the end of a boot that nobody waits for: a reset, a power button, a BMC."""
        try:
            self.wait_ready()
        except LabError as e:
            self._log(str(e))

    def power_off(self, why: str = "power pulled") -> None:
        """Everything in the host ends at once, without a chance to write another byte; fine when it is off already."""
        with self._lock:
            if self.state == "off":
                return
            self.state, self.why_off = "off", why
            self._end_everything()
        self._log(f"{self.name}: off ({why})")

    def reset(self, why: str) -> None:
        with self._lock:
            self.power_off(why)
            self.power_on(wait=False)

    def wait_ready(self) -> None:
        """Waits until sshd, sanlock and libvirtd run."""

        def ready() -> int:
            with self._lock:  # a reset is off and on in one: nobody sees it half done
                state, init_pid = self.state, self.init_pid
            if state == "off":
                raise LabError(
                    f"host {self.name} went off while it was booting: {self.why_off}; see {self._folder}/boot.log"
                )
            units = {u["name"]: u["state"] for u in ask_supervisor(init_pid, "status")}
            return init_pid if all(units.get(name) == "running" for name in READY_UNITS) else 0

        seen_pid = wait_until(ready, f"boot of host {self.name} (see {self._folder}/boot.log)", BOOT_SECONDS)
        with self._lock:
            if self.state == "booting" and self.init_pid == seen_pid:
                self.state = "on"

    def _boot(self) -> None:
        self.boots += 1
        self.frozen.clear()
        self.boot_id = str(uuid.uuid4())
        (self._folder / "boot-id").write_text(self.boot_id + "\n")
        guest_image.write_host_image(cache(), self._folder / "guest", self.name, self.boot_id)
        for path in self.storage.values():
            path.start()
        for path in self.storage.values():
            path.wait_ready()
        offset = CLOCK_STEP_SECONDS * self._config.host_number(self.name) + 1000 * self.boots
        with open(self._folder / "boot.log", "ab") as log:
            self._outer = subprocess.Popen(
                [
                    path_of("unshare"),
                    "-m",
                    "-n",
                    "-u",
                    "-i",
                    "-p",
                    "-T",
                    "--monotonic",
                    str(offset),
                    "--boottime",
                    str(offset + self._slept_seconds()),
                    "-f",
                    "--kill-child",
                    path_of("tini"),
                    "-g",
                    "--",
                    "/usr/bin/python3",
                    str(CODE / "run"),
                    "__boot",
                    self._config.name,
                    self.name,
                ],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.init_pid = wait_until(
            lambda: next(iter(processes.children(self._outer.pid)), 0), f"first process of {self.name}", 10, 0.01
        )
        wait_until(
            lambda: os.readlink(f"/proc/{self.init_pid}/ns/net") != os.readlink("/proc/self/ns/net"),
            f"network namespace of {self.name}",
            10,
            0.01,
        )
        self.cable.plug_in(self.init_pid)
        self.state = "booting"
        self._outer.stdin.write(b"go\n")
        self._outer.stdin.close()
        threading.Thread(target=self._watch, args=(self._outer,), daemon=True).start()
        self._log(f"{self.name}: switched on, boot id {self.boot_id}")

    def _slept_seconds(self) -> int:
        """How far the boot clock is ahead of the other one, as after a suspend: a number in the host's file `slept`."""
        file = self._folder / "slept"
        return int(file.read_text()) if file.exists() else 0

    def _end_everything(self) -> None:
        try:
            os.kill(self.init_pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        for path in self.storage.values():
            path.stop()  # also frees processes that wait for a hung path: they could not die before
        try:
            self._outer.wait(timeout=20)
        except subprocess.TimeoutExpired:
            raise LabError(f"processes of host {self.name} do not end")
        self.init_pid = 0
        self.cable.unplugged()
        self.frozen.clear()

    def _watch(self, outer: subprocess.Popen) -> None:
        """Notices a host that ends by itself: reboot(2) inside it, or a supervisor that died."""
        code = outer.wait()
        with self._lock:
            if outer is not self._outer or self.state == "off":
                return
            if code in (-signal.SIGHUP, 128 + signal.SIGHUP):
                self.reset("rebooted itself")
            else:
                self.power_off(f"ended by itself ({code})")

    # Processes inside the host -----------------------------------------------------------------------------------

    def processes_called(self, name: str) -> list[processes.Process]:
        """Processes of that name (or all but process 1 for "everything"); raises LabError when there is none."""
        if self.state == "off":
            raise refused(f"host {self.name} is off")
        found = [p for p in processes.of_host(self.init_pid) if p.pid != self.init_pid]
        if name != "everything":
            found = [p for p in found if p.is_called(name)]
        if not found:
            raise LabError(f"no process '{name}' runs on {self.name}")
        return found

    def freeze(self, name: str) -> list[int]:
        stopped = self.processes_called(name)
        for process in stopped:
            _signal(process.pid, signal.SIGSTOP)
        self.frozen.add(name)
        return [p.pid for p in stopped]

    def thaw(self, name: str) -> list[int]:
        going = (
            [p for p in processes.of_host(self.init_pid) if name == "everything" or p.is_called(name)]
            if self.init_pid
            else []
        )
        for process in going:
            _signal(process.pid, signal.SIGCONT)
        self.frozen = set() if name == "everything" else self.frozen - {name}
        return [p.pid for p in going]

    def guests(self) -> dict[str, processes.Process]:
        """QEMU processes on this host by VM name."""
        if not self.init_pid:
            return {}
        return {p.guest: p for p in processes.of_host(self.init_pid) if p.guest}

    def unkillable_qemu_pids(self) -> list[int]:
        """QEMU processes that were killed but live on: their first thread is gone and with it their command line,
        while another thread waits for a disk in the kernel."""
        return [pid for pid in processes.pids_of_host(self.init_pid) if processes.is_half_dead(pid, "qemu-system")]


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass
