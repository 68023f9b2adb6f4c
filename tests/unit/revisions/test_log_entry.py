"""Which entry of a log a name asks for, and what git takes where a log has a gap or ends early."""

from __future__ import annotations

from pathlib import Path

import pytest

from pygitobj import ObjectId, Repository
from pygitobj.formats.reflog import ReflogEntry
from pygitobj.revisions.context import RefusedRevisionError
from pygitobj.revisions.log_entry import Logged, dated, found_at, numbered, specified
from tests.support.command import git

NULL, A, B, C = (ObjectId(digit * 40) for digit in "0abc")


def entry(old: ObjectId, new: ObjectId, second: int) -> ReflogEntry:
    return ReflogEntry(old, new, second, b"A <a@x> %d +0530" % second, b"x")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("main@{1}", ("main", "1")),
        ("@{1}", ("", "1")),
        ("main@{u}", ("main@{u}", None)),
        ("main@{u}@{1}", ("main@{u}", "1")),
        ("@{-1}@{1}", ("@{-1}", "1")),
        ("@{-1}", ("@{-1}", None)),
        ("main@{-1}", None),
        ("main@{}", ("main@{}", None)),
        ("main@{1}x", ("main@{1}x", None)),
        ("main@{a@{b}", ("main@{a", "b")),
    ],
)
def test_specified(name: str, expected: tuple[str, str | None] | None) -> None:
    assert specified(name) == expected


def test_entries(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", ".")
    told: list[str] = []
    with Repository.open(tmp_path) as repository:
        context = repository.revisions._replace(warn=told.append)
        whole = [entry(NULL, A, 10), entry(A, B, 20), entry(B, C, 30)]
        log = Logged("refs/heads/main", C, is_ambiguous=False)
        assert [numbered(context, log, "main", whole, number) for number in range(3)] == [C, B, A]
        assert [dated(context, log, "main", whole, second) for second in (10, 19, 20, 31)] == [A, A, B, C]
        assert told == []
        # What the oldest entry changed is known, unless there was nothing.
        assert numbered(context, log, "main", whole[1:], 2) == A
        for entries, number in ((whole, 3), (whole[1:], 3)):
            with pytest.raises(RefusedRevisionError, match=f"log for 'main' only has {len(entries)} entries"):
                numbered(context, log, "main", entries, number)
        with pytest.raises(RefusedRevisionError, match=r"^$"):
            numbered(context._replace(quiet=True), log, "main", whole, 3)
        assert dated(context, log, "main", whole, 9) == A
        assert dated(context, log, "", whole[1:], 9) == A
        assert dated(context._replace(quiet=True), log, "main", whole, 9) == A
        assert told == [
            "warning: log for 'main' only goes back to Thu, 1 Jan 1970 05:30:10 +0530",
            "warning: log for 'main' only goes back to Thu, 1 Jan 1970 05:30:20 +0530",
        ]
        told.clear()
        assert found_at(context, log, [whole[0], whole[2]], 0) == A
        assert found_at(context, log._replace(id=A), whole, 2) == A
        assert found_at(context, log._replace(id=A), whole, 2, 30) == C
        assert told == [
            "warning: log for ref refs/heads/main has gap after Thu, 1 Jan 1970 05:30:10 +0530",
            "warning: log for ref refs/heads/main unexpectedly ended on Thu, 1 Jan 1970 05:30:30 +0530",
        ]
