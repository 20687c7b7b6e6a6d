"""A small volume to be filled: root mounts it, and it is gone afterwards; without that right the case is not played."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infrastructure.faults.trial import NotRun

CHUNK = 1 << 16


class Volume:
    """A folder that holds so much and no more."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.filler = folder / "filler"

    def fill(self) -> None:
        """Leave no room at all."""
        with self.filler.open("ab", buffering=0) as filler:
            for size in (1 << 20, CHUNK, 4096):
                try:
                    while filler.write(b"\0" * size) == size:
                        pass
                except OSError:
                    continue

    def free(self) -> None:
        """Give the room back."""
        self.filler.unlink(missing_ok=True)

    @property
    def room(self) -> int:
        """Bytes left."""
        told = os.statvfs(self.folder)
        return told.f_bavail * told.f_frsize


@contextmanager
def small_volume(megabytes: int) -> Iterator[Volume]:
    """A volume in memory of that size. Raises `NotRun` where this account may not mount one."""
    folder = Path(tempfile.mkdtemp(prefix="parcours-volume-"))
    try:
        size = f"size={megabytes}m,mode=0711"
        _told(["mount", "-t", "tmpfs", "-o", size, "parcours-faults", str(folder)])
        try:
            yield Volume(folder)
        finally:
            subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _told(command: list[str]) -> None:
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True)
    except OSError as missing:
        raise NotRun(f"no volume can be mounted here: {missing}") from missing
    if done.returncode:
        raise NotRun(f"no volume can be mounted here: {done.stderr.strip() or done.returncode}")
