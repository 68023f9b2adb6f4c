"""Atoms: what stands in `%(…)` in a format of references, and what references are sorted by.

    name, name:argument     of the reference, or of the object that it names
    *name                   of the object that its tag comes to

Follows git's Documentation/git-for-each-ref, "FIELD NAMES".
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.cli.pretty import commit_atoms, persons, ref_atoms
from pygitobj.cli.pretty.items import BODY, HEADER, NOTHING, STORAGE, Item, Needs, Seen
from pygitobj.cli.pretty.trailer_atoms import trailer_options
from pygitobj.cli.pretty.world import World
from pygitobj.errors import GitObjectError, UnsupportedError
from pygitobj.formats.commit import Commit
from pygitobj.formats.date_modes import parse_date_mode
from pygitobj.formats.message import first_lines, on_one_line, sanitized
from pygitobj.formats.numbers import LARGEST_INT, decimal
from pygitobj.formats.tag import Tag
from pygitobj.formats.trailers import trailers_of
from pygitobj.oid import ObjectId, ObjectType
from pygitobj.record import Record

Text = Callable[[World, Item], bytes]
OfObject = Callable[[World, Seen], bytes]
# How values are compared.
TEXT, NUMBER, TIME = "text", "number", "time"
LEAST_DIGITS = 4
PEOPLE = ("author", "committer", "tagger", "creator")
OF_PEOPLE = tuple(who + part for who in PEOPLE for part in ("", "name", "email", "date") if (who, part) not in (
    ("creator", "name"), ("creator", "email")))  # fmt: skip
NOT_YET = ("flag",)
OF_COMMITS = {"signature": commit_atoms.signature, "describe": commit_atoms.describe}
OF_MESSAGE = ("subject", "body", "trailers", "contents")


class Atom(Record):
    """An atom: what it was called, its text, how that is compared, and what it asks of objects.

    `number` gives what a number or a moment is compared by. One of control stands for no text but for what happens to
    others, as `argument` says.
    """

    name: str
    base: str
    argument: str | None
    text: Text
    compared: str = TEXT
    number: Callable[[World, Item], int] | None = None
    needs: Needs = Needs()


def parse_atom(name: str) -> Atom:
    """The atom that `name` is. Raises GitObjectError in git's words."""
    bare = name.removeprefix("*")
    if not bare:
        raise GitObjectError(f"malformed field name: {name}")
    base, _, argument = bare.partition(":")
    peels = bare != name
    if base in ref_atoms.OF_REFERENCES:
        return of_reference(name, base, argument or None, peels)
    if base in NOT_YET:
        raise UnsupportedError(f"%({base}) is not supported yet")
    if base not in KNOWN:
        raise GitObjectError(f"unknown field name: {name}")
    text, compared, number, need = of_object(name, base, argument or None)
    if base == "objectname" and not peels:
        return Atom(name, base, argument or None, lambda world, item: text(world, item.object))
    needs = Needs(peeled=need, peels=True) if peels else Needs(own=need)

    def shown(world: World, item: Item) -> bytes:
        seen = item.target if peels else item.object
        return b"" if seen is None else text(world, seen)

    def counted(world: World, item: Item) -> int:
        seen = item.target if peels else item.object
        return 0 if seen is None or number is None else number(world, seen)

    return Atom(name, base, argument or None, shown, compared, counted, needs)


def of_reference(name: str, base: str, argument: str | None, peels: bool) -> Atom:
    """The atom `base` of references. Raises GitObjectError."""
    text = ref_atoms.parse(base, name, argument)
    needs = Needs(peels=True) if peels else Needs()
    if peels and base in ("refname", "symref"):
        return Atom(name, base, argument, lambda world, item: text(world, item) + b"^{}", needs=needs)
    return Atom(name, base, argument, text, needs=needs)


Parsed = tuple[OfObject, str, Callable[[World, Seen], int] | None, int]


def of_object(name: str, base: str, argument: str | None) -> Parsed:
    """The text of the atom `base` of objects, how it is compared, and what it asks. Raises GitObjectError."""
    if base in OF_PEOPLE:
        return of_people(name, base, argument)
    if base in OF_MESSAGE:
        return of_message(base, argument)
    if base in OF_COMMITS:
        return OF_COMMITS[base](argument), TEXT, None, BODY
    if base in ("objectname", "tree", "parent"):
        return of_ids(name, base, argument)
    if base in ("objecttype", "deltabase", "numparent", "object", "type", "tag"):
        if argument is not None and base in ("objecttype", "deltabase"):
            raise no_argument(base)
        return SIMPLE[base]
    if base == "objectsize":
        if argument not in (None, "disk"):
            raise bad_argument("objectsize", argument)
        if argument == "disk":
            return lambda _, seen: b"%d" % seen.disk_size, NUMBER, lambda _, seen: seen.disk_size, STORAGE
        return lambda _, seen: b"%d" % seen.size, NUMBER, lambda _, seen: seen.size, HEADER
    if argument not in (None, "size"):
        raise bad_argument("raw", argument)
    if argument == "size":
        return lambda _, seen: b"%d" % len(seen.data), NUMBER, lambda _, seen: len(seen.data), BODY
    return lambda _, seen: seen.data, TEXT, None, BODY


def no_argument(base: str) -> GitObjectError:
    """The error for an argument where none is taken."""
    return GitObjectError(f"%({base}) does not take arguments")


def bad_argument(name: str, argument: str | None) -> GitObjectError:
    """The error for an argument that there is not."""
    return GitObjectError(f"unrecognized %({name.partition(':')[0]}) argument: {argument}")


# Ids and what stands in headers


def of_ids(name: str, base: str, argument: str | None) -> Parsed:
    """`objectname`, `tree` and `parent`. Raises GitObjectError."""
    least: int | None = 0
    if argument == "short":
        least = None
    elif argument is not None and argument.startswith("short="):
        text = argument.removeprefix("short=")
        number = decimal(text)
        if not number or number > LARGEST_INT * 2 + 1:
            raise GitObjectError(f"positive value expected '{text}' in %({name})")
        least = max(number, LEAST_DIGITS)
    elif argument is not None:
        raise bad_argument(name, argument)

    def cut(world: World, oid: ObjectId) -> bytes:
        return (str(oid) if least == 0 else world.ids.short(oid, least)).encode()

    def tree(world: World, seen: Seen) -> bytes:
        return cut(world, seen.parsed.tree) if isinstance(seen.parsed, Commit) else b""

    def parents(world: World, seen: Seen) -> bytes:
        if not isinstance(seen.parsed, Commit) or seen.id in world.repository.shallow:
            return b""
        return b" ".join(cut(world, parent) for parent in seen.parsed.parents)

    if base == "objectname":
        return lambda world, seen: cut(world, seen.id), TEXT, None, HEADER
    return (tree if base == "tree" else parents), TEXT, None, BODY


def parent_count(world: World, seen: Seen) -> int:
    """How many parents a commit has."""
    if not isinstance(seen.parsed, Commit) or seen.id in world.repository.shallow:
        return 0
    return len(seen.parsed.parents)


def shown_parent_count(world: World, seen: Seen) -> bytes:
    """The same, shown; nothing for what is no commit."""
    return b"%d" % parent_count(world, seen) if isinstance(seen.parsed, Commit) else b""


def delta_base(world: World, seen: Seen) -> bytes:
    """The object that it is stored as a delta against, zeros for none."""
    return str(seen.delta_base or ObjectId(world.repository.format.null_id)).encode()


def tag_part(part: Callable[[Tag], bytes]) -> OfObject:
    """The text of a part of a tag, nothing for other objects."""
    return lambda _, seen: part(seen.parsed) if isinstance(seen.parsed, Tag) else b""


SIMPLE: dict[str, Parsed] = {
    "objecttype": (lambda _, seen: str(seen.type).encode(), TEXT, None, HEADER),
    "deltabase": (delta_base, TEXT, None, STORAGE),
    "numparent": (shown_parent_count, NUMBER, parent_count, BODY),
    "object": (tag_part(lambda tag: str(tag.object).encode()), TEXT, None, BODY),
    "type": (tag_part(lambda tag: str(tag.object_type).encode()), TEXT, None, BODY),
    "tag": (tag_part(lambda tag: tag.name), TEXT, None, BODY),
}


# People and dates


def who_of(seen: Seen, who: str) -> str | None:
    """Whose header is meant by `who` in the object, None where it has none such."""
    if isinstance(seen.parsed, Commit):
        return {"tagger": None, "creator": "committer"}.get(who, who)
    if isinstance(seen.parsed, Tag):
        return "tagger" if who in ("tagger", "creator") else None
    return None


def of_people(name: str, base: str, argument: str | None) -> Parsed:
    """`author` and its like. Raises GitObjectError."""
    who = next(who for who in PEOPLE if base.startswith(who))
    part = base.removeprefix(who)

    def of(show: Callable[[World, bytes], bytes], *, maps: bool = False) -> OfObject:
        def shown(world: World, seen: Seen) -> bytes:
            header = who_of(seen, who)
            if header is None:
                return b""
            data = world.mailmap.apply(seen.data) if maps else seen.data
            return show(world, persons.line_of(data, header))

        return shown

    if part == "date":
        mode = parse_date_mode(argument or "default")

        def moment(_: World, seen: Seen) -> int:
            header = who_of(seen, who)
            found = None if header is None else persons.moment_in(persons.line_of(seen.data, header))
            return 0 if found is None else found[0]

        shown = of(lambda world, rest: persons.date_in(rest, mode, world.now))
        return shown, TIME if argument is None else TEXT, moment, BODY
    if part == "email":
        options = frozenset() if argument is None else persons.email_options(name, argument)
        shown = of(lambda _, rest: persons.email_in(rest, options), maps=persons.MAILMAP in options)
        return shown, TEXT, None, BODY
    if part == "name":
        if argument not in (None, persons.MAILMAP):
            raise bad_argument(name, argument)
        return of(lambda _, rest: persons.name_in(rest), maps=argument is not None), TEXT, None, BODY
    return of(lambda _, rest: persons.whole_line(rest)), TEXT, None, BODY


# Messages


def of_message(base: str, argument: str | None) -> Parsed:
    """`subject`, `body`, `trailers` and `contents`. Raises GitObjectError."""
    show = message_part(base, argument)

    def shown(_: World, seen: Seen) -> bytes:
        return show(seen) if seen.type in (ObjectType.COMMIT, ObjectType.TAG) else b""

    if base == "contents" and argument == "size":
        return shown, NUMBER, lambda world, seen: decimal(shown(world, seen)) or 0, BODY
    return shown, TEXT, None, BODY


def message_part(base: str, argument: str | None) -> Callable[[Seen], bytes]:
    """The part of a message that the atom shows. Raises GitObjectError."""
    if base == "body" and argument is not None:
        raise no_argument(base)
    if base == "subject" and argument not in (None, "sanitize"):
        raise bad_argument(base, argument)
    if base == "trailers" or (base == "contents" and (argument or "").partition(":")[0] == "trailers"):
        given = argument if base == "trailers" else (argument or "").partition(":")[2]
        options = trailer_options(given or "")
        return lambda seen: trailers_of(seen.message.unsigned, options)
    if base == "contents" and (argument or "").startswith("lines="):
        count = decimal((argument or "").removeprefix("lines="))
        if count is None or count > LARGEST_INT * 2 + 1:
            raise GitObjectError(f"positive value expected contents:{argument}")
        return lambda seen: first_lines(seen.message.unsigned, count)
    key = f"{base}:{argument}" if argument is not None else base
    if key not in PARTS:
        raise bad_argument(base, argument)
    return PARTS[key]


PARTS: dict[str, Callable[[Seen], bytes]] = {
    "subject": lambda seen: on_one_line(seen.message.subject),
    "subject:sanitize": lambda seen: sanitized(seen.message.subject),
    "body": lambda seen: seen.message.body,
    "contents": lambda seen: seen.message.whole,
    "contents:body": lambda seen: seen.message.unsigned_body,
    "contents:subject": lambda seen: on_one_line(seen.message.subject),
    "contents:signature": lambda seen: seen.message.signature,
    "contents:size": lambda seen: b"%d" % len(seen.message.whole),
}
KNOWN = (*OF_PEOPLE, *OF_MESSAGE, *OF_COMMITS, *SIMPLE, "objectname", "objectsize", "tree", "parent", "raw")
# An atom that asks for nothing.
ASKS_NOTHING = Needs(NOTHING, NOTHING)
