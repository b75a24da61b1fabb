"""The process that holds one lab: parent of every process in it, and the only one that pulls plugs.

It runs in mount, network and process namespaces of its own, so when it ends, however it ends, the kernel ends every
process, mount and network card of the lab with it. It listens on keeper.sock: one JSON request per connection.
"""

import json
import os
import socketserver
import sys
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

from . import network
from .config import LabConfig
from .errors import LabError
from .host import Host
from .bmc import Bmc
from .keeper_requests import Requests
from .layout import LabPaths
from .storage_path import create_backing
from . import rootfs

REQUEST_BYTES_MAX = 1 << 20


class Lab:
    """Everything of one lab. `state`: building, ready, or failed with `why`."""

    def __init__(self, name: str):
        self.paths = LabPaths(name)
        self.config = LabConfig.from_json(self.paths.config.read_text())
        self.state, self.why = "building", ""
        self.hosts = {host: Host(self.config, self.paths, host, log) for host in self.config.hosts}
        self.bmcs = {host: Bmc(self.config, self.paths, host) for host in self.config.hosts}

    def build(self) -> None:
        """Makes storage, network, BMCs and hosts, and switches the hosts on."""
        try:
            self.paths.sockets.mkdir(exist_ok=True)
            create_backing(self.config, self.paths)
            network.start(self.config)
            for host in self.config.hosts:
                self.paths.host(host).mkdir(parents=True)
                rootfs.make(self.config, self.paths, host)
                os.mkfifo(self.hosts[host].sysrq_path)
                threading.Thread(target=self._watch_sysrq, args=(self.hosts[host],), daemon=True).start()
            for bmc in self.bmcs.values():
                bmc.start()
            for host in self.hosts.values():
                host.power_on(wait=False)
            with ThreadPoolExecutor(len(self.hosts)) as pool:
                list(pool.map(Host.wait_ready, self.hosts.values()))
            self.state = "ready"
            log("ready")
        except (LabError, OSError) as error:
            traceback.print_exc()
            self.state, self.why = "failed", str(error)

    def _watch_sysrq(self, host: Host) -> None:
        """A host that writes to its sysrq file resets, halts or crashes itself: b, o, c."""
        # Opened for writing too, so that a host that opens it never waits and the end of one writer is no end of file.
        pipe = os.open(host.sysrq_path, os.O_RDWR)
        while True:
            for key in os.read(pipe, 16).decode(errors="replace"):
                log(f"{host.name}: sysrq {key!r}")
                if key == "b":
                    host.reset("reset itself through sysrq")
                elif key in "oc":
                    host.power_off("halted itself through sysrq" if key == "o" else "crashed itself through sysrq")


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    request_queue_size = 64


def serve(lab: Lab) -> None:
    requests = Requests(lab)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            line = self.rfile.readline(REQUEST_BYTES_MAX)
            try:
                asked = json.loads(line)
                answer = requests.answer(asked.pop("request"), asked)
            except LabError as error:
                answer = {"error": str(error), "exit_code": error.exit_code}
            except Exception as error:  # a fault of the lab itself: said to the caller, written to the log, not fatal
                traceback.print_exc()
                answer = {"error": f"the lab itself failed: {error!r}", "exit_code": 3}
            try:
                self.wfile.write(json.dumps(answer).encode() + b"\n")
            except OSError:
                pass  # the caller was interrupted

    lab.paths.keeper_socket.unlink(missing_ok=True)
    _Server(str(lab.paths.keeper_socket), Handler).serve_forever()


def log(line: str) -> None:
    print(f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime())}Z {line}", file=sys.stderr, flush=True)


def main(name: str) -> None:
    lab = Lab(name)
    threading.Thread(target=lab.build, daemon=True).start()
    serve(lab)
