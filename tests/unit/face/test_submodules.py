"""`repo.submodules`: what .gitmodules says, and what of it nobody should believe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pygitobj import ObjectId, Repository, RepositoryError, RevisionError, Submodule, UnsafePathError
from pygitobj.formats.gitmodules import Described, parse_gitmodules

HERE, THERE = ObjectId("12" * 20), ObjectId("34" * 20)
GOOD = b"""
[core]
\tx = y
[submodule "one"]
\tpath = lib/one
\turl = ../one.git
\tbranch = .
[Submodule "with.dot"]
\turl = https://example.com/two
\tPATH = lib/deep/two
\tupdate = none
[submodule "no commit"]
\tpath = lib
\turl = ssh://example.com/x
[submodule "nothing"]
\tignore = all
"""


@pytest.fixture
def repo(tmp_path: Path) -> Iterator[Repository]:
    with Repository.init(tmp_path / "r", bare=True) as made:
        yield made


def test_what_a_tree_says(repo: Repository) -> None:
    editor = repo.edit(None)
    editor[".gitmodules"] = GOOD
    editor.put("lib/one", HERE, mode=0o160000)
    editor.put("lib/deep/two", THERE, mode=0o160000)
    assert repo.submodules(editor.write()) == [
        Submodule("one", b"lib/one", "../one.git", ".", HERE),
        Submodule("with.dot", b"lib/deep/two", "https://example.com/two", None, THERE),
        Submodule("no commit", b"lib", "ssh://example.com/x", None, None),
        Submodule("nothing", None, None, None, None),
    ]
    del editor[".gitmodules"]
    assert repo.submodules(editor.write()) == []
    link = b"120000 .gitmodules\0" + repo.objects.write("blob", b"lib/x")
    with pytest.raises(UnsafePathError):
        repo.submodules(repo.objects.write("tree", link))
    editor[".gitmodules"] = b"[submodule"
    with pytest.raises(RepositoryError, match="bad config line 1"):
        repo.submodules(editor.write())
    with pytest.raises(RevisionError):
        repo.submodules()


@pytest.mark.parametrize(
    ("setting", "left"),
    [
        ('[submodule "../x"]\npath = a', []),
        ('[submodule "a/..\\\\b"]\npath = a', []),
        ('[submodule ""]\npath = a', []),
        ('[submodule "a"]\npath = -u', [Described("a")]),
        ('[submodule "a"]\npath = b/../../c', [Described("a")]),
        ('[submodule "a"]\npath = /b', [Described("a")]),
        ('[submodule "a"]\npath = b/.GIT/c', [Described("a")]),
        ('[submodule "a"]\nurl = --upload-pack=x', [Described("a")]),
        ('[submodule "a"]\nurl = "https://x/\\n"', [Described("a")]),
        ('[submodule "a"]\nurl = ../../:x', [Described("a")]),
        ('[submodule "a"]\nurl = 1\nurl = 2\n', [Described("a", None, "1")]),
    ],
)
def test_what_is_not_believed(setting: str, left: list[Described]) -> None:
    told: list[str] = []
    assert parse_gitmodules(setting.encode(), told.append) == left
    assert len(told) == 1
    with pytest.raises(RepositoryError, match="missing value"):
        parse_gitmodules(b'[submodule "a"]\nurl\n', told.append)
