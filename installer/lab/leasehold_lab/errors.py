"""Expected failures: one clear sentence and an exit code."""

DONE = 0
FINDINGS = 1
USAGE = 2
UNREACHABLE = 3
REFUSED = 4
TIMED_OUT = 5


class LabError(Exception):
    """A failure the user can understand; `exit_code` is one of the constants above."""

    def __init__(self, sentence: str, exit_code: int = UNREACHABLE):
        super().__init__(sentence)
        self.exit_code = exit_code


def usage(sentence: str) -> LabError:
    return LabError(sentence, USAGE)


def refused(sentence: str) -> LabError:
    return LabError(sentence, REFUSED)


def timed_out(sentence: str) -> LabError:
    return LabError(sentence, TIMED_OUT)
