"""A history of one line with many commits: changes, renames, and lines that end with spaces."""

from __future__ import annotations

from pathlib import Path
from random import Random

from tests.support.command import git


def many_commits(place: Path, count: int) -> None:
    """Make the bare repository `place` with the branch main of `count` commits."""
    git(place.parent, "init", "-q", "--bare", "-b", "main", place.name)
    random = Random(1)
    files = {f"d/{number}": [f"{line}\n" for line in range(30)] for number in range(9)}
    stream = ""
    for mark in range(1, count + 1):
        stream += f"commit refs/heads/main\nmark :{mark}\ncommitter C <c@x> {1700000000 + mark} +0000\ndata 3\nc\n\n"
        name = random.choice(sorted(files))
        lines = files[name]
        lines[random.randrange(len(lines))] = f"{random.randrange(1000)}{' ' * (mark % 500 == 0)}\n"
        text = "".join(lines)
        if mark % 40 == 0:
            files[f"d/{mark}"] = files.pop(name)
            stream += f"D {name}\n"
            name = f"d/{mark}"
        stream += f"M 100644 inline {name}\ndata {len(text)}\n{text}\n"
    git(place, "fast-import", "--quiet", stdin=stream.encode())
