"""Values with named fields: what typing.NamedTuple makes of a class, in a tenth of the time.

A command loads some thirty such classes before it does anything, and typing looks at each annotation of each of them.
Here a class is made of what its body says, and its `__new__`, which takes most of the rest, when it is first called.
To a type checker, and to whoever has a value, there is no difference: a tuple with names, defaults, `_replace`,
`_asdict`, `_make`, `_fields`, patterns, pickles. Only the tuple's own methods may not be given anew in the body, and a
repr shows of long values no more than a line.
"""

from __future__ import annotations

__all__ = ["Record"]

# As typing says it, without loading that.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import NamedTuple as Record
else:
    from _collections import _tuplegetter

    # A longer value is shown by its beginning, of so many bytes, or, where it is no text, by how long it is.
    MOST_SHOWN, BEGINNING = 256, 64

    def brief(value):
        """What a repr shows of `value`, which may be an object's body or a column of many."""
        if hasattr(value, "__len__") and len(value) > MOST_SHOWN:
            if isinstance(value, str | bytes):
                return f"{value[:BEGINNING]!r}… ({len(value)} in all)"
            return f"<{type(value).__name__} of {len(value)}>"
        return repr(value)

    class Signature:
        """What inspect says of a record's class: its fields, with their defaults."""

        def __get__(self, value, kind):
            from inspect import Parameter, Signature

            defaults = kind._field_defaults
            return Signature([
                Parameter(
                    name, Parameter.POSITIONAL_OR_KEYWORD, default=defaults.get(name, Parameter.empty),
                    annotation=kind.__annotations__[name],
                )
                for name in kind._fields
            ])  # fmt: skip

    class Named(tuple):
        """What all records can do."""

        __slots__ = ()
        _fields = ()
        __signature__ = Signature()

        @classmethod
        def _make(cls, values):
            """The record of `values`, one for each field."""
            made = tuple.__new__(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, /, **changed):
            """The same with other values for some fields."""
            made = self._make(map(changed.pop, self._fields, self))
            if changed:
                raise TypeError(f"Got unexpected field names: {list(changed)!r}")
            return made

        # What copy.replace calls, where Python has it.
        __replace__ = _replace

        def _asdict(self):
            """The values by their fields' names."""
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            values = ", ".join(f"{name}={brief(value)}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({values})"

        def __getnewargs__(self):
            return tuple(self)

    class RecordType(type):
        """Makes a record's class of its body."""

        def __new__(cls, name, _bases, body):
            """The class `name` of what its `body` says."""
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body[field] for field in fields if field in body}
            after = [field for field in fields[: len(fields) - len(defaults)] if field in defaults]
            if after:
                raise TypeError(f"field {after[0]!r} has a default, and one after it has none")
            for number, field in enumerate(fields):
                body[field] = _tuplegetter(number, f"Alias for field number {number}")
            body["__slots__"] = ()
            body["_fields"] = body["__match_args__"] = fields
            body["_field_defaults"] = defaults

            def first_new(kind, /, *values, **named):
                """Make the real `__new__`, which knows the fields by name, and call it."""
                made.__new__ = build_new(fields, defaults)
                return made.__new__(kind, *values, **named)

            body["__new__"] = first_new
            made = type.__new__(type, name, (Named,), body)
            return made

    def build_new(fields, defaults):
        """What makes a record with these fields: a function with parameters of these names."""
        names = "".join(f"{field}, " for field in fields)
        text = f"lambda _kind, {names}: _new(_kind, ({names}))"
        made = eval(text, {"_new": tuple.__new__, "__builtins__": {}})  # noqa: S307 - names of a class's body
        made.__defaults__ = tuple(defaults.values())
        made.__name__ = "__new__"
        return made

    Record = type.__new__(RecordType, "Record", (), {})
