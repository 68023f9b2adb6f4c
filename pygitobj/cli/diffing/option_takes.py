"""What many options of differences do alike."""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.cli.diffing.asked import DiffOptions
from pygitobj.cli.parse_options import UsageError

# What does what an option says, given its value and whether it is taken back.
Take = Callable[[DiffOptions, str | None, bool], None]


def refused(*messages: str) -> UsageError:
    """The error for a value that cannot be."""
    return UsageError("".join(f"error: {message}\n" for message in messages))


def leave(_options: DiffOptions, _value: str | None, _taken_back: bool) -> None:
    """Take what makes no difference where there is no index."""


def asking(*formats: str) -> Take:
    """What asks for these formats, whatever said that there should be none."""
    return lambda options, _value, _taken_back: options.ask(*formats)


def also_asking(name: str) -> Take:
    """What asks for this format too."""
    return lambda options, _value, _taken_back: options.formats.add(name)


def only(name: str) -> Take:
    """What asks for this format, and takes back all that came before."""

    def take(options: DiffOptions, _value: str | None, _taken_back: bool) -> None:
        options.formats = {name}

    return take


def flag(name: str) -> Take:
    """What puts into the field `name` whether it was given."""
    return lambda options, _value, taken_back: setattr(options, name, not taken_back)


def take_textconv(options: DiffOptions, _value: str | None, taken_back: bool) -> None:
    """Take --textconv: what took it back before that is forgotten, but not that it was asked for."""
    options.textconv = not taken_back
    options.says_textconv = options.says_textconv or not taken_back


def setter(name: str, said: object = None) -> Take:
    """What puts its value, or what is `said`, into the field `name`."""
    return lambda options, value, _taken_back: setattr(options, name, value if said is None else said)


def spaces(what: str) -> Take:
    """What ignores a kind of white space."""
    return lambda options, _value, _taken_back: options.spaces.add(what)
