r"""What a pathspec says before its path: its magic.

    :(top,icase,attr:-text !eol)path    names, with commas between them
    :/path  :!path  :^path  :!/:path    signs: from the top; left out; a colon may end them

    top         from the top of the work tree, not from where the user is
    literal     the path has no wildcards
    glob        a wildcard stands for no slash, "**" for directories
    icase       letters of ASCII match in either case, but for those of the user's directory
    exclude     what matches is left out
    attr:…      words: attr is set, -attr unset, !attr unspecified, attr=value; a backslash keeps what follows as it is
    prefix:n    so many bytes of the path are the user's directory: what git says to its own commands

Follows git's Documentation/gitglossary, "pathspec".
"""

from __future__ import annotations

from pygitobj.formats.attributes import SET, UNSET, UNSPECIFIED, AttributeValue, is_attribute_name, shown
from pygitobj.formats.numbers import LARGEST_INT, integer_at
from pygitobj.record import Record

TOP, LITERAL, GLOB, ICASE, EXCLUDE, ATTR = "top", "literal", "glob", "icase", "exclude", "attr"
# The names in git's order, with the sign of each that has one.
NAMES = {TOP: "/", LITERAL: "", GLOB: "", ICASE: "", EXCLUDE: "!", ATTR: ""}
SIGNS = {b"/": TOP, b"!": EXCLUDE, b"^": EXCLUDE}
# What git takes for the sign of something that may come to mean something.
RESERVED = frozenset(b"\"#%&',-;<=>@_`~")
# What may stand in the value of an attribute that is asked for.
VALUE = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789,-_")
BACKSLASH = ord("\\")

Wanted = tuple[tuple[str, AttributeValue], ...]


class Magic(Record):
    """The names of what a pathspec starts with, the attributes it asks for, "prefix:" (None: not there), the path."""

    names: frozenset[str]
    wanted: Wanted
    prefix: int | None
    path: bytes


class Defaults(Record):
    """What holds for all pathspecs: GIT_LITERAL_PATHSPECS, GIT_GLOB_PATHSPECS and their like."""

    literal: bool = False
    glob: bool = False
    noglob: bool = False
    icase: bool = False


NO_DEFAULTS = Defaults()


def parse_magic(text: bytes, defaults: Defaults = NO_DEFAULTS) -> Magic:
    """What `text` starts with, and its path. Raises ValueError in git's words."""
    if defaults.literal or not text.startswith(b":"):
        magic = Magic(frozenset(), (), None, text)
    elif text.startswith(b":("):
        magic = long_magic(text)
    else:
        magic = short_magic(text)
    names = magic.names | defaults_for(magic.names, defaults)
    if LITERAL in names and GLOB in names:
        raise ValueError(f"{shown(text)}: 'literal' and 'glob' are incompatible")
    return magic._replace(names=names)


def defaults_for(names: frozenset[str], defaults: Defaults) -> set[str]:
    """What `defaults` add to a pathspec that has the magic `names`. Raises ValueError."""
    added = set()
    if defaults.literal:
        added.add(LITERAL)
    if defaults.glob and LITERAL not in names:
        added.add(GLOB)
    if defaults.glob and defaults.noglob:
        raise ValueError("global 'glob' and 'noglob' pathspec settings are incompatible")
    if defaults.icase:
        added.add(ICASE)
    if defaults.literal and len(added) > 1:
        raise ValueError("global 'literal' pathspec setting is incompatible with all other global pathspec settings")
    if defaults.noglob and GLOB not in names:
        added.add(LITERAL)
    return added


def short_magic(text: bytes) -> Magic:
    """The magic that signs say. Raises ValueError."""
    names = set()
    at = 1
    while (sign := text[at : at + 1]) in SIGNS:
        names.add(SIGNS[sign])
        at += 1
    if sign and sign[0] in RESERVED:
        raise ValueError(f"Unimplemented pathspec magic '{shown(sign)}' in '{shown(text)}'")
    return Magic(frozenset(names), (), None, text[at + (sign == b":") :])


def long_magic(text: bytes) -> Magic:
    """The magic that names in brackets say. Raises ValueError."""
    names = set()
    wanted: Wanted = ()
    prefix = None
    at = 2
    while text[at : at + 1] not in (b"", b")"):
        end = end_of_name(text, at)
        name = text[at:end]
        at = end + (text[end : end + 1] == b",")
        if name.startswith(b"prefix:"):
            prefix = prefix_given(name)
        elif name.startswith(b"attr:"):
            if wanted:
                raise ValueError("Only one 'attr:' specification is allowed.")
            wanted = attributes_wanted(name[len(b"attr:") :])
            names.add(ATTR)
        elif shown(name) in NAMES:
            names.add(shown(name))
        elif name:
            raise ValueError(f"Invalid pathspec magic '{shown(name)}' in '{shown(text)}'")
    if at == len(text):
        raise ValueError(f"Missing ')' at the end of pathspec magic in '{shown(text)}'")
    return Magic(frozenset(names), wanted, None if prefix is None or prefix < 0 else prefix, text[at + 1 :])


def end_of_name(text: bytes, at: int) -> int:
    """Where the name at `at` ends: at a comma or a bracket before which no backslash stands, or with the text."""
    while at < len(text) and text[at] not in b",)":
        at += 2 if text[at] == BACKSLASH and at + 1 < len(text) else 1
    return at


def prefix_given(name: bytes) -> int:
    """The number of `name`, "prefix:…". Raises ValueError."""
    digits = name[len(b"prefix:") :].decode("latin-1")
    value, end = integer_at(digits, 0)
    if end != len(digits) or value > LARGEST_INT:
        raise ValueError("invalid parameter for pathspec magic 'prefix'")
    return value


def attributes_wanted(words: bytes) -> Wanted:
    """What `words` ask of attributes. Raises ValueError."""
    if not words:
        raise ValueError("attr spec must not be empty")
    return tuple(attribute_wanted(word) for word in words.split(b" ") if word)


def attribute_wanted(word: bytes) -> tuple[str, AttributeValue]:
    """The attribute that `word` names, and what it is to be. Raises ValueError."""
    value: AttributeValue = SET
    name = word
    if word.startswith((b"!", b"-")):
        value = UNSET if word.startswith(b"-") else UNSPECIFIED
        name = word[1:]
    elif b"=" in word:
        name, _, text = word.partition(b"=")
        value = unescaped(text)
    if not is_attribute_name(name):
        raise ValueError(f"invalid attribute name {shown(name)}")
    return name.decode("ascii"), value


def unescaped(text: bytes) -> str:
    """`text`, the value of an attribute, without its backslashes. Raises ValueError."""
    found = bytearray()
    at = 0
    while at < len(text):
        if text[at] == BACKSLASH:
            at += 1
            if at == len(text):
                raise ValueError("Escape character '\\' not allowed as last character in attr value")
        if text[at] not in VALUE:
            raise ValueError(f"cannot use '{shown(text[at : at + 1])}' for value matching")
        found.append(text[at])
        at += 1
    return found.decode("ascii")


def names_shown(names: frozenset[str]) -> str:
    """The magic `names` as messages have them."""
    return ", ".join(
        f"'{name}' (mnemonic: '{sign}')" if sign else f"'{name}'" for name, sign in NAMES.items() if name in names
    )
