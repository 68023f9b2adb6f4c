"""Random histories of files whose lines are changed, moved, copied and indented, with renames and merges."""

from __future__ import annotations

import random
from pathlib import Path

from tests.support.command import git

Tree = dict[bytes, list[bytes]]
PEOPLE = ("Ann <ann@x>", "Bob Björk <bob@y>", "C D <c@z>")
WORDS = b"alpha beta gamma delta lambda return value index count buffer lookup".split()


def new_line(chance: random.Random) -> bytes:
    """A line of a few words, or one that is everywhere."""
    if chance.random() < 0.25:
        return chance.choice([b"", b"}", b"{", b"\t}", b"end"])
    words = b" ".join(chance.choice(WORDS) for _ in range(chance.randint(1, 6)))
    return b"\t" * chance.randint(0, 2) + words


def edit(lines: list[bytes], chance: random.Random, others: list[bytes]) -> list[bytes]:
    """`lines` after a change or two; some may be copied from `others`."""
    lines = list(lines)
    for _ in range(chance.randint(1, 3)):
        at = chance.randint(0, len(lines))
        end = min(len(lines), at + chance.randint(0, 5))
        way = chance.random()
        if way < 0.35:
            lines[at:end] = [new_line(chance) for _ in range(chance.randint(0, 6))]
        elif way < 0.5:
            part, lines[at:end] = lines[at:end], []
            to = chance.randint(0, len(lines))
            lines[to:to] = part
        elif way < 0.65 and others:
            start = chance.randrange(len(others))
            lines[at:at] = others[start : start + chance.randint(1, 10)]
        elif way < 0.8:
            lines[at:end] = [b"\t" + line for line in lines[at:end]]
        else:
            lines[at:end] = [line.replace(b"a", b"aa").replace(b" ", b"  ") for line in lines[at:end]]
    return lines


def next_tree(trees: list[Tree], chance: random.Random) -> Tree:
    """What a commit has whose parents have `trees`."""
    tree = dict(trees[0])
    for other in trees[1:]:
        for path, lines in other.items():
            if path not in tree or chance.random() < 0.4:
                mine = tree.get(path, [])
                cut = chance.randint(0, min(len(mine), len(lines)))
                tree[path] = lines if chance.random() < 0.5 else lines[:cut] + mine[cut:]
    for path in list(tree):
        others = [line for other, lines in tree.items() if other != path for line in lines]
        if chance.random() < 0.5:
            tree[path] = edit(tree[path], chance, others)
        if chance.random() < 0.12:
            new = chance.choice([b"a", b"b", b"dir/a", b"dir/c", b"d"])
            if new not in tree and not any(new.startswith(one + b"/") or one.startswith(new + b"/") for one in tree):
                tree[new] = tree[path] if chance.random() < 0.3 else tree.pop(path)
    if not tree or (len(tree) < 3 and chance.random() < 0.2):
        tree.setdefault(chance.choice([b"a", b"b", b"e"]), [new_line(chance) for _ in range(chance.randint(1, 25))])
    return tree


def edited_files(repo: Path, seed: int, commits: int = 24) -> list[str]:
    """Make a repository with such a history, HEAD at its end; gives the ids of its commits."""
    chance = random.Random(seed)
    git(repo.parent, "init", "--quiet", str(repo))
    trees: list[Tree] = []
    stream: list[bytes] = []
    tips: list[int] = []
    for number in range(1, commits + 1):
        parents = sorted(chance.sample(tips, min(len(tips), chance.choice([1, 1, 1, 2, 2, 3]))), reverse=True)
        tree = next_tree([trees[parent - 1] for parent in parents] or [{}], chance)
        trees.append(tree)
        tips = [tip for tip in tips if tip not in parents or chance.random() < 0.3] + [number]
        date = 10**9 + number * 1000 if chance.random() < 0.8 else 10**9 + chance.randint(0, commits) * 1000
        who = chance.choice(PEOPLE).encode()
        stream.append(b"commit refs/all/%d\nmark :%d\n" % (number, number))
        stream.append(b"author %b %d +0100\ncommitter %b %d -0230\n" % (who, date, who, date))
        stream.append(b"data <<.\nsubject %d\n\nbody\n.\n" % number)
        words = [b"from"] + [b"merge"] * len(parents)
        stream.extend(b"%b :%d\n" % pair for pair in zip(words, parents, strict=False))
        stream.append(b"deleteall\n")
        for path, lines in tree.items():
            data = b"\n".join(lines) + (b"\n" if lines and chance.random() < 0.95 else b"")
            stream.append(b"M 100644 inline %b\ndata %d\n%b\n" % (path, len(data), data))
    git(repo, "fast-import", "--quiet", stdin=b"".join(stream))
    git(repo, "update-ref", "refs/heads/main", f"refs/all/{commits}")
    git(repo, "symbolic-ref", "HEAD", "refs/heads/main")
    return [git(repo, "rev-parse", f"refs/all/{number}").decode().strip() for number in range(1, commits + 1)]
