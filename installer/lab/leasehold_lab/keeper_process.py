"""Starting, finding, asking and ending the keeper of a lab, from the machine's side."""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
from contextlib import contextmanager

from . import processes
from .errors import LabError, timed_out
from .layout import CODE, LabPaths, root
from .programs import path_of
from .waiting import wait_until

KEEPER_WORD = "__keeper"
END_SECONDS = 30
ASK_SECONDS = 150


@contextmanager
def exclusive(paths: LabPaths, seconds: float = 180):
    """Makes the lab's folder and holds a lock on it, so that two `up` or `down` of one lab follow each other."""

    def lock():
        paths.lab.mkdir(parents=True, exist_ok=True)
        try:
            opened = os.open(paths.lab, os.O_RDONLY)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # The holder before may have removed the folder: then this lock is on nothing.
            if paths.lab.exists() and os.fstat(opened).st_ino == paths.lab.stat().st_ino:
                return opened
        except OSError:
            pass
        os.close(opened)
        return None

    opened = wait_until(lock, f"the lock of {paths.lab} (another up or down is at work)", seconds, 0.1)
    try:
        yield
    finally:
        os.close(opened)


def start(paths: LabPaths, name: str) -> None:
    """Starts the keeper in new namespaces. It builds the lab by itself; see `wait_ready`."""
    with open(paths.keeper_log, "ab") as log:
        # tini reaps what programs leave behind; --kill-child ends all when the outermost process is killed.
        subprocess.Popen(
            [
                path_of("unshare"),
                "-m",
                "-n",
                "-p",
                "-f",
                "--mount-proc",
                "--kill-child",
                path_of("tini"),
                "--",
                "/usr/bin/python3",
                str(CODE / "run"),
                KEEPER_WORD,
                name,
                str(paths.lab),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
            env={
                "PATH": os.environ.get("PATH", ""),
                "LANG": "C.UTF-8",
                "LEASEHOLD_LAB_DIR": str(root()),
                "PYTHONDONTWRITEBYTECODE": "1",
            },
        )
    # Right after exec a process has no readable command line for a moment.
    wait_until(lambda: pids(paths), "the start of the keeper", 5, 0.01)


def pids(paths: LabPaths) -> list[int]:
    """Pids (as the machine sees them) of unshare, tini and python of this lab's keeper, outermost first."""
    found = []
    for pid in sorted(processes.all_pids()):
        process = processes.read(pid)
        if process and KEEPER_WORD in process.argv and process.argv[-1] == str(paths.lab):
            found.append(pid)
    return found


def init_pid(paths: LabPaths) -> int:
    """Pid of process 1 of the lab; raises LabError when the lab is down."""
    for pid in pids(paths):
        process = processes.read(pid)
        if process and process.argv and os.path.basename(process.argv[0]) == "tini":
            return pid
    raise LabError(f"lab '{paths.lab.name}' is not up: run 'up' first")


def ask(paths: LabPaths, request: str, deadline_seconds: float = ASK_SECONDS, **arguments) -> dict:
    """Sends one request and returns the answer; raises the keeper's own refusal as LabError."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(deadline_seconds)
            connection.connect(str(paths.keeper_socket))
            connection.sendall(json.dumps({"request": request} | arguments).encode() + b"\n")
            with connection.makefile() as stream:
                line = stream.readline()
    except TimeoutError:
        raise timed_out(
            f"the keeper of lab '{paths.lab.name}' did not answer '{request}' within {deadline_seconds:g} s"
        )
    except OSError:
        raise LabError(f"lab '{paths.lab.name}' is not up: run 'up' first")
    if not line:
        raise LabError(f"the keeper of lab '{paths.lab.name}' ended during '{request}'")
    answer = json.loads(line)
    if "error" in answer:
        raise LabError(answer["error"], answer["exit_code"])
    return answer


def wait_ready(paths: LabPaths, seconds: float) -> None:
    """Waits until all hosts are up; raises LabError with the keeper's reason when building failed."""

    def ready() -> bool:
        if not pids(paths):
            raise LabError(f"the keeper ended while it built the lab: see {paths.keeper_log}")
        try:
            progress = ask(paths, "progress", deadline_seconds=10)
        except LabError:
            return False
        if progress["state"] == "failed":
            raise LabError(f"the lab could not be built: {progress['why']}")
        return progress["state"] == "ready"

    wait_until(ready, "the start of all hosts", seconds, 0.1)


def end_processes(paths: LabPaths) -> None:
    """Ends every process of the lab; fine when there is none."""
    running = pids(paths)
    for pid in running:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    # Process 1 of the lab disappears last: when it is gone, so is everything in the lab.
    wait_until(
        lambda: not any(_exists(pid) for pid in running) and not pids(paths),
        f"the end of lab '{paths.lab.name}'",
        END_SECONDS,
    )


def remove(paths: LabPaths) -> None:
    """Ends every process of the lab and deletes its folder; fine when there is nothing. The caller holds the lock."""
    end_processes(paths)
    shutil.rmtree(paths.lab)
    try:
        paths.lab.parent.rmdir()  # only when no other lab and no cache is there
    except OSError:
        pass


def _exists(pid: int) -> bool:
    return processes.state(pid) not in ("", "Z")
