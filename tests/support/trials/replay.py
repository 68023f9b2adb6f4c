"""A state as a directory that can be read, made of hard links: each content is written once."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path


class Replay:
    """Makes states below `place`."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.pool = place / "pool"
        shutil.rmtree(place, ignore_errors=True)
        self.pool.mkdir(parents=True)
        self.known: set[str] = set()

    def make(self, files: dict[str, bytes | None], name: str) -> Path:
        """The directory `name` with these files in it."""
        top = f"{self.place}/{name}"
        shutil.rmtree(top, ignore_errors=True)
        os.mkdir(top)
        for path in sorted(files):
            content = files[path]
            if content is None:
                os.mkdir(f"{top}/{path}")
            elif content.startswith(b"link "):
                os.symlink(content.removeprefix(b"link "), f"{top}/{path}")
            else:
                os.link(self.stored(content), f"{top}/{path}")
        return Path(top)

    def stored(self, content: bytes) -> str:
        """The file in the pool that has `content`."""
        name = hashlib.sha1(content).hexdigest()
        path = f"{self.pool}/{name}"
        if name not in self.known:
            with open(path, "wb") as file:
                file.write(content)
            self.known.add(name)
        return path
