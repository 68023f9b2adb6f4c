"""What could not be looked at: told once, remembered, and no reason to say that there is nothing."""

from __future__ import annotations

import pytest

from pygitobj.errors import CorruptIndex, RepositoryError
from pygitobj.sources.trouble import Trouble, everywhere


def test_each_place_and_each_line_is_told_once() -> None:
    told: list[str] = []
    trouble = Trouble(told.append)
    trouble.note("a", RepositoryError("no a"))
    trouble.note("a", RepositoryError("no a still"), "warning")
    trouble.note("b", RepositoryError("no a"))
    trouble.note("c", RepositoryError("no c"), "warning")
    assert told == ["error: no a", "warning: no c"]
    # Each counts all the same: what was asked meanwhile may be incomplete.
    assert trouble.count == 4


def test_what_cannot_be_told_is_an_error_with_its_cause() -> None:
    trouble = Trouble(lambda _: None)
    before = trouble.count
    trouble.require_none(before, "unable to count")
    problem = RepositoryError("unable to read a: Permission denied")
    problem.__cause__ = PermissionError(13, "Permission denied")
    trouble.note("a", problem)
    with pytest.raises(RepositoryError) as caught:
        trouble.require_none(before, everywhere(b"\x12" * 2))
    assert str(caught.value) == f"unable to look for object 1212 everywhere: {problem}"
    assert caught.value.__cause__ is problem.__cause__
    trouble.require_none(trouble.count, "unable to count")


def test_damage_hides_objects_only_from_who_would_remove_others() -> None:
    told: list[str] = []
    trouble = Trouble(told.append)
    problem = CorruptIndex("an index that is cut short", path="a.idx")
    trouble.note_damage("a", problem)
    assert (told, trouble.count, trouble.passed_over) == ([f"error: {problem}"], 0, (problem,))
    trouble.require_none(0, "unable to prune")
    with pytest.raises(RepositoryError, match=r"^unable to prune: a\.idx: an index that is cut short$"):
        trouble.require_all(0, "unable to prune")
    trouble.forget(["b", "a"])
    trouble.require_all(0, "unable to prune")
