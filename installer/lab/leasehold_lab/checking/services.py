"""The supervisor of a host: restarts what fails, waits for READY=1, bites when the watchdog is not fed."""

from .driver import LabUnderTest
from .tally import Tally, expect

# Says it is ready, feeds the watchdog until the file /tmp/starve is there.
_PROGRAM = """\
import os, socket, time
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
def say(word): s.sendto(word, os.environ['NOTIFY_SOCKET'])
time.sleep(0.5)
say(b'READY=1\\nSTATUS=fine')
while True:
    if not os.path.exists('/tmp/starve'): say(b'WATCHDOG=1')
    time.sleep(int(os.environ['WATCHDOG_USEC']) / 3e6)
"""
_UNIT = """\
[Service]
Type=notify
ExecStart=/usr/bin/python3 /etc/probe.py
Restart=on-failure
RestartSec=100ms
WatchdogSec=1
"""


def services_are_watched(tally: Tally, lab: LabUnderTest) -> None:
    """Drops a unit into h1, as a package would, and mistreats it."""
    etc = lab.folder / "hosts" / "h1" / "rootfs" / "etc"
    with tally.step(lab.name, "a unit file dropped in is started and counts as started when it says so"):
        (etc / "probe.py").write_text(_PROGRAM)
        (etc / "systemd" / "system" / "probe.service").write_text(_UNIT)
        lab.do("exec", "h1", "systemctl", "start", "probe")
        expect(_probe(lab)["StatusText"] == "fine", f"{_probe(lab)}")
    with tally.step(lab.name, "a service that is killed is started again"):
        first = _probe(lab)["MainPID"]
        lab.do("exec", "h1", "systemctl", "kill", "--signal=SIGKILL", "probe")
        lab.until(lambda: _probe(lab)["ActiveState"] == "active" and _probe(lab)["MainPID"] != first, "a new start", 10)
    with tally.step(lab.name, "a service that does not feed its watchdog, or is frozen, is killed and started again"):
        for stop in (("exec", "h1", "touch", "/tmp/starve"), ("freeze", "h1", "probe.py")):
            first = _probe(lab)["MainPID"]
            lab.do(*stop)
            lab.until(lambda: _probe(lab)["MainPID"] not in (first, "0"), "a new start", 10)
            lab.do("exec", "h1", "rm", "-f", "/tmp/starve")
            lab.until(lambda: _probe(lab)["ActiveState"] == "active", "a running service", 10)
        lab.do("exec", "h1", "systemctl", "stop", "probe")
        expect(_probe(lab)["ActiveState"] == "inactive", "it does not stop")


def _probe(lab: LabUnderTest) -> dict[str, str]:
    shown = lab.do("exec", "h1", "systemctl", "show", "probe")
    return dict(line.split("=", 1) for line in shown.splitlines() if "=" in line)
