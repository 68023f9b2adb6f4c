"""Repositories whose commits share much, so that what is listed of one depends on what is known of the others."""

from __future__ import annotations

import random
from pathlib import Path

from tests.support.command import git

PEOPLE = b"author A <a@x> %d +0000\ncommitter A <a@x> %d +0000\n"


def history(repo: Path, seed: int) -> None:
    """Make a repository whose commits share much: files and directories that move, come back and are the same twice."""
    chance = random.Random(seed)
    git(repo.parent, "init", "--quiet", "--bare", str(repo))
    stream = [b"blob\nmark :%d\ndata %d\n%b\n" % (1000 + size, size, b"x" * size) for size in range(12)]
    paths = [f"{first}/{second}" for first in "abc" for second in "xyz"] + ["top", "a/deep/down", "new\nline", "sp ace"]
    for number in range(1, 15):
        parents = sorted(chance.sample(range(1, number), min(number - 1, chance.choice([0, 1, 1, 1, 2]))))
        stream.append(b"commit refs/heads/b%d\nmark :%d\n" % (number, number) + PEOPLE % (number, number) + b"data 0\n")
        words = [b"from"] + [b"merge"] * len(parents)
        stream.extend(b"%b :%d\n" % (word, parent) for word, parent in zip(words, parents, strict=False))
        for _ in range(chance.randint(1, 5)):
            path = chance.choice(paths).encode().replace(b"\n", b"\\n")
            quoted = b'"%b"' % path if b"\\" in path or b" " in path else path
            stream.append(b"M 100644 :%d %b\n" % (1000 + chance.randrange(12), quoted))
    git(repo, "fast-import", "--quiet", stdin=b"".join(stream))
    git(repo, "symbolic-ref", "HEAD", "refs/heads/b14")
    git(repo, "tag", "--annotate", "--message", "t", "of-tree", "b14^{tree}")
    git(repo, "tag", "--annotate", "--message", "t", "of-commit", "b12")
    git(repo, "tag", "--annotate", "--message", "t", "of-tag", "of-commit")
