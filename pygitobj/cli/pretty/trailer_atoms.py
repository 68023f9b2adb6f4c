"""What `%(trailers:…)` says: which trailers, and how they are shown."""

from __future__ import annotations

from pygitobj.errors import GitObjectError
from pygitobj.formats.numbers import lower
from pygitobj.formats.percent import hex_byte
from pygitobj.formats.trailers import TrailerOptions
from pygitobj.repository.config import maybe_bool

KEY = "key"
FLAGS = {"only": "only", "unfold": "unfold", "keyonly": "keys_alone", "valueonly": "values_alone"}


def trailer_options(argument: str) -> TrailerOptions:
    """The options that `argument` says. Raises GitObjectError in git's words."""
    found = read_options(argument)
    if isinstance(found, TrailerOptions):
        return found
    if found == KEY:
        raise GitObjectError("expected %(trailers:key=<value>)")
    raise GitObjectError(f"unknown %(trailers) argument: {found}")


def read_options(argument: str) -> TrailerOptions | str:
    """The options that `argument` says, or the first of its words that is none."""
    found: dict[str, bool] = {}
    keys: list[bytes] = []
    texts: dict[str, bytes] = {}
    for word in argument.removesuffix(",").split(",") if argument else []:
        name, equals, value = word.partition("=")
        if name == KEY:
            if not equals:
                return word
            found["only"] = True
            keys.append(lower(value.removesuffix(":")).encode("utf-8", "surrogateescape"))
        elif name in ("separator", "key_value_separator"):
            texts[name] = expanded(value)
        elif name in FLAGS and maybe_bool(value if equals else None) is not None:
            found[name] = bool(maybe_bool(value if equals else None))
        else:
            return word
    return TrailerOptions(
        keys=tuple(keys),
        only=found.get("only", False),
        unfold=found.get("unfold", False),
        keys_alone=found.get("keyonly", False),
        values_alone=found.get("valueonly", False),
        separator=texts.get("separator"),
        key_separator=texts.get("key_value_separator"),
    )


def expanded(text: str) -> bytes:
    """`text` with %n and %x followed by two digits as the bytes that they stand for."""
    raw = text.encode("utf-8", "surrogateescape")
    out = b""
    while raw:
        before, percent, raw = raw.partition(b"%")
        out += before
        byte = hex_byte(raw, 1) if raw.startswith(b"x") else None
        if byte is not None:
            out, raw = out + byte, raw[3:]
        elif percent and raw.startswith(b"n"):
            out, raw = out + b"\n", raw[1:]
        elif percent and raw.startswith(b"%"):
            out, raw = out + b"%", raw[1:]
        else:
            out += percent
    return out
