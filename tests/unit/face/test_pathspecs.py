"""Paths as callers name them."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

import pygitobj
from pygitobj import Pathspec, Repository
from pygitobj.face.pathspecs import pathspecs_of

FILE = 0o100644


def test_paths_are_literal_and_pathspecs_are_not(place: Path) -> None:
    with Repository.open(place) as repo:
        assert pathspecs_of(repo, ["*.c", b"./docs/", "a/../:(top)b"]).literal_paths == (b"*.c", b"docs/", b":(top)b")
        assert pathspecs_of(repo, []).literal_paths == (b"",)
        specs = pathspecs_of(repo, ["docs", Pathspec("*.c"), Pathspec(":!x.c")])
        for path, is_meant in ((b"docs/x", True), (b"a/y.c", True), (b"x.c", False), (b"docsx", False)):
            assert specs.matches(path, FILE) is is_meant


def test_attributes(place: Path) -> None:
    (place / ".gitattributes").write_text("*.c code\n")
    with Repository.open(place) as repo:
        specs = pathspecs_of(repo, [Pathspec(":(attr:code)")])
        assert specs.matches(b"a/x.c", FILE)
        assert not specs.matches(b"a/x.h", FILE)


@pytest.mark.parametrize("paths", ["docs", b"docs", 3, range(10**12), [3], [Path("docs")], [None]])
def test_what_are_no_paths(place: Path, paths: Any) -> None:
    with Repository.open(place) as repo, pytest.raises(TypeError, match=r"paths are several|a str or bytes"):
        pathspecs_of(repo, paths)


@pytest.mark.parametrize("path", ["", "../x", "/x", "a\0b", "a/../..", "\ud800"])
def test_paths_that_lead_nowhere(place: Path, path: str) -> None:
    with Repository.open(place) as repo, pytest.raises(ValueError, match=r"a pathspec|valid pathspec|outside"):
        pathspecs_of(repo, [path])


def test_variables_of_the_command_line_do_not_count(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_LITERAL_PATHSPECS", "1")
    with Repository.open(place) as repo:
        assert pathspecs_of(repo, [Pathspec("*.c")]).matches(b"a.c", FILE)


def test_the_face() -> None:
    assert pickle.loads(pickle.dumps(pygitobj.Pathspec(":!a"))) == Pathspec(":(exclude)a")
    assert pygitobj.Mailmap()(pygitobj.Ident.now("A", "a@x")).name == b"A"
