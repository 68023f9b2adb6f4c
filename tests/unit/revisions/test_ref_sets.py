"""Sets of references as values, and which names patterns choose."""

from __future__ import annotations

import copy
import pickle

import pytest

from pygitobj import ALL, BRANCHES, REMOTES, TAGS
from pygitobj.revisions.ref_sets import RefSet, whole_pattern
from tests.support.unchecked import unchecked


@pytest.mark.parametrize(
    ("refs", "there", "not_there"),
    [
        (ALL, ["HEAD", "refs/heads/a", "refs/x", "worktrees/w/HEAD"], []),
        (BRANCHES, ["refs/heads/a", "refs/heads/a/b"], ["HEAD", "refs/tags/a", "refs/headsx"]),
        (TAGS.matching("refs/tags/v*"), ["refs/tags/v1", "refs/tags/v/1/2"], ["refs/tags/1", "refs/heads/v1"]),
        (TAGS.matching("refs/tags/v"), ["refs/tags/v", "refs/tags/v/1"], ["refs/tags/v1"]),
        (ALL.matching("refs/pull/*"), ["refs/pull/1/head"], ["refs/heads/a", "HEAD"]),
        (ALL.matching("refs/heads", "refs/tags"), ["refs/heads/a", "refs/tags/a"], ["refs/notes/a"]),
        (ALL.matching("refs/heads").matching("*/a"), ["refs/heads/a", "refs/heads/b/a"], ["refs/heads/b"]),
        (ALL - TAGS - BRANCHES.matching("*/a"), ["refs/heads/b", "HEAD"], ["refs/heads/a", "refs/tags/b"]),
        (REMOTES - (REMOTES - REMOTES.matching("refs/remotes/o")), ["refs/remotes/o/a"], ["refs/remotes/p/a"]),
        (BRANCHES.matching(), [], ["refs/heads/a"]),
        (TAGS.matching("refs/tags/[a"), [], ["refs/tags/[b"]),
    ],
)
def test_which_are_in(refs: RefSet, there: list[str], not_there: list[str]) -> None:
    assert [name for name in there + not_there if refs.has(name)] == there


def test_they_are_values() -> None:
    some = TAGS.matching("refs/tags/v*") - ALL.matching("*rc*")
    assert pickle.loads(pickle.dumps(some)) == some == copy.deepcopy(some)
    assert len({some, TAGS.matching("refs/tags/v*") - ALL.matching("*rc*"), TAGS}) == 2
    assert [refs.has_heads for refs in (ALL, BRANCHES, ALL - TAGS)] == [True, False, True]


def test_what_is_none() -> None:
    with pytest.raises(TypeError, match="a pattern for references is a str"):
        TAGS.matching(unchecked(b"x"))
    with pytest.raises(TypeError):
        TAGS - unchecked("refs/tags/x")


def test_patterns_of_options() -> None:
    assert whole_pattern("refs/heads/", "f") == b"refs/heads/f/*"
    assert whole_pattern("", "f/") == b"refs/f/*"
    assert whole_pattern("", "refs/f?") == b"refs/f?"
    assert whole_pattern("", "a\\b") == b"refs/a\\b/*"
