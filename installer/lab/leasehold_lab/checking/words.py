"""Bad input and missing programs get one clear sentence and the right exit code; the judge knows a second writer."""

from .. import programs, verify
from ..cli import COMMANDS
from ..disk_log import Record
from ..errors import LabError
from .driver import LabUnderTest
from .tally import Tally, expect


def wrong_words_get_one_sentence(tally: Tally) -> None:
    """Needs no lab that is up."""
    lab = LabUnderTest("check-none")
    with tally.step("words", "bad input ends with 2, a lab that is not there with 3, each with one sentence"):
        for code, words in (
            (2, ("up", "--hosts", "99")),
            (2, ("up", "--sector", "1000")),
            (2, ("up", "--share", "/no/such")),
            (2, ("nonsense",)),
            (3, ("status",)),
            (3, ("exec", "h1", "true")),
            (3, ("verify",)),
            (0, ("down",)),
        ):
            done = lab.call(*words)
            expect(done.returncode == code, f"{words} ended with {done.returncode}: {done.stderr}")
            expect(code in (0, 2) or done.stderr.count("\n") == 1, f"{words} said: {done.stderr}")
        expect(not lab.folder.exists(), "a refused command made a folder")
    with tally.step("words", "every command explains itself with an example"):
        for command in sorted(COMMANDS):
            expect("Example: run" in lab.call(command, "--help").stdout, f"no example for {command}")
    with tally.step("words", "a missing program is named with its Debian package"):
        kept = programs.SEARCH_PATH
        try:
            programs.SEARCH_PATH = "/nonexistent"
            programs.check_all()
            expect(False, "nothing was missed")
        except LabError as error:
            expect(
                "sanlock (package sanlock)" in str(error) and "ipmi_sim (package openipmi)" in str(error), str(error)
            )
        finally:
            programs.SEARCH_PATH = kept
    with tally.step(
        "words", "the judge passes starts that follow each other and finds one that writes after a newer one"
    ):
        expect(not verify.overlaps(_trail("aaabbbccc")), "three starts in a row")
        expect(not verify.overlaps(_trail("a")) and not verify.overlaps([]), "one start, no start")
        expect(len(verify.overlaps(_trail("aabab"))) == 1, "two interleaved starts")
        expect(len(verify.overlaps(_trail("aabbbba"))) == 1, "an old start that wrote once more")
        expect(len(verify.overlaps(_trail("abcabc"))) == 3, "three at once")


def _trail(letters: str) -> list[Record]:
    """One record per letter; each letter is a start."""
    return [
        Record(
            seq=n,
            slot=n,
            start=letter,
            boot=ord(letter) - 96,
            vm="vm1",
            host=f"h-{letter}",
            host_boot="x",
            count=n,
            real_ms=n * 100,
            rewritten=0,
        )
        for n, letter in enumerate(letters, 1)
    ]
