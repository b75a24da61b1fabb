"""Reads one *.service file: the subset of systemd's syntax the lab's supervisor obeys."""

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

KNOWN_KINDS = {"simple", "exec", "notify", "oneshot"}
KNOWN_WITHOUT_EFFECT = {"Description", "Documentation", "WantedBy", "Wants", "Requires", "Alias", "DefaultDependencies", "Before"}


@dataclass
class Unit:
    """One service. Times in seconds; 0 means "never" for the watchdog and "no limit" for the start limit."""

    name: str
    kind: str = "simple"  # simple, exec, notify or oneshot
    command: list[str] = field(default_factory=list)
    commands_before: list[list[str]] = field(default_factory=list)
    stop_command: list[str] = field(default_factory=list)  # of a oneshot that remains
    remains: bool = False  # a oneshot that has ended well counts as running
    environment: dict[str, str] = field(default_factory=dict)
    after: list[str] = field(default_factory=list)
    restart: str = "no"  # no, always, on-failure, on-watchdog
    restart_seconds: float = 0.1
    watchdog_seconds: float = 0.0
    start_seconds: float = 30.0
    stop_seconds: float = 10.0
    start_limit_seconds: float = 10.0
    start_limit_count: int = 5
    nice: int = 0
    user: str = "root"
    group: str = ""  # empty: the user's own
    runtime_directory: str = ""
    kill_mode: str = "control-group"
    enabled: bool = True
    not_understood: list[str] = field(default_factory=list)


def read_unit(path: Path) -> Unit:
    """Parses a unit file. Raises ValueError with file and line for what cannot be read at all."""
    unit = Unit(name=path.name)
    section = ""
    text = path.read_text().replace("\\\n", " ")
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line[0] in "#;":
            continue
        if line.startswith("["):
            section = line.strip("[]")
            continue
        key, equals, value = line.partition("=")
        if not equals:
            raise ValueError(f"{path.name} line {number}: no '=' in '{line}'")
        _apply(unit, section, key.strip(), value.strip())
    if not unit.command:
        raise ValueError(f"{path.name}: no ExecStart")
    return unit


def _apply(unit: Unit, section: str, key: str, value: str) -> None:
    match key:
        case "Type":
            unit.kind = value
            if value not in KNOWN_KINDS:
                unit.not_understood.append(f"{section}/Type={value} (taken as simple)")
        case "ExecStart":
            unit.command = _command(value)
        case "ExecStartPre":
            unit.commands_before.append(_command(value))
        case "ExecStop":
            unit.stop_command = _command(value)
        case "RemainAfterExit":
            unit.remains = value == "yes"
        case "Environment":
            for word in shlex.split(value):
                name, _, content = word.partition("=")
                unit.environment[name] = content
        case "After":
            unit.after += value.split()
        case "Restart":
            unit.restart = value
        case "RestartSec":
            unit.restart_seconds = seconds(value)
        case "WatchdogSec":
            unit.watchdog_seconds = seconds(value)
        case "TimeoutStartSec":
            unit.start_seconds = seconds(value)
        case "TimeoutStopSec":
            unit.stop_seconds = seconds(value)
        case "StartLimitIntervalSec":
            unit.start_limit_seconds = seconds(value)
        case "StartLimitBurst":
            unit.start_limit_count = int(value)
        case "Nice":
            unit.nice = int(value)
        case "User":
            unit.user = value
        case "Group":
            unit.group = value
        case "RuntimeDirectory":
            unit.runtime_directory = value
        case "KillMode":
            unit.kill_mode = value
        case "X-LabEnabled":
            unit.enabled = value == "yes"
        case _ if key not in KNOWN_WITHOUT_EFFECT:
            unit.not_understood.append(f"{section}/{key}")


def _command(value: str) -> list[str]:
    return shlex.split(value.lstrip("-@:+!"))


def seconds(value: str) -> float:
    """systemd's time spans as far as units use them: "90", "1min 30s", "500ms", "infinity" (0)."""
    if value == "infinity":
        return 0.0
    factor = {"": 1.0, "s": 1.0, "sec": 1.0, "ms": 0.001, "min": 60.0, "m": 60.0, "h": 3600.0}
    parts = re.findall(r"([\d.]+)\s*([a-z]*)", value)
    if not parts:
        raise ValueError(f"not a time span: '{value}'")
    return sum(float(number) * factor[unit] for number, unit in parts)
