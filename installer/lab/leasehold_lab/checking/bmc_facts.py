"""How fast the BMCs answer."""

import time

from .driver import LabUnderTest
from .measurements import Measurements
from .plugs import ipmi
from .tally import Tally, expect


def bmc_facts(tally: Tally, measured: Measurements, lab: LabUnderTest, host: str) -> None:
    """Times status, off, on and reset; leaves the host booted."""
    with tally.step(lab.name, "ipmitool: status, off, on, reset") as remark:
        times = {}
        for word in ("status", "off", "on", "reset"):
            began = time.monotonic()
            expect("Chassis Power" in ipmi(lab, host, "chassis", "power", word), f"no answer to {word}")
            times[word] = time.monotonic() - began
            if word in ("on", "reset"):
                lab.do("wait", host)
        text = ", ".join(f"{word} {seconds:.1f} s" for word, seconds in times.items())
        remark(text)
        measured.add("IPMI with ipmitool", f"{text} (`-C 3`; each includes the start of the lab's own programs)")
    with tally.step(lab.name, "fence_ipmilan: status, off, on, reboot") as remark:
        times = {}
        for action in ("status", "off", "on", "reboot"):
            began = time.monotonic()
            _fence(lab, host, action)
            times[action] = time.monotonic() - began
        lab.do("wait", host)
        text = ", ".join(f"{action} {seconds:.1f} s" for action, seconds in times.items())
        remark(text)
        measured.add("IPMI with fence_ipmilan", f"{text} (`--cipher=3`, the same)")


def _fence(lab: LabUnderTest, host: str, action: str) -> None:
    bmc = lab.host(host)["bmc"]
    done = lab.call(
        "in-net",
        "fence_ipmilan",
        f"--ip={bmc['address']}",
        f"--username={bmc['user']}",
        f"--password-script=/bin/cat {bmc['password_file']}",
        "--lanplus",
        "--cipher=3",
        "-o",
        action,
    )
    expect(done.returncode == 0, f"fence_ipmilan {action}: {(done.stderr or done.stdout).strip()}")
