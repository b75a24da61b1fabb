"""Waiting with a deadline. Nothing in the lab waits without one."""

import time
from collections.abc import Callable

from .errors import timed_out


def wait_until(true: Callable[[], object], what: str, seconds: float, poll_seconds: float = 0.05):
    """Polls `true` until it returns something truthy and returns that.

    Raises LabError (timed out) naming `what` after `seconds`.
    """
    deadline = time.monotonic() + seconds
    while True:
        result = true()
        if result:
            return result
        if time.monotonic() >= deadline:
            raise timed_out(f"{what} did not happen within {seconds:g} s")
        time.sleep(poll_seconds)
