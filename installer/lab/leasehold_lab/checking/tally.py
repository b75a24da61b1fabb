"""Counts steps and prints one line for each."""

import threading
import time
from contextlib import contextmanager


class Unexpected(Exception):
    """Something was not as the sentence of the step says."""


class StoryEnds(Exception):
    """A step failed on which the rest of its story depends."""


class Tally:
    """Used by several stories at once; every story puts its own name before its lines."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0
        self._lock = threading.Lock()

    @contextmanager
    def step(self, story: str, sentence: str):
        """Runs one step; gives a function to add a remark to its line. A failure ends the story."""
        remarks: list[str] = []
        began = time.monotonic()
        try:
            yield remarks.append
        except StoryEnds:
            raise
        except Exception as error:  # whatever it is, the step did not do what it says
            self._count(
                False,
                story,
                sentence,
                began,
                [f"{error}" if isinstance(error, Unexpected) else f"{type(error).__name__}: {error}"],
            )
            raise StoryEnds(sentence) from error
        self._count(True, story, sentence, began, remarks)

    def _count(self, good: bool, story: str, sentence: str, began: float, remarks: list[str]) -> None:
        with self._lock:
            self.passed += good
            self.failed += not good
            more = f" ({'; '.join(remarks)})" if remarks else ""
            print(
                f"{'ok  ' if good else 'FAIL'} {story}: {sentence}{more} [{time.monotonic() - began:.1f} s]", flush=True
            )

    def tell(self, story, *arguments) -> bool:
        """Runs a whole story; one that breaks outside its steps counts as a failure. True when all of it passed."""
        try:
            story(self, *arguments)
            return True
        except StoryEnds:
            return False
        except Exception as error:
            self._count(
                False, story.__name__, "runs to its end", time.monotonic(), [f"{type(error).__name__}: {error}"]
            )
            return False


def expect(true: object, otherwise: str) -> None:
    """Raises Unexpected with `otherwise` unless `true` is truthy."""
    if not true:
        raise Unexpected(otherwise)
