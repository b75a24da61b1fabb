"""Running a program with a deadline and a sentence when it fails."""

import subprocess

from .errors import LabError, timed_out

DEADLINE_SECONDS = 20


def run(
    argv: list[str], seconds: float = DEADLINE_SECONDS, check: bool = True, **options
) -> subprocess.CompletedProcess:
    """Runs `argv`, captures its output as text; raises LabError when it is missing, fails or takes too long."""
    options.setdefault("stdin", subprocess.DEVNULL)
    if "input" in options:
        del options["stdin"]
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=seconds, **options)
    except FileNotFoundError:
        raise LabError(f"program {argv[0]} is missing")
    except subprocess.TimeoutExpired:
        raise timed_out(f"'{' '.join(argv)}' did not end within {seconds:g} s")
    if check and done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
        raise LabError(f"'{' '.join(argv)}' failed ({done.returncode}): {said}")
    return done
