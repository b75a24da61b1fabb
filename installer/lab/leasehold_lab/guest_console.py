"""One line to a guest's serial line and what it answers. Runs inside the host (see `send`)."""

from . import enter
from .errors import LabError
from .layout import LabPaths
from .waiting import wait_until

UP_SECONDS = 60
SERIAL_PATH = "/run/libvirt/qemu/{vm}.serial"
# Runs with the host's own Python; prints what it hears up to the guest's answer. Exit 5: no answer.
_TALK = """
import re, socket, sys, time
path, line, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
s = socket.socket(socket.AF_UNIX); s.settimeout(seconds)
try: s.connect(path)
except OSError as e: sys.exit('no serial line: ' + str(e))
s.sendall(line.encode() + b'\\n')
end = time.monotonic() + seconds; heard = b''
while time.monotonic() < end and not re.search(rb'^(pong|ok|unknown|exit|error) .*\\n', heard, re.M):
    s.settimeout(max(0.01, end - time.monotonic()))
    try: part = s.recv(4096)
    except TimeoutError: break
    if not part: break
    heard += part.replace(b'\\r', b'')
else:
    sys.stdout.write(heard.decode(errors='replace')); sys.exit(0)
sys.exit(5)
"""


def send(paths: LabPaths, host: str, vm: str, line: str, seconds: float = 5) -> str:
    """Sends a line and returns the answer; raises LabError when the guest has no serial line or says nothing."""
    argv = ["/usr/bin/python3", "-c", _TALK, SERIAL_PATH.format(vm=vm), line, str(seconds)]
    done = enter.capture(paths, host, argv, seconds + 10)
    if done.returncode == 5:
        raise LabError(f"guest {vm} on {host} did not answer '{line}' within {seconds:g} s", 5)
    if done.returncode != 0:
        raise LabError(f"guest {vm} on {host}: {done.stderr.strip()}")
    return done.stdout.strip()


def wait_up(paths: LabPaths, host: str, vm: str, seconds: float = UP_SECONDS) -> None:
    """Waits until the guest's program answers; what is sent before that gets lost in its boot."""

    def answers() -> bool:
        try:
            return "pong" in send(paths, host, vm, "ping", 1)
        except LabError:
            return False

    wait_until(answers, f"an answer of guest {vm} on {host}", seconds, 0.2)
