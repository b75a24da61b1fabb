"""Writes the "newc" cpio archive a kernel takes as its initramfs."""

import os
from pathlib import Path

REGULAR_FILE = 0o100000
DIRECTORY = 0o040000
CHARACTER_DEVICE = 0o020000
TRAILER = "TRAILER!!!"


class CpioArchive:
    """Collects entries and gives the archive's bytes. All owners are root, all times 0: same input, same bytes."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._inode = 1

    def add_file(self, name: str, content: bytes, permissions: int = 0o644) -> None:
        self._add(name, REGULAR_FILE | permissions, content)

    def add_directory(self, name: str) -> None:
        self._add(name, DIRECTORY | 0o755, b"")

    def add_console(self) -> None:
        """/dev/console (5,1): without it the first process has no output."""
        self._add("dev/console", CHARACTER_DEVICE | 0o600, b"", device=(5, 1))

    def add_tree(self, folder: Path, under: str) -> None:
        self.add_directory(under)
        for path in sorted(folder.iterdir()):
            self.add_file(f"{under}/{path.name}", path.read_bytes(), 0o755 if os.access(path, os.X_OK) else 0o644)

    def bytes(self) -> bytes:
        self._add(TRAILER, 0, b"")
        return b"".join(self._parts)

    def _add(self, name: str, mode: int, content: bytes, device: tuple[int, int] = (0, 0)) -> None:
        fields = (self._inode, mode, 0, 0, 1, 0, len(content), 0, 0, device[0], device[1], len(name) + 1, 0)
        header = b"070701" + b"".join(b"%08X" % value for value in fields) + name.encode() + b"\0"
        self._parts += [_padded(header), _padded(content)]
        self._inode += 1


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)
