"""Pathspecs of the command line beside git: the same entries of trees, shown by the same walk, and the same messages.

Tried besides, by hand: some five thousand random sets of pathspecs beside git 2.55, in every directory of random trees
with files, links, submodules and names that have wildcards in them.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from pygitobj import GitObjectError, ObjectId, Repository
from pygitobj.formats.pathspec import Below, PathspecList
from pygitobj.formats.tree import DIRECTORY
from pygitobj.kernels import parse_tree
from pygitobj.repository.pathspecs import pathspecs_given
from tests.support.command import git, run

NAMES = ["a", "b", "A", "ab", "a.c", "B.C", "x*", "[a]", "a?", "sub", "Sub", "doc", "doc-x", "a b", "*", "ä", "a\\b"]
PIECES = [*NAMES, "**", "?", "[a-c]", "[!a]", "..", ".", "", "*.c", "*a*", "a*", "\\*", "[[:upper:]]*", "s?b", "DOC"]
SIGNS = [":!", ":^", ":/", ":", ":!/", ":/!:", "::", ":!:", ":;"]
MAGIC = [
    "top", "icase", "icase", "glob", "glob", "literal", "exclude", "attr:foo", "attr:-foo", "attr:!foo",
    "attr:foo=bar", "attr:bar !foo", "", "nope", "attr:", "attr:foo=a b=$", "prefix:1x", "attr",
]  # fmt: skip
VARIABLES = ["GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS"]
TRIALS = 60


class Trees:
    """A random tree, with a work tree that has its directories and .gitattributes."""

    def __init__(self, top: Path, chosen: random.Random) -> None:
        self.top, self.chosen = top, chosen
        git(top, "init", "-q")
        self.directories = [""]
        self.paths: dict[str, str] = {}
        while len(self.paths) < 40:
            self.add_one()
        blob = git(top, "hash-object", "-w", "--stdin").decode().strip()
        lines = [
            f"{mode} {blob if mode != '160000' else '1' * len(blob)}\t{path}\0" for path, mode in self.paths.items()
        ]
        git(top, "update-index", "-z", "--index-info", stdin="".join(lines).encode())
        self.tree = ObjectId(git(top, "write-tree").decode().strip())
        self.empty = git(top, "mktree").decode().strip()
        for directory in self.directories:
            (top / directory).mkdir(parents=True, exist_ok=True)
        (top / ".gitattributes").write_text("*.c foo\n[a] -foo bar\n/doc/** foo=bar\nsub bar\na !foo bar\n")

    def add_one(self) -> None:
        """One more path, or a directory for some."""
        path = self.chosen.choice(self.directories) + self.chosen.choice(NAMES)
        if path in self.paths or f"{path}/" in self.directories:
            return
        if self.chosen.random() < 0.35 and path.count("/") < 3:
            self.directories.append(f"{path}/")
        else:
            self.paths[path] = self.chosen.choice(["100644"] * 6 + ["120000", "160000"])

    def spec(self) -> str:
        """A random pathspec."""
        chosen = self.chosen
        path = "/".join(chosen.choices(PIECES, k=chosen.choice([1, 1, 2, 3])))
        if chosen.random() < 0.4:
            path = chosen.choice([*self.paths, *self.directories])
            path = path.swapcase() if chosen.random() < 0.3 else path
            cut = chosen.randrange(len(path) + 1)
            path = path[:cut] + chosen.choice(["*", "?", "/", ""]) + path[cut + chosen.randrange(2) :]
        start = chosen.random()
        if start < 0.4:
            return path
        if start < 0.55:
            return chosen.choice(SIGNS) + path
        names = MAGIC[:12] if chosen.random() < 0.8 else MAGIC
        return f":({','.join(chosen.choices(names, k=chosen.choice([1, 1, 2])))}){path}"


def shown(repository: Repository, tree: ObjectId, specs: PathspecList, base: bytes = b"") -> Iterator[bytes]:
    """The files below `tree` that are meant, found as a walk finds them."""
    _, data = repository.reader.read(tree)
    for mode, name, oid in parse_tree(data, len(tree)):
        path = base + name
        if mode != DIRECTORY:
            if specs.matches(path, mode):
                yield path
        elif specs.enters(path) is not Below.NONE:
            yield from shown(repository, ObjectId(oid), specs, path + b"/")


def answer(place: Path, tree: ObjectId, words: list[str], environ: Mapping[str, str]) -> list[bytes] | str:
    """What is meant by `words` in the directory `place`, or what is said."""
    with Repository.open(place, environ={**os.environ, **environ}) as repository:
        try:
            specs = pathspecs_given(repository, words, repository.location.prefix, looks_in_index=True)
            return list(shown(repository, tree, specs))
        except GitObjectError as error:
            return str(error)


@pytest.mark.parametrize("seed", range(3))
def test_matches_what_git_matches(tmp_path: Path, seed: int) -> None:
    chosen = random.Random(seed)
    trees = Trees(tmp_path, chosen)
    partly = 0
    for _ in range(TRIALS):
        words = [trees.spec() for _ in range(chosen.choice([1, 1, 2, 3]))]
        environ = {name: "1" for name in VARIABLES if chosen.random() < 0.04}
        place = tmp_path / chosen.choice(["", chosen.choice(trees.directories)])
        assigned = [f"{name}={value}" for name, value in environ.items()]
        asked = ["git", "diff-tree", "-r", "--name-only", "-z", trees.empty, str(trees.tree), "--", *words]
        found = run(["env", *assigned, *asked], place)
        wanted: list[bytes] | str = found.out.split(b"\0")[:-1]
        if found.code:
            wanted = os.fsdecode(found.err).removeprefix("fatal: ").rstrip("\n")
        assert answer(place, trees.tree, words, environ) == wanted, (words, environ, place)
        partly += not found.code and 0 < len(wanted) < len(trees.paths)
    assert partly > TRIALS // 8


def said(place: Path, *words: str, **environ: str) -> str:
    with Repository.open(place, environ={**os.environ, **environ}) as repository:
        with pytest.raises(GitObjectError) as raised:
            pathspecs_given(repository, words, repository.location.prefix, allowed=frozenset(("top", "literal")))
        return str(raised.value)


def test_messages(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "sub").mkdir()
    place = tmp_path / "sub"
    assert said(place, "../..") == f"../..: '../..' is outside repository at '{tmp_path}'"
    assert said(place, ":(top,literal)a", "/a") == f"/a: '/a' is outside repository at '{tmp_path}'"
    assert said(place, ":!a*") == ":!a*: pathspec magic not supported by this command: 'exclude' (mnemonic: '!')"
    assert said(place, ":(glob,icase)a") == (
        ":(glob,icase)a: pathspec magic not supported by this command: 'glob', 'icase'"
    )
    assert said(place, ":;", "") == (
        "empty string is not a valid pathspec. please use . instead if you meant to match all paths"
    )
    assert said(place, "a", GIT_GLOB_PATHSPECS="x") == "bad boolean environment value 'x' for 'GIT_GLOB_PATHSPECS'"


def test_absolute_paths(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "sub").mkdir()
    with Repository.open(tmp_path / "sub") as repository:
        words = [f"{tmp_path}/sub/x", str(tmp_path), f"{tmp_path}/sub/", "x"]
        found = pathspecs_given(repository, words, "sub/")
        assert found.literal_paths == (b"sub/x", b"", b"sub/", b"sub/x")
        assert [spec.prefix for spec in found.specs] == [0, 0, 0, 4]


def test_a_bare_repository(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "r.git")
    place = tmp_path / "r.git"
    with Repository.open(place) as repository:
        assert pathspecs_given(repository, ["a/../b", ":/c"]).literal_paths == (b"b", b"c")
        assert pathspecs_given(repository, []).literal_paths == (b"",)
    assert said(place, "../a") == f"../a: '../a' is outside repository at '{place}'"
    assert said(place, f"{place}/a") == f"{place}/a: '{place}/a' is outside repository at '{place}'"
