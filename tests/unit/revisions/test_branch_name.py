"""What a word means where it is no plain name, mark by mark. Whole commands beside git are in tests/cli.

Tried besides: marks at each place of a word, twice, and after names with an at sign.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj.refs.refs import Refs
from pygitobj.repository.repository import Repository
from pygitobj.revisions.branch_name import Meant, branch_name, interpreted, whole_name
from pygitobj.revisions.context import RefusedRevisionError
from tests.support.command import git


@pytest.fixture
def refs(tmp_path: Path) -> Refs:
    """References with two checkouts in the log of HEAD."""
    git(tmp_path, "init", "-q", "-b", "main", ".")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "one")
    git(tmp_path, "checkout", "-q", "-b", "side")
    git(tmp_path, "checkout", "-q", "main")
    return Repository.open(tmp_path).ref_store


def follows(kind: str, branch: str) -> str:
    """What branches build on: `main` on a remote's, `side` on one here, all others on nothing."""
    found = {"main": f"refs/remotes/{kind}/main", "": f"refs/remotes/{kind}/main", "side": "refs/heads/main"}
    if branch not in found:
        raise RefusedRevisionError(f"no such branch: '{branch}'")
    return found[branch]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("main", None),
        ("@", Meant("HEAD", 1)),
        ("@@{u}", None),
        ("@x", None),
        ("a@b", None),
        ("@{-1}", Meant("side", 5)),
        ("@{-2}", Meant("main", 5)),
        ("@{-3}", None),
        ("@{-0}", None),
        ("@{-1", None),
        ("@{-1}x", Meant("side", 5)),
        ("@{-1}@{0}", Meant("side", 5)),
        ("@{-1}@{u}", Meant("main", 9)),
        ("@{-2}@{u}", Meant("upstream/main", 9)),
        ("@{u}", Meant("upstream/main", 4)),
        ("main@{Upstream}", Meant("upstream/main", 15)),
        ("main@{PUSH}x", Meant("push/main", 11)),
        ("side@{u}@{1}", Meant("main", 8)),
        ("x:main@{u}", None),
        ("@{1}", None),
        ("main@{up}", None),
    ],
)
def test_interpreted(refs: Refs, word: str, meant: Meant | None) -> None:
    if word == "@@{u}":
        with pytest.raises(RefusedRevisionError):
            interpreted(refs, follows, word)
        return
    assert interpreted(refs, follows, word) == meant


def test_whole_and_branches(refs: Refs) -> None:
    assert whole_name(refs, follows, "@{-1}") == "side"
    assert whole_name(refs, follows, "@{-1}x") == "@{-1}x"
    assert whole_name(refs, follows, "nope@{u}", forgives=True) == "nope@{u}"
    assert branch_name(refs, follows, "@{-1}x") == "sidex"
    assert branch_name(refs, follows, "@") == "@"
    assert branch_name(refs, follows, "side@{u}") == "main"
    assert branch_name(refs, follows, "main@{u}") == "main@{u}"  # that is no branch
    for ask in (whole_name, branch_name):
        with pytest.raises(RefusedRevisionError, match="no such branch: 'nope'"):
            ask(refs, follows, "nope@{u}")
