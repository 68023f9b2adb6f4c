"""Includes that hang on the URLs of remotes, beside git (hasconfig came with git 2.36)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run

START = '[remote "foo"]\n\turl = https://foo/bar/baz\n\turl = other\n[remote]\n\turl = no\n'
PATTERNS = [
    "**/baz", "**/nomatch", "https:/**", "nomatch:/**", "https:/**/baz", "https://*/bar/baz", "https://*/baz", "other",
    "OTHER", "no", "*", "", "https://foo/bar/baz", "https://foo/bar/", "o?her",
]  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", ".")
    return tmp_path


def include(place: Path, condition: str, name: str, *lines: str) -> str:
    (place / name).write_text("\n".join(["[in]", f"\t{name} = 1", *lines, ""]))
    return f'[includeIf "{condition}"]\n\tpath = "{place}/{name}"\n'


def write(place: Path, *parts: str) -> None:
    with (place / ".git/config").open("a") as file:
        file.writelines(parts)


def both(place: Path, *words: str) -> bytes:
    theirs = run(["git", *words], place)
    assert pygitobj(place, *words) == theirs, words
    return theirs.out


def test_patterns(place: Path) -> None:
    includes = [
        include(place, f"hasconfig:remote.*.url:{pattern}", f"v{number}") for number, pattern in enumerate(PATTERNS)
    ]
    write(place, *includes[:7], START, *includes[7:])
    out = both(place, "config", "--list", "--show-origin")
    assert b"in.v0=1" in out
    assert b"in.v1=1" not in out
    both(place, "config", "-f", ".git/config", "--includes", "--list")
    both(place, "config", "-f", ".git/config", "--list")
    both(place, "-c", "remote.x.url=nomatch:/x", "config", "--list")


def test_no_other_condition(place: Path) -> None:
    write(place, START, include(place, "hasconfig:remote.*.pushurl:**", "a"), include(place, "hasconfig:x.*:**", "b"))
    assert b"in.a" not in both(place, "config", "--list")


@pytest.mark.parametrize("pattern", ["foo", "nomatch"])
def test_what_is_included_names_no_remote(place: Path, pattern: str) -> None:
    lines = ['[remote "bar"]', "\turl = x"]
    write(place, START, include(place, f"hasconfig:remote.*.url:{pattern}", "a", *lines))
    for words in (["config", "--list"], ["for-each-ref"], ["config", "--get", "in.a"]):
        both(place, *words)


def test_nor_does_what_that_includes(place: Path) -> None:
    include(place, "", "b", '[remote "bar"]', "\turl = x")
    write(place, START, include(place, "hasconfig:remote.*.url:*", "a", "[include]", f'\tpath = "{place}/b"'))
    both(place, "config", "--list")


def test_nor_does_what_another_condition_includes(place: Path) -> None:
    lines = ['[remote "bar"]', "\turl = x"]
    write(
        place, START, include(place, f"gitdir:{place}/", "a", *lines), include(place, "hasconfig:remote.*.url:*", "b")
    )
    both(place, "config", "--list")


def test_elsewhere_a_remote_may_be_included(place: Path) -> None:
    lines = ['[remote "bar"]', "\turl = x"]
    write(place, f'[include]\n\tpath = "{place}/c"\n', include(place, "hasconfig:remote.*.url:x", "b"))
    include(place, "", "c", *lines)
    assert b"in.b=1" in both(place, "config", "--list")
