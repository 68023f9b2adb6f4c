"""Answers that come of a map that failed are dropped: the question is put once more to a map of its own.

Tried besides: questions that fail by themselves, before and after, and plans of which each call is asked.
"""

from __future__ import annotations

from array import array
from typing import Any

import pytest

from pygitobj.errors import CorruptError, CorruptPack, NotFoundError
from pygitobj.files.asking import WatchedPlan, ask_soundly
from pygitobj.files.unmapped import Origin


class Mapped(bytes):
    """Bytes of a file, of which a page may be gone."""

    gone = False
    origin = Origin("mapped", 0, 0, 5, CorruptPack)

    def failed(self) -> bool:
        return self.gone


class Part:
    """Something that reads `data`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.data = Mapped(b"bytes")


class Asked:
    """A question that finds pages gone in the parts named in `fails`, and raises `error` for those in `wrong`."""

    def __init__(self, *fails: str, wrong: tuple[str, ...] = (), error: Exception | None = None) -> None:
        self.fails = fails
        self.wrong = wrong
        self.error = error
        self.calls: list[str] = []

    def __call__(self, part: Part) -> str:
        self.calls.append(part.name)
        part.data.gone = part.name in self.fails
        if part.name in self.wrong:
            assert self.error is not None
            raise self.error
        return f"answer of {part.name}"


def renew(_failed: Part) -> Part:
    return Part("second")


def no_renewal(_failed: Part) -> Part:
    raise AssertionError


def test_a_sound_map_is_asked_once() -> None:
    question = Asked()
    assert ask_soundly(Part("first"), no_renewal, question, "p") == "answer of first"
    assert question.calls == ["first"]


def test_an_answer_of_a_map_that_failed_is_dropped() -> None:
    question = Asked("first")
    assert ask_soundly(Part("first"), renew, question, "p") == "answer of second"
    assert question.calls == ["first", "second"]


def test_an_error_of_a_map_that_failed_is_dropped_too() -> None:
    question = Asked("first", wrong=("first",), error=CorruptPack("made of zeros"))
    assert ask_soundly(Part("first"), renew, question, "p") == "answer of second"


@pytest.mark.parametrize("wrong", [(), ("second",)])
def test_what_fails_twice_is_an_error_of_the_file(wrong: tuple[str, ...]) -> None:
    question = Asked("first", "second", wrong=wrong, error=CorruptPack("made of zeros"))
    with pytest.raises(CorruptPack, match=r"^mapped: a file that was cut short or cannot be read any more"):
        ask_soundly(Part("first"), renew, question, "p")


def test_a_file_that_cannot_be_opened_again() -> None:
    def fail(_failed: Part) -> Part:
        raise CorruptPack("too short")

    with pytest.raises(CorruptPack, match=r"^mapped: a file that was cut short") as caught:
        ask_soundly(Part("first"), fail, Asked("first"), "p")
    assert str(caught.value.__cause__) == "too short"


@pytest.mark.parametrize("name", ["first", "second"])
def test_damage_is_told_with_the_file(name: str) -> None:
    error = CorruptPack("a bad entry", offset=12)
    fails = ("first",) if name == "second" else ()
    with pytest.raises(CorruptPack, match=r"^p, offset 12: a bad entry$") as caught:
        ask_soundly(Part("first"), renew, Asked(*fails, wrong=(name,), error=error), "p")
    assert (caught.value.path, caught.value.offset) == ("p", 12)


def test_other_errors_stay_what_they_are() -> None:
    error = NotFoundError(b"\1" * 20)
    with pytest.raises(NotFoundError) as caught:
        ask_soundly(Part("first"), no_renewal, Asked(wrong=("first",), error=error), "p")
    assert caught.value is error
    with pytest.raises(OSError, match="disk"):
        ask_soundly(Part("first"), no_renewal, Asked(wrong=("first",), error=OSError("disk")), "p")


class Planned:
    """A plan of three objects, of which the third could not be built; `data` fails when `fails` is set."""

    codes, sizes = array("B", [3, 3, 3]), array("q", [1, 1, 1])

    def __init__(self, data: Mapped, *, fails: bool) -> None:
        self.data = data
        self.fails = fails

    def touch(self, answer: Any) -> Any:
        self.data.gone = self.fails
        return answer

    def bodies(self, first: int, last: int, _most: int) -> Any:
        return self.touch([b"a", b"b", None][first:last])

    def hashed_bodies(self, first: int, last: int, most: int) -> Any:
        return self.bodies(first, last, most), b"\7" * (last - first)

    def digests(self) -> Any:
        return self.touch(b"\7" * 3)

    def fill(self, _buffer: memoryview, places: array[int], first: int) -> Any:
        return self.touch([first + len(places) - 1])


@pytest.mark.parametrize("fails", [False, True])
def test_a_plan_gives_nothing_of_a_map_that_failed(fails: bool) -> None:
    data = Mapped(b"bytes")
    told: list[str] = []
    plan: Any = Planned(data, fails=fails)
    watched = WatchedPlan(plan, data, lambda: told.append("failed"))
    places = array("q", [0, -1, 5])
    assert watched.codes is plan.codes
    assert watched.sizes is plan.sizes
    said = [
        watched.bodies(1, 3, 10),
        watched.hashed_bodies(0, 2, 10),
        watched.digests(),
        watched.fill(memoryview(bytearray(8)), places, 4),
    ]
    if fails:
        # Of the second nothing was asked: it has no place.
        assert said == [[None, None], ([None, None], b"\0\0"), b"\0\0\0", [4, 6]]
        assert told == ["failed"] * 4
    else:
        assert said == [[b"b", None], ([b"a", b"b"], b"\7\7"), b"\7\7\7", [6]]
        assert told == []


def test_errors_that_know_their_file_keep_it() -> None:
    error = CorruptError("bad", path="other")
    with pytest.raises(CorruptError, match=r"^other: "):
        ask_soundly(Part("first"), no_renewal, Asked(wrong=("first",), error=error), "p")
