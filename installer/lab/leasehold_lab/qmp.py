"""Commands to a QEMU program over its control socket."""

import json
import socket
from pathlib import Path

from .errors import LabError

ANSWER_SECONDS = 10


def execute(path: Path, commands: list[tuple[str, dict]]) -> None:
    """Runs the commands one after the other; raises LabError at the first that is refused or not answered."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(ANSWER_SECONDS)
            connection.connect(str(path))
            with connection.makefile("rw") as stream:
                stream.readline()  # the greeting
                for name, arguments in [("qmp_capabilities", {}), *commands]:
                    stream.write(json.dumps({"execute": name, "arguments": arguments}) + "\n")
                    stream.flush()
                    _take_answer(stream, name)
    except OSError as error:
        raise LabError(f"QEMU at {path} does not answer: {error}")


def _take_answer(stream, name: str) -> None:
    for line in stream:
        answer = json.loads(line)
        if "error" in answer:
            raise LabError(f"QEMU refused {name}: {answer['error']['desc']}")
        if "return" in answer:
            return  # other lines are events
    raise LabError(f"QEMU ended during {name}")
