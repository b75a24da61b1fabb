"""Collects what was measured and writes core/docs/measurements.md."""

import os
import platform
import threading
import time
from pathlib import Path

from ..command import run

PACKAGES = ("sanlock", "libvirt-daemon", "libvirt-sanlock", "qemu-system-x86", "openipmi", "linux-image-cloud-amd64")
REJOINED = (
    "sanlock killed under a running VM, daemon restarted with the same host name, lockspace joined again, "
    "VM started elsewhere"
)
# The rows in the order of the proof; a row without a result is written as not measured.
ROWS = (
    "start on h2 while h1 runs the VM",
    "suspend on h1, then resume",
    "power loss of h1, start on h2 asked at once",
    "storage of h1 hung, VM without a disk on it (as in the first proof)",
    "storage of h1 hung, VM with a disk on it",
    "storage of h1 hung behind the host, VM writing, QEMU sent SIGKILL",
    "suspended on h1, run and ended on h2, then resumed on h1",
    "`sanlock client request -f 1` on h2 while h1 runs the VM",
    "live migration h1 to h2",
    REJOINED,
    "sanlock killed under a running VM and not restarted, VM started elsewhere",
    "join of the lockspace by five hosts of a fresh lab",
    "IPMI with ipmitool",
    "IPMI with fence_ipmilan",
    "power-on of a host until sshd, sanlock and libvirtd run",
    "guest start until it answers on its serial line",
)


class Measurements:
    """Results by row; several stories add to it at once."""

    def __init__(self) -> None:
        self._results: dict[str, str] = {}
        self._lock = threading.Lock()

    def add(self, row: str, result: str) -> None:
        """Raises KeyError for a row the table does not have."""
        if row not in ROWS:
            raise KeyError(row)
        with self._lock:
            self._results[row] = result

    def missing(self) -> list[str]:
        return [row for row in ROWS if row not in self._results]

    def write(self, file: Path, command: str, virt_type: str) -> None:
        lines = [
            "# Measurements",
            "",
            "Measured by the lab itself; the behaviour in every row is also a step of the lab's check,",
            "so a change of it fails the build.",
            "",
            f"- Command: `{command}`",
            f"- Date: {time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC",
            f"- Machine: Linux {platform.release().split('-')[0]}, {os.cpu_count()} cores, "
            f"load {os.getloadavg()[0]:.1f} at the end, guests under {'KVM' if virt_type == 'kvm' else 'TCG'}",
            f"- Packages: {_versions()}",
            "- io_timeout 1 throughout, so 8N = 8 s and 8N+60 = 68 s.",
            "- Other work on the machine lengthens every short time here, guest starts most; look at the load above.",
            "",
            "| experiment | result |",
            "|---|---|",
        ]
        lines += [f"| {row} | {self._results.get(row, 'not measured in this run')} |" for row in ROWS]
        file.write_text("\n".join(lines) + "\n")


def _versions() -> str:
    shown = run(["dpkg-query", "-W", "-f", "${Package} ${Version}, ", *PACKAGES], check=False).stdout
    return shown.strip().rstrip(",")
