"""A lab under test, used through the command line only."""

import json
import subprocess
import time
from contextlib import contextmanager

from ..enter import in_network_of_host_argv
from ..layout import CODE, LabPaths, root
from .tally import Unexpected

COMMAND_SECONDS = 60


class LabUnderTest:
    """Runs `run COMMAND --name NAME ...`. Every call has a deadline."""

    def __init__(self, name: str):
        self.name = name
        self.folder = root() / name

    def call(self, command: str, *words: str, seconds: float = COMMAND_SECONDS) -> subprocess.CompletedProcess:
        """Runs a command and returns code and output; raises Unexpected when it takes too long."""
        argv = [str(CODE / "run"), command, "--name", self.name, *words]
        try:
            return subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds)
        except subprocess.TimeoutExpired:
            raise Unexpected(f"'{command} {' '.join(words)}' did not end within {seconds:g} s")

    def do(self, command: str, *words: str, seconds: float = COMMAND_SECONDS, code: int = 0) -> str:
        """Runs a command that must end with `code`; returns what it printed."""
        done = self.call(command, *words, seconds=seconds)
        if done.returncode != code:
            raise Unexpected(
                f"'{command} {' '.join(words)}' ended with {done.returncode}, not {code}: "
                f"{(done.stderr or done.stdout).strip()}"
            )
        return done.stdout

    def status(self) -> dict:
        return json.loads(self.do("status", "--json"))

    def host(self, host: str) -> dict:
        return self.status()["hosts"][host]

    def virsh(self, host: str, *words: str, seconds: float = COMMAND_SECONDS) -> subprocess.CompletedProcess:
        return self.call("exec", host, "virsh", "-q", *words, seconds=seconds)

    def domain_state(self, host: str, vm: str) -> str:
        """libvirt's word for the VM on a host, "absent" when it is not there."""
        done = self.virsh(host, "domstate", vm)
        return done.stdout.strip() if done.returncode == 0 else "absent"

    def until(self, true, what: str, seconds: float) -> float:
        """Polls; returns how long it took; raises Unexpected after `seconds`."""
        began = time.monotonic()
        while not true():
            if time.monotonic() - began > seconds:
                raise Unexpected(f"{what} did not happen within {seconds:g} s")
            time.sleep(0.1)
        return time.monotonic() - began

    def lease(self, host: str, vm: str, store: str = "store1") -> dict[str, int]:
        """Leader record of a VM's lease as a host reads it: lver, owner_id, owner_generation, timestamp."""
        text = self.do("exec", host, "sanlock", "direct", "read_leader", "-r", self.resource(vm, store))
        pairs = (line.split() for line in text.splitlines())
        return {pair[0]: int(pair[1]) for pair in pairs if len(pair) == 2 and pair[1].isdigit()}

    def resource(self, vm: str, store: str = "store1") -> str:
        about = self.status()["stores"][store]
        return f"{about['lockspace']}:{vm}:{about['xleases_in_host']}:{about['leases'][vm]}"

    def qemu_pid(self, host: str, vm: str) -> int:
        """Pid of a VM's QEMU as its host sees it."""
        return int(self.do("exec", host, "cat", f"/run/libvirt/qemu/{vm}.pid"))

    def read_storage(self, host: str, volume: str = "xleases", seconds: float = 2) -> int:
        """Reads one block past every cache: 0 fine, 1 an I/O error, 124 it hangs."""
        return self.call(
            "exec",
            host,
            "timeout",
            "-s",
            "KILL",
            f"{seconds}",
            "dd",
            f"if=/storage/store1/{volume}",
            "of=/dev/null",
            "bs=4096",
            "count=1",
            "iflag=direct",
            "status=none",
        ).returncode

    def digest(self, host: str, volume: str) -> str:
        """Of the first 64 KiB of a volume, read past every cache."""
        return self.do(
            "exec", host, "sh", "-c", f"dd if=/storage/store1/{volume} bs=4096 count=16 iflag=direct status=none | md5sum"
        ).split()[0]

    @contextmanager
    def network_kept(self, host: str):
        """The network namespace of the host, as it is now, outlives the host: what a busy kernel does by itself."""
        argv = in_network_of_host_argv(LabPaths(self.name), host, ["sh", "-c", "echo in; exec cat"])
        with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as keeping:
            try:
                keeping.stdout.readline()
                yield
            finally:
                keeping.stdin.close()

    def can_connect(self, host: str, address: str, port: int = 22, seconds: float = 2) -> bool:
        """True when a TCP connection from `host` ("engine": from the lab's network itself) is taken."""
        script = ["timeout", f"{seconds}", "bash", "-c", f"exec 3<>/dev/tcp/{address}/{port}"]
        words = ["in-net", *script] if host == "engine" else ["exec", host, *script]
        return self.call(*words).returncode == 0
