"""A small repository whose commits change files in every way that differences tell: the same ids each time."""

from __future__ import annotations

from pathlib import Path

from tests.support.command import git

TEXT = b"".join(b"line %d\n" % number for number in range(60))
# What each commit has, path by path: mode and content, or the id of a submodule.
FIRST: dict[str, tuple[str, bytes]] = {
    "a.txt": ("100644", TEXT),
    "b/empty": ("100644", b""),
    "b/script": ("100755", b"#!/bin/sh\necho\n"),
    "b/tail": ("100644", b"one\ntwo"),
    "bin": ("100644", bytes(range(256)) * 8),
    "link": ("120000", b"a.txt"),
    "sub": ("160000", b"1234567890" * 4),
    "was/file": ("100644", b"a\n"),
    'odd "name"\t\xc3\xa9': ("100644", b"x\n"),
    "with space": ("100644", b"x\n"),
    "z/deep/er/file": ("100644", b"int main(void)\n{\n\treturn 0;\n}\n"),
}
SECOND: dict[str, tuple[str, bytes]] = {
    "a.txt": ("100644", TEXT.replace(b"line 7\n", b"line seven \n").replace(b"line 40\n", b"") + b"more\n\n\n"),
    "b/moved": ("100644", b"#!/bin/sh\necho\n"),
    "b/new": ("100755", b"new\n  \tfile"),
    "b/tail": ("100755", b"one\ntwo\n"),
    "bin": ("100644", bytes(range(255, -1, -1)) * 8 + b"\0"),
    "copy.txt": ("100644", TEXT),
    "link": ("100644", b"a.txt\n"),
    "sub": ("160000", b"abcde" * 8),
    "was": ("100644", b"a\n"),
    'odd "name"\t\xc3\xa9': ("100644", b"y\n"),
    "with space": ("100644", b"y\n"),
    "z/deep/er/file": ("100644", b"int main(void)\n{\n\treturn 1;\n}\n"),
    "z/deep/other": ("100644", b"<<<<<<< ours\n"),
}
THIRD = {**SECOND, "a.txt": ("100644", b"".join(b"other %d\n" % number for number in range(70)))}
SIDE = {**SECOND, "with space": ("100644", b"z\n"), "only": ("100644", b"side\n")}
MERGED = {**THIRD, "with space": ("100644", b"both\n"), "only": ("100644", b"side\n")}


def make_changes(directory: Path) -> Path:
    """Make the repository `c` in `directory`; its branch `main` ends with a merge."""
    place = directory / "c"
    git(directory, "init", "-q", "-b", "main", str(place))
    first = commit(place, FIRST, 1)
    second = commit(place, SECOND, 2, first)
    third = commit(place, THIRD, 3, second)
    side = commit(place, SIDE, 4, second)
    merge = commit(place, MERGED, 5, third, side)
    git(place, "update-ref", "refs/heads/main", merge)
    git(place, "update-ref", "refs/tags/first", first)
    git(place, "update-ref", "refs/tags/second", second)
    git(place, "update-ref", "refs/tags/third", third)
    return place


def commit(place: Path, files: dict[str, tuple[str, bytes]], second: int, *parents: str) -> str:
    """The id of a new commit that has `files`."""
    tree = tree_of(place, files)
    text = f"tree {tree}\n" + "".join(f"parent {parent}\n" for parent in parents)
    text += f"author A <a@x> {1_700_000_000 + second} +0000\ncommitter C <c@x> {1_700_000_000 + second} +0000\n\n"
    text += f"commit {second}\n\nmore of {second}\n"
    return git(place, "hash-object", "-w", "-t", "commit", "--stdin", stdin=text.encode()).decode().strip()


def blob(place: Path, content: bytes) -> str:
    """The id of a new blob."""
    return git(place, "hash-object", "-w", "--stdin", stdin=content).decode().strip()


def tree_of(place: Path, files: dict[str, tuple[str, bytes]]) -> str:
    """The id of a new tree that has `files`."""
    lines = []
    below: dict[str, dict[str, tuple[str, bytes]]] = {}
    for path, (mode, content) in files.items():
        directory, slash, rest = path.partition("/")
        if slash:
            below.setdefault(directory, {})[rest] = mode, content
        elif mode == "160000":
            lines.append(f"{mode} commit {content.decode()}\t{path}")
        else:
            lines.append(f"{mode} blob {blob(place, content)}\t{path}")
    lines += [f"040000 tree {tree_of(place, some)}\t{directory}" for directory, some in below.items()]
    text = "".join(f"{line}\0" for line in lines).encode("latin-1")
    return git(place, "mktree", "-z", "--missing", stdin=text).decode().strip()
