"""The loop of the supervisor: unit files, exits, notifications, and one-line requests from `systemctl`."""

import json
import os
import selectors
import signal
import socket
import struct
import sys
import time
from pathlib import Path

from .service import NOTIFY_PATH, Service
from .unit_file import read_unit

UNIT_FOLDER = Path("/etc/systemd/system")
CONTROL_PATH = "/run/systemd/lab-supervisor"
LOOK_SECONDS = 0.1
MESSAGE_BYTES_MAX = 65536
CREDENTIALS = struct.Struct("3i")


class Supervisor:
    """Holds all services of a host."""

    def __init__(self) -> None:
        self.services: dict[str, Service] = {}
        Path(NOTIFY_PATH).parent.mkdir(parents=True, exist_ok=True)
        self._notify = _bound(NOTIFY_PATH, socket.SOCK_DGRAM)
        os.chmod(NOTIFY_PATH, 0o777)
        self._notify.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self._control = _bound(CONTROL_PATH, socket.SOCK_STREAM)
        self._control.listen(16)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._notify, selectors.EVENT_READ, self._read_notification)
        self._selector.register(self._control, selectors.EVENT_READ, self._read_request)

    def load(self) -> None:
        """Reads unit files that are new; a changed file takes effect at the next start of its service."""
        for path in sorted(UNIT_FOLDER.glob("*.service")):
            try:
                unit = read_unit(path)
            except (ValueError, OSError) as error:
                log(f"cannot read unit: {error}")
                continue
            for key in unit.not_understood:
                log(f"{unit.name}: {key} is not understood by the lab's supervisor")
            if path.name in self.services:
                self.services[path.name].unit = unit
            else:
                self.services[path.name] = Service(unit, log)

    def start_enabled(self) -> None:
        """Starts every enabled unit, those named in `After` first."""
        started: list[str] = []

        def start(name: str) -> None:
            service = self.services.get(name)
            if service is None or name in started:
                return
            started.append(name)
            for earlier in service.unit.after:
                start(earlier)
            if service.unit.enabled:
                service.start()

        for name in sorted(self.services):
            start(name)

    def run(self) -> None:
        while True:
            for key, _ in self._selector.select(LOOK_SECONDS):
                key.data()
            for service in self.services.values():
                service.look()

    def _read_notification(self) -> None:
        data, ancillary, _, _ = self._notify.recvmsg(4096, socket.CMSG_SPACE(CREDENTIALS.size))
        pid = next(
            (
                CREDENTIALS.unpack(content[: CREDENTIALS.size])[0]
                for level, kind, content in ancillary
                if level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS
            ),
            0,
        )
        service = next((s for s in self.services.values() if s.pid and s.pid in (pid, _session_of(pid))), None)
        if service:
            service.notified(data.decode(errors="replace").splitlines())

    def _read_request(self) -> None:
        connection, _ = self._control.accept()
        with connection:
            connection.settimeout(1)
            try:
                words = json.loads(connection.recv(MESSAGE_BYTES_MAX))
                answer = self.answer(words[0], words[1:])
            except (OSError, ValueError, IndexError) as error:
                answer = {"error": str(error)}
            try:
                connection.sendall(json.dumps(answer).encode())
            except OSError:
                pass

    def answer(self, verb: str, arguments: list[str]) -> dict:
        """One request: verb and unit names (with or without ".service")."""
        if verb == "daemon-reload":
            self.load()
            return {"units": []}
        self.load()
        number = signal.SIGTERM
        if verb == "kill":
            number, arguments = int(arguments[0]), arguments[1:]
        units = []
        for name in arguments or sorted(self.services):
            service = self.services.get(name) or self.services.get(name + ".service")
            if service is None:
                return {"error": f"unit {name} not found"}
            match verb:
                case "start":
                    service.start()
                case "stop":
                    service.stop()
                case "restart":
                    service.restart()
                case "kill":
                    service.kill(number)
                case "status":
                    pass
                case _:
                    return {"error": f"'{verb}' is not understood by the lab's supervisor"}
            units.append(
                {
                    "name": service.unit.name,
                    "state": service.state,
                    "why": service.why,
                    "pid": service.pid,
                    "restarts": service.restarts,
                    "status": service.status_text,
                }
            )
        return {"units": units}


def _session_of(pid: int) -> int:
    """Every service leads its own session, so this names the service of a child too."""
    try:
        return os.getsid(pid)
    except OSError:
        return 0


def _bound(path: str, kind: int) -> socket.socket:
    opened = socket.socket(socket.AF_UNIX, kind)
    opened.bind(path)
    return opened


def log(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S', time.gmtime())} {line}", file=sys.stderr, flush=True)


def main() -> None:
    supervisor = Supervisor()
    supervisor.load()
    supervisor.start_enabled()
    supervisor.run()
