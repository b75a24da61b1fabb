"""`run measure`: how long failovers take, with hosts of this lab and the engine as people run it."""

import re
import shutil
import subprocess
from pathlib import Path

from .errors import DONE, LabError, usage
from .layout import CODE

HEADING = "## Failover with an engine"
RUNS_MAX = 1000
_TOP = CODE.parent.parent
_TABLE = _TOP / "installer" / "target" / "failover" / "measured.md"


def measure(words) -> int:
    """Builds, runs the measurement (it makes and ends its lab itself), prints its table."""
    scenarios = words.scenarios.split(",")
    if not set(scenarios) <= {"1", "2", "3"}:
        raise usage(f"--scenarios {words.scenarios}: name some of 1,2,3")
    if not 1 <= words.runs <= RUNS_MAX:
        raise usage(f"--runs {words.runs}: at least 1 and at most {RUNS_MAX}")
    maven = shutil.which("mvn")
    if maven is None:
        raise LabError("Maven is missing; install the package maven")
    _TABLE.unlink(missing_ok=True)
    ended = subprocess.run(
        [
            maven,
            "-B",
            "-ntp",
            "package",
            "-Dtest=FailoverMeasurement",
            "-Dsurefire.failIfNoSpecifiedTests=false",
            "-Dtest.groups.left.out=long",
            f"-Dmeasure.runs={words.runs}",
            f"-Dmeasure.scenarios={words.scenarios}",
            f"-Dmeasure.table={_TABLE}",
        ],
        cwd=_TOP,
        check=False,
    )
    if ended.returncode != 0 or not _TABLE.exists():
        raise LabError("the measurement failed; its last lines say why")
    table = _TABLE.read_text()
    print(table, end="")
    if words.write:
        _replace(Path(words.write), table)
    return DONE


def _replace(document: Path, table: str) -> None:
    """The first table below the heading; what is said around it stays."""
    text = document.read_text()
    begin = text.find(HEADING)
    found = re.compile(r"(?m)(^\|.*\n)+").search(text, begin) if begin >= 0 else None
    if found is None:
        raise LabError(f"{document} has no table below '{HEADING}'")
    document.write_text(text[: found.start()] + table + text[found.end() :])


COMMANDS = {"measure": measure}
