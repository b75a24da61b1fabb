"""One service and its state: starting, running, stopping, waiting to be restarted, failed, off."""

import grp
import os
import pwd
import signal
import subprocess
import time
from pathlib import Path

from .unit_file import Unit

LOG_FOLDER = Path("/var/log")
LOG_BYTES_MAX = 64 * 1024 * 1024
NOTIFY_PATH = "/run/systemd/notify"


class Service:
    """Owns the process of one unit. Told about exits, notifications and the passing of time; never blocks."""

    def __init__(self, unit: Unit, log) -> None:
        self.unit = unit
        self.state = "off"
        self.why = ""
        self.restarts = 0
        self.status_text = ""
        self._log = log
        self._process: subprocess.Popen | None = None
        self._deadline = 0.0  # of the present state; 0 means none
        self._fed_at = 0.0  # last WATCHDOG=1
        self._starts: list[float] = []  # times of recent starts, for the start limit
        self._wanted = False
        self._restart_asked = False

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    def start(self) -> None:
        """Wanted from now on; starts at once unless it already runs."""
        self._wanted = True
        self._starts.clear()
        if self._process is None and not self._remains():
            self._spawn()

    def _remains(self) -> bool:
        """A oneshot that has done its start and waits for its stop."""
        return self.state == "running" and self._process is None

    def stop(self) -> None:
        """Not wanted any more: SIGTERM, then SIGKILL when the stop time is over."""
        self._wanted = False
        if self._remains() and self.unit.stop_command:
            self._process = self._run(self.unit.stop_command)
            self._become("stopping", "runs its stop command", self.unit.stop_seconds)
        elif self._process is None:
            self._become("off", "stopped")
        else:
            self._become("stopping", "asked to stop", self.unit.stop_seconds)
            self._signal(signal.SIGTERM)

    def restart(self) -> None:
        self.stop()
        self._wanted = self._restart_asked = True
        self._starts.clear()
        if self._process is None:
            self._spawn()

    def kill(self, number: int) -> None:
        if self._process:
            os.kill(self._process.pid, number)

    def notified(self, words: list[str]) -> None:
        """Takes what the service wrote to NOTIFY_SOCKET."""
        for word in words:
            key, _, value = word.partition("=")
            if key == "READY" and self.state == "starting":
                self._become("running", "said it is ready")
            elif key == "WATCHDOG" and value == "1":
                self._fed_at = time.monotonic()
            elif key == "WATCHDOG" and value == "trigger":
                self._watchdog_bites("asked for it")
            elif key == "WATCHDOG_USEC":
                self.unit.watchdog_seconds = int(value) / 1_000_000
            elif key == "STATUS":
                self.status_text = value
            elif key == "STOPPING":
                self._become("stopping", "said it stops", self.unit.stop_seconds)

    def look(self) -> None:
        """Called often: notices an exit, a deadline that passed, a watchdog not fed, a restart that is due."""
        now = time.monotonic()
        if self._process and self._process.poll() is not None:
            self._ended(self._process.returncode)
        elif self.state == "running" and self.unit.watchdog_seconds and now - self._fed_at > self.unit.watchdog_seconds:
            self._watchdog_bites(f"not fed for {now - self._fed_at:.1f} s")
        elif self._deadline and now >= self._deadline:
            if self.state == "waiting":
                self._spawn()
            elif self._process:
                self._log(f"{self.unit.name}: {self.state} takes too long: SIGKILL")
                self._deadline = 0.0
                self._signal(signal.SIGKILL)

    def _watchdog_bites(self, why: str) -> None:
        self._become("watchdog", f"watchdog: {why}", self.unit.stop_seconds)
        # systemd sends SIGABRT, then SIGKILL; a stopped process takes only the latter, so the kill follows at once.
        self._signal(signal.SIGABRT)
        self._signal(signal.SIGKILL)

    def _spawn(self) -> None:
        now = time.monotonic()
        unit = self.unit
        if unit.start_limit_seconds:
            self._starts = [t for t in self._starts if now - t < unit.start_limit_seconds]
            if len(self._starts) >= unit.start_limit_count:
                self._become("failed", f"started {len(self._starts)} times within {unit.start_limit_seconds:g} s")
                return
        self._starts.append(now)
        try:
            self._process = self._popen()
        except (OSError, KeyError, subprocess.SubprocessError) as error:
            self._ended_without_process(str(error))
            return
        self._fed_at = now
        if unit.kind in ("notify", "oneshot"):
            self._become("starting", f"pid {self._process.pid}", unit.start_seconds)
        else:
            self._become("running", f"pid {self._process.pid}")

    def _popen(self) -> subprocess.Popen:
        unit = self.unit
        if unit.runtime_directory:
            folder = Path("/run") / unit.runtime_directory
            folder.mkdir(mode=0o755, parents=True, exist_ok=True)
            owner = pwd.getpwnam(unit.user)
            os.chown(folder, owner.pw_uid, grp.getgrnam(unit.group).gr_gid if unit.group else owner.pw_gid)
        environment, log_path = self._environment(), self._log_path()
        if log_path.exists() and log_path.stat().st_size > LOG_BYTES_MAX:
            log_path.rename(log_path.with_suffix(".out.old"))
        with open(log_path, "ab") as out:
            for command in unit.commands_before:
                subprocess.run(
                    command,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=out,
                    timeout=unit.start_seconds or None,
                    check=True,
                )
        return self._run(unit.command)

    def _environment(self) -> dict[str, str]:
        unit = self.unit
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "NOTIFY_SOCKET": NOTIFY_PATH} | unit.environment
        if unit.watchdog_seconds:
            environment["WATCHDOG_USEC"] = str(int(unit.watchdog_seconds * 1_000_000))
        return environment

    def _run(self, command: list[str]) -> subprocess.Popen:
        with open(self._log_path(), "ab") as out:
            return subprocess.Popen(
                command,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                cwd="/",
                preexec_fn=lambda: os.nice(self.unit.nice),
                **self._credentials(),
            )

    def _log_path(self) -> Path:
        return LOG_FOLDER / f"{self.unit.name.removesuffix('.service')}.out"

    def _credentials(self) -> dict[str, object]:
        """As systemd does: the user's own group unless the unit names one, and the user's other groups."""
        unit = self.unit
        if unit.user == "root" and not unit.group:
            return {}
        owner = pwd.getpwnam(unit.user)
        group = grp.getgrnam(unit.group).gr_gid if unit.group else owner.pw_gid
        return {"user": owner.pw_uid, "group": group, "extra_groups": os.getgrouplist(unit.user, group)}

    def _ended(self, code: int) -> None:
        how = f"killed by signal {-code}" if code < 0 else f"ended with {code}"
        if self.unit.kill_mode == "control-group":
            self._signal(signal.SIGKILL)  # children that outlived it
        bitten = self.state == "watchdog"
        self._process = None
        if self.unit.remains and self.state == "starting" and code == 0:
            self._become("running", how)
            return
        self._ended_without_process(how, failed=code != 0, bitten=bitten)

    def _ended_without_process(self, how: str, failed: bool = True, bitten: bool = False) -> None:
        mode = self.unit.restart
        again = self._wanted and (
            self._restart_asked
            or mode == "always"
            or (mode == "on-failure" and (failed or bitten))
            or (mode in ("on-watchdog", "on-abnormal", "on-abort") and bitten)
        )
        self._restart_asked = False
        if not self._wanted:
            self._become("off", how)
        elif again:
            self.restarts += 1
            self._become("waiting", how, self.unit.restart_seconds)
        else:
            self._become("failed" if failed else "off", how)

    def _signal(self, number: int) -> None:
        if self._process is None:
            return
        try:
            if self.unit.kill_mode == "control-group":
                os.killpg(self._process.pid, number)
            else:
                os.kill(self._process.pid, number)
        except ProcessLookupError:
            pass

    def _become(self, state: str, why: str, seconds: float = 0.0) -> None:
        self._log(f"{self.unit.name}: {self.state} => {state} ({why})")
        self.state, self.why = state, why
        self._deadline = time.monotonic() + seconds if seconds else 0.0
