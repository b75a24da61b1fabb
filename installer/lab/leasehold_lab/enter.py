"""Running programs inside a host, or in the lab's network, from the machine."""

import os
import subprocess

from . import keeper_process
from .errors import refused, timed_out
from .layout import LabPaths
from .programs import SEARCH_PATH, path_of

HOST_PATH = f"/lab/bin:{SEARCH_PATH}"


def in_host_argv(paths: LabPaths, host: str, command: list[str]) -> list[str]:
    """Command line that runs `command` inside a host: first into the lab, then from there into the host."""
    status = keeper_process.ask(paths, "power", host=host)
    if status["state"] == "off":
        raise refused(f"host {host} is off ({status['why_off']})")
    nsenter = path_of("nsenter")
    return [
        nsenter,
        "-t",
        str(keeper_process.init_pid(paths)),
        "-m",
        "-p",
        "-n",
        "--",
        nsenter,
        "-t",
        str(status["init_pid"]),
        "-m",
        "-u",
        "-i",
        "-n",
        "-p",
        "-T",
        "-r",
        "-w",
        "--",
        "/usr/bin/env",
        "-i",
        f"PATH={HOST_PATH}",
        "HOME=/root",
        "LANG=C.UTF-8",
        f"TERM={os.environ.get('TERM', 'dumb')}",
        *command,
    ]


def in_network_argv(paths: LabPaths, command: list[str]) -> list[str]:
    """Command line that runs `command` of the machine in the lab's management network."""
    return [path_of("nsenter"), "-t", str(keeper_process.init_pid(paths)), "-n", "--", *command]


def in_network_of_host_argv(paths: LabPaths, host: str, command: list[str]) -> list[str]:
    """Command line that runs `command` of the machine in the network of a host, and only there: it outlives the host."""
    lab, init = keeper_process.init_pid(paths), keeper_process.ask(paths, "power", host=host)["init_pid"]
    nsenter = path_of("nsenter")
    return [nsenter, "-t", str(lab), "-m", "-p", "--", nsenter, "-t", str(init), "-n", "--", *command]


def capture(paths: LabPaths, host: str, command: list[str], seconds: float = 30) -> subprocess.CompletedProcess:
    """Runs a command in a host and returns its output as text. Raises LabError when it takes longer than `seconds`."""
    try:
        return subprocess.run(
            in_host_argv(paths, host, command),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        raise timed_out(f"'{' '.join(command)}' on {host} did not end within {seconds:g} s")


def call(argv: list[str], seconds: float | None = None) -> int:
    """Runs with this terminal; returns the program's own exit code, 128 + n when signal n ended it, as a shell does.

    `seconds` None leaves the end to the user.
    """
    try:
        code = subprocess.run(argv, timeout=seconds).returncode
        return code if code >= 0 else 128 - code
    except subprocess.TimeoutExpired:
        raise timed_out(f"the command did not end within {seconds:g} s")
