"""Records do all that typing.NamedTuple does: each of them is compared with the one of the same body."""

from __future__ import annotations

import copy
import inspect
import pickle
import threading
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

import pygitobj
from pygitobj.record import Record


class Ours(Record):
    """Some fields."""

    name: str
    size: int
    rest: tuple[int, ...] = ()
    note: str | None = None

    @property
    def is_large(self) -> bool:
        """A property."""
        return self.size > 10

    def grown(self) -> Ours:
        """A method."""
        return self._replace(size=self.size + 1)


class Theirs(NamedTuple):
    """Some fields."""

    name: str
    size: int
    rest: tuple[int, ...] = ()
    note: str | None = None

    @property
    def is_large(self) -> bool:
        """A property."""
        return self.size > 10

    def grown(self) -> Theirs:
        """A method."""
        return self._replace(size=self.size + 1)


class Empty(Record):
    """No fields."""


KINDS: list[Any] = [Ours, Theirs]
ASKED: dict[str, Callable[[Any], Any]] = {
    "made": lambda kind: tuple(kind("a", 1)),
    "by name": lambda kind: tuple(kind(size=1, name="a", note="n")),
    "a default": lambda kind: kind("a", 1).rest,
    "its fields": lambda kind: kind._fields,
    "its defaults": lambda kind: kind._field_defaults,
    "a pattern": lambda kind: kind.__match_args__,
    "replaced": lambda kind: tuple(kind("a", 1)._replace(note="x")),
    "as a dict": lambda kind: kind("a", 1)._asdict(),
    "of values": lambda kind: tuple(kind._make(["a", 1, (), None])),
    "shown": lambda kind: repr(kind("a", 1)).partition("(")[2],
    "equal to a tuple": lambda kind: kind("a", 1) == ("a", 1, (), None),
    "its hash": lambda kind: hash(kind("a", 1)),
    "a property": lambda kind: kind("a", 11).is_large,
    "a method": lambda kind: tuple(kind("a", 11).grown()),
    "copied": lambda kind: type(copy.deepcopy(kind("a", 1))) is kind,
    "pickled": lambda kind: [
        pickle.loads(pickle.dumps(kind("a", 1), protocol)) == kind("a", 1) for protocol in range(6)
    ],
    "its parameters": lambda kind: [
        (name, parameter.default, parameter.kind) for name, parameter in inspect.signature(kind).parameters.items()
    ],
    "its doc": lambda kind: (kind.__doc__, kind.is_large.__doc__, kind.__module__),
    "a new attribute": lambda kind: hasattr(kind("a", 1), "__dict__"),
    "its hints": lambda kind: {**kind.__annotations__},
}
WRONG: dict[str, Callable[[Any], object]] = {
    "too few": lambda kind: kind("a"),
    "too many": lambda kind: kind("a", 1, (), None, 5),
    "another name": lambda kind: kind("a", 1, other=2),
    "given twice": lambda kind: kind("a", 1, name="b"),
    "replaced by another name": lambda kind: kind("a", 1)._replace(other=2),
    "of too few values": lambda kind: kind._make(["a"]),
    "changed": lambda kind: setattr(kind("a", 1), "name", "b"),
    "another attribute": lambda kind: setattr(kind("a", 1), "other", "b"),
}


@pytest.mark.parametrize("asked", ASKED)
def test_it_answers_as_a_named_tuple(asked: str) -> None:
    ours, theirs = (ASKED[asked](kind) for kind in KINDS)
    if asked == "its hints":
        assert set(map(str, ours)) == set(map(str, theirs))
    else:
        assert ours == theirs


@pytest.mark.parametrize("wrong", WRONG)
def test_it_refuses_what_a_named_tuple_refuses(wrong: str) -> None:
    with pytest.raises((TypeError, ValueError, AttributeError)) as theirs:
        WRONG[wrong](Theirs)
    # Python before 3.13 has ValueError where a field is replaced that is not there.
    with pytest.raises((theirs.type, TypeError)):
        WRONG[wrong](Ours)


def test_no_fields() -> None:
    assert Empty() == ()
    assert repr(Empty()) == "Empty()"


def test_a_default_before_a_field_without_one() -> None:
    made: Any = Record
    with pytest.raises(TypeError, match="'first' has a default"):
        type(made)("Wrong", (made,), {"__annotations__": {"first": int, "second": int}, "first": 1})


def test_the_first_values_may_be_made_by_many_threads() -> None:
    class Fresh(Record):
        first: int
        second: int = 2

    made: list[Fresh] = []
    threads = [threading.Thread(target=lambda at=at: made.append(Fresh(at))) for at in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [(at, 2) for at in range(16)]


def test_public_values_are_records() -> None:
    raw = pygitobj.RawObject(pygitobj.ObjectType.BLOB, b"body")
    assert raw._fields == ("type", "data")
    match raw:
        case pygitobj.RawObject(kind, data):
            assert (kind, data) == ("blob", b"body")
    assert list(inspect.signature(pygitobj.RawObject).parameters) == ["type", "data"]
