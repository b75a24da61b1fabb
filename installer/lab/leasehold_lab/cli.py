"""The commands. Each is one function that takes the parsed words and returns an exit code.

Exit codes: 0 done, 1 findings, 2 usage, 3 unreadable or unreachable, 4 refused, 5 timed out;
`exec`, `ssh` and `in-net` give the exit code of the program they ran.
"""

import sys

from . import cli_lab, cli_measure, cli_use
from .cli_words import parse
from .errors import DONE, LabError

COMMANDS = cli_lab.COMMANDS | cli_use.COMMANDS | cli_measure.COMMANDS


def main(argv: list[str]) -> int:
    if argv and argv[0] == "__keeper":
        from . import keeper

        return keeper.main(argv[1]) or DONE
    if argv and argv[0] == "__boot":
        from . import boot

        return boot.boot(argv[1], argv[2]) or DONE
    try:
        words = parse(argv)
        return COMMANDS[words.command](words) or DONE
    except LabError as error:
        print(f"lab: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("lab: interrupted; 'down' removes whatever is there", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return DONE
