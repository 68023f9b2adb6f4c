"""Attributes where other readers of them went wrong, and of other directions, beside git.

Tried besides, by hand: ninety patterns like `*.[xX][mM][iI]` over a hundred thousand paths.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj import Repository
from pygitobj.formats.attributes import SET, UNSPECIFIED
from pygitobj.repository.attributes import Attributes, Direction
from tests.support.command import git

TOP = ".gitattributes"
CASES: dict[str, tuple[dict[str, bytes], list[str]]] = {
    "macros that are not set": (
        {TOP: b"[attr]lfs filter=lfs\n*.bin lfs\ns.bin -lfs\nu.bin !lfs\nv.bin lfs=foo\n"},
        ["n.bin", "s.bin", "u.bin", "v.bin"],
    ),
    "a macro after its use": ({TOP: b"*.t lfs\n[attr]lfs filter=lfs -text\n*.b lfs text\n*.c text lfs\n"}, ["a.t", "a.b", "a.c"]),
    "a macro of two places": (
        {TOP: b"[attr]m a\n* m\n[attr]m c\n", ".git/info/attributes": b"[attr]m b\nx.* -q\n", "d/.gitattributes": b"*.y !m\n"},
        ["x.y", "d/x.y", "d/z"],
    ),
    "a macro of itself": ({TOP: b"[attr]a b\n[attr]b a -c\nx a\ny b\n[attr]d d e\nz d\n"}, ["x", "y", "z"]),
    "a macro below the top": ({TOP: b"x m\n", "d/.gitattributes": b"[attr]m no\nx m\n"}, ["x", "d/x"]),
    "a macro that changes binary": ({TOP: b"[attr]binary binary2\nx binary\n"}, ["x"]),
    "blanks of Unicode": (
        {TOP: "*.t text=auto\u00a0eol=lf\np text\u00a0eol\nq a\vb\nr a\fb\ns a\u2028b\nt =\n".encode()},
        ["a.t", "p", "q", "r", "s", "t"],
    ),
    "stars at the end": (
        {TOP: b"/**/* deep\nt/* one\nu/** many\nv/**/ only\n"},
        ["x", "d/x", "t/x", "t/x/y", "u/x/y", "u", "v/x/", "v/x", "v/"],
    ),
    "classes": ({TOP: b"A[[:space:]]B[[:space:]]C a\n[[:digit:] b\n[!a-c]x c\n[]]y d\n"}, ["A B C", "1", "dx", "ax", "]y"]),
    "bytes that are no text": ({TOP: b"*.pl a\nx\xff* b=\xfe\n"}, ["ba\udcffr/f.pl", "x\udcff", "\udcff"]),
    "quoted": ({TOP: b'test file a\n"test" b\n"test file" c\n"x\\"y" d\n'}, ["test", "test file", '"test"', 'x"y']),
    "blanks after a directory": ({TOP: b"d/ \t a\ne/\t\n"}, ["d/", "d", "x/d/", "e/"]),
    "a slash at the start": ({TOP: b"/a a\n", "d/.gitattributes": b"/a b\nd/a c\n"}, ["a", "d/a", "d/d/a", "d/d/d/a"]),
    "directories with the same end": ({"ad/.gitattributes": b"x a\n", "d/.gitattributes": b"x b\n"}, ["ad/x", "d/x", "ad/d/x", "dd/x"]),
    "the later line": ({TOP: b"* a=1 b\n*.x a=2\nx.* a\n*.x !b\n"}, ["x.x", "y.x", "x.y", "z"]),
}  # fmt: skip


def lay_out(place: Path, files: dict[str, bytes]) -> None:
    git(place, "init", "-q")
    for name, content in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)


@pytest.mark.parametrize("case", CASES)
def test_where_others_went_wrong(tmp_path: Path, case: str) -> None:
    files, paths = CASES[case]
    lay_out(tmp_path, files)
    asked = "\0".join([*paths, ""]).encode("utf-8", "surrogateescape")
    words = git(tmp_path, "check-attr", "--stdin", "-z", "-a", stdin=asked).split(b"\0")
    theirs = list(zip(words[0:-1:3], words[1::3], words[2::3], strict=True))
    with Repository.open(tmp_path, log=False) as repo:
        found = dict(repo.attributes_many(paths))
    ours = [
        tuple(text.encode("utf-8", "surrogateescape") for text in (path, name, str(found[path][name])))
        for path in paths
        for name in found[path]
    ]
    assert ours == theirs
    assert theirs


def test_names_that_are_reserved(tmp_path: Path) -> None:
    lay_out(tmp_path, {TOP: b"* builtin_objectmode=1 mine\n* other\n"})
    told: list[str] = []
    with Repository.open(tmp_path, warn=told.append, log=False) as repo:
        assert repo.attributes("x") == {"other": SET}
    assert told == ["builtin_objectmode is not a valid attribute name: .gitattributes:1"]


def test_directions(tmp_path: Path) -> None:
    lay_out(tmp_path, {TOP: b"* index\n", "a/.gitattributes": b"* index-a\n"})
    git(tmp_path, "add", ".")
    (tmp_path / TOP).write_bytes(b"* tree\n")
    (tmp_path / "a/.gitattributes").unlink()
    (tmp_path / "b").mkdir()
    (tmp_path / "b/.gitattributes").write_bytes(b"* tree-b\n")
    with Repository.open(tmp_path, log=False) as repo:
        found = {
            direction: [list(dict(Attributes(repo, direction).all_of(path))) for path in (b"x", b"a/x", b"b/x")]
            for direction in Direction
        }
    assert found == {
        Direction.CHECKIN: [["tree"], ["tree", "index-a"], ["tree", "tree-b"]],
        Direction.CHECKOUT: [["index"], ["index", "index-a"], ["index", "tree-b"]],
        Direction.INDEX: [["index"], ["index", "index-a"], ["index"]],
    }


def test_split_index(tmp_path: Path) -> None:
    lay_out(tmp_path, {TOP: b"* a\n", "d/.gitattributes": b"* d\n"})
    git(tmp_path, "add", ".")
    git(tmp_path, "update-index", "--split-index")
    (tmp_path / TOP).write_bytes(b"* b\n")
    git(tmp_path, "add", ".")
    with Repository.open(tmp_path, log=False) as repo:
        assert Attributes(repo, Direction.INDEX).attributes_of(b"d/x", ["a", "b", "d"]) == (UNSPECIFIED, SET, SET)


def test_sparse_index(tmp_path: Path) -> None:
    lay_out(
        tmp_path,
        {TOP: b"* top\n", "in/x": b"", "out/.gitattributes": b"*.c out\n", "out/deep/.gitattributes": b"x.c deep\n"},
    )
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "1")
    git(tmp_path, "sparse-checkout", "init", "--cone", "--sparse-index")
    git(tmp_path, "sparse-checkout", "set", "in")
    assert b"out/\n" in git(tmp_path, "ls-files", "--sparse")
    with Repository.open(tmp_path, log=False) as repo:
        for cached in (False, True):
            assert list(repo.attributes("out/deep/x.c", cached=cached)) == ["top", "out", "deep"]
            assert list(repo.attributes("out/new/x.c", cached=cached)) == ["top", "out"]
        modes = [
            repo.attributes(path, names=["builtin_objectmode"], cached=True)["builtin_objectmode"]
            for path in ("out/.gitattributes", "out/deep", "out/none", "in/x")
        ]
    assert modes == ["100644", UNSPECIFIED, UNSPECIFIED, "100644"]
