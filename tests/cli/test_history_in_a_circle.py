"""A history that leads round in a circle, as a replace ref can make it: walks end, and none loses commits unsaid."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import git, pygitobj


@pytest.mark.parametrize(
    ("order", "code"), [((), 0), (("--topo-order",), 128), (("--date-order",), 128), (("--author-date-order",), 128)]
)
def test_circle(tmp_path: Path, order: tuple[str, ...], code: int) -> None:
    """Of three commits in topological order git tells one, with status 0."""
    git(tmp_path, "init", "-q", ".")
    tree = git(tmp_path, "mktree").decode().strip()
    ids: list[str] = []

    def commit(message: str, *parents: str) -> str:
        words = [word for parent in parents for word in ("-p", parent)]
        who = ("-c", "user.name=A", "-c", "user.email=a@b")
        return git(tmp_path, *who, "commit-tree", "-m", message, *words, tree).decode().strip()

    for message in ("first", "second", "third"):
        ids.append(commit(message, *ids[-1:]))
    git(tmp_path, "update-ref", "refs/heads/main", ids[2])
    git(tmp_path, "replace", ids[0], commit("round", ids[1]))
    answer = pygitobj(tmp_path, "rev-list", *order, "main")
    assert answer.code == code
    if code:
        assert answer.out == b""
        assert answer.err.startswith(b"fatal: ")
        assert b"round in a circle" in answer.err
    else:
        assert sorted(answer.out.decode().split()) == sorted(ids)
