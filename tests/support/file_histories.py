"""Random histories of files for tests: edits, renames, copies, deletions and merges, made by one fast-import."""

from __future__ import annotations

import random
from pathlib import Path

from tests.support.command import git

LINES = [b"line %d of many\n" % number for number in range(60)]
NAMES = ["a", "b", "c/a", "c/d", "c/e/f", "g"]


def edited(chance: random.Random, text: bytes) -> bytes:
    """`text` with a few lines changed."""
    lines = text.splitlines(keepends=True)
    for _ in range(chance.choice([1, 1, 2, 6])):
        at = chance.randrange(len(lines) + 1)
        lines[at : at + chance.choice([0, 1])] = [chance.choice(LINES)] * chance.choice([0, 1, 2])
    return b"".join(lines)


def change(chance: random.Random, files: dict[str, bytes], number: int) -> None:
    """Do something to some of `files`."""
    for _ in range(chance.choice([0, 1, 1, 1, 2, 3])):
        path = chance.choice(sorted(files) or NAMES)
        what = chance.random()
        if path not in files or what < 0.2:
            files[chance.choice(NAMES)] = b"".join(chance.choices(LINES, k=chance.choice([1, 12, 30])))
        elif what < 0.6:
            files[path] = edited(chance, files[path])
        elif what < 0.8:
            text = files.pop(path)
            files[f"r{number}/{chance.choice(NAMES)}"] = edited(chance, text) if chance.random() < 0.5 else text
        elif what < 0.9:
            files[f"n{number}"] = edited(chance, files[path])
        else:
            del files[path]


def make(place: Path, seed: int, count: int = 40, *, merges: bool = True) -> None:
    """Make a bare repository with such a history, whose last commit is `main`."""
    chance = random.Random(seed)
    git(place.parent, "init", "--quiet", "--bare", "-b", "main", str(place))
    trees: list[dict[str, bytes]] = []
    left: set[int] = set()
    stream = b""
    for number in range(count):
        parents = [number - 1] if number else []
        if merges and number > 2 and chance.random() < 0.4:
            parents = sorted(chance.sample(range(max(0, number - 5), number), chance.choice([1, 2, 2])), reverse=True)
        if number == count - 1:
            parents = sorted(left, reverse=True)[:8] if merges else parents
        files = {path: text for parent in reversed(parents) for path, text in trees[parent].items()}
        if len(parents) < 2 or chance.random() < 0.4:
            change(chance, files, number)
        trees.append(files)
        left = left - set(parents) | {number}
        stream += b"commit refs/all/%d\nmark :%d\ncommitter A <a@x> %d +0000\ndata 0\n" % (
            number,
            number + 1,
            10**9 + number,
        )
        words = [b"from"] + [b"merge"] * len(parents)
        stream += b"".join(b"%b :%d\n" % (word, at + 1) for word, at in zip(words, parents, strict=False))
        stream += b"deleteall\n"
        for path, text in files.items():
            stream += b"M 100644 inline %b\ndata %d\n%b\n" % (path.encode(), len(text), text)
    git(place, "fast-import", "--quiet", stdin=stream)
    git(place, "update-ref", "refs/heads/main", f"refs/all/{count - 1}")
