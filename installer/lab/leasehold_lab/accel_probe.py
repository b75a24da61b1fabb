"""Finds out whether KVM really runs a guest here, by running one.

An openable /dev/kvm proves nothing: on machines that are virtual themselves it may run firmware and
then hang in the kernel (seen with Debian's 6.1 cloud kernel).
"""

import json
import os
import subprocess
import time
from pathlib import Path

from .guest_image import write_host_image
from .mounting import die_with_parent
from .programs import path_of

PROBE_SECONDS = 20
UP_WORD = b"no disk"  # what the guest says once its program runs without a disk


def virt_type(cache: Path) -> str:
    """Gives "kvm" when a probe guest came up under it within PROBE_SECONDS, else "qemu" (TCG).

    The answer is kept in `cache`.
    """
    answer_file = cache / "virt-type.json"
    asked_about = {"kernel": os.uname().release, "guest": (cache / "initrd").stat().st_mtime_ns}
    try:
        kept = json.loads(answer_file.read_text())
        if kept["asked_about"] == asked_about:
            return kept["virt_type"]
    except (OSError, ValueError, KeyError):
        pass
    answer = "kvm" if os.access("/dev/kvm", os.R_OK | os.W_OK) and _boots("kvm", cache) else "qemu"
    answer_file.write_text(json.dumps({"asked_about": asked_about, "virt_type": answer}))
    return answer


def _boots(accelerator: str, cache: Path) -> bool:
    folder = cache / "probe"
    write_host_image(cache, folder, "probe", "probe")
    argv = f"nice -n 10 {path_of('qemu-system-x86_64')} -accel {accelerator} -m 128 -nodefaults -no-user-config".split()
    argv += "-display none -no-reboot -serial stdio".split()
    argv += ["-kernel", str(folder / "vmlinuz"), "-initrd", str(folder / "initrd")]
    argv += ["-append", "console=ttyS0 quiet panic=1 lab.vm=probe"]
    process = subprocess.Popen(
        argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, preexec_fn=die_with_parent
    )
    try:
        os.set_blocking(process.stdout.fileno(), False)
        return _says(process, UP_WORD)
    finally:
        process.kill()
        process.wait()


def _says(process: subprocess.Popen, word: bytes) -> bool:
    heard = b""
    deadline = time.monotonic() + PROBE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        heard += process.stdout.read() or b""
        if word in heard:
            return True
        time.sleep(0.1)
    return False
