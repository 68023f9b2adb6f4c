"""References shown all at once, where a format asks for names, ids and types alone and nothing is out of the ordinary.

No reference becomes a value by itself: what a format has before and after the name is made once for each id, and put
where the id stands in lines of all references. Anything else is shown one by one (ref_list.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pygitobj.cli.output import write_all
from pygitobj.cli.pretty.atoms import Atom
from pygitobj.cli.pretty.template import Template
from pygitobj.cli.pretty.world import World
from pygitobj.cli.ref_filter import SPECIAL, Filter, prefixes_of
from pygitobj.errors import GitObjectError
from pygitobj.formats.refname import is_valid_refname
from pygitobj.kernels import shown_refs
from pygitobj.kernels.columns import PlainRefs
from pygitobj.refs.plain_lines import plain_lines

NAME, ID, TYPE = "refname", "objectname", "objecttype"
Parts = Sequence[bytes | Atom]


def print_at_once(world: World, wanted: Filter, template: Template) -> bool:
    """Print the references that are `wanted`, in order of their names; False where they must be shown one by one.

    Nothing is printed then. Raises RepositoryError.
    """
    if wanted.excluded or wanted.points_at or wanted.walks or wanted.ignore_case or not wanted.as_paths:
        return False
    if not is_simple(template):
        return False
    found = lists_of(world, wanted)
    if found is None:
        return False
    at = next(place for place, part in enumerate(template.parts) if isinstance(part, Atom) and part.name == NAME)
    before, after = template.parts[:at], [*template.parts[at + 1 :], b"\n"]
    types: dict[bytes, bytes] = {}
    ids = list(dict.fromkeys(oid for each in found for oid in each.ids))
    if TYPE in (atom.name for atom in template.atoms) and not add_types(world, ids, types):
        return False
    starts, ends = pieces(before, ids, types), pieces(after, ids, types)
    for each in found:
        write_all(shown_refs(each.text, world.refs.format.hash_size, starts, ends))
    return True


def is_simple(template: Template) -> bool:
    """Whether `template` shows one name, and besides nothing but ids and types, as they are."""
    names = [atom.name for atom in template.atoms]
    return template.quote is None and names.count(NAME) == 1 and {NAME, ID, TYPE}.issuperset(names)


def lists_of(world: World, wanted: Filter) -> list[PlainRefs] | None:
    """The references that match the patterns, each list in order and after the one before it; None if that is not all.

    A pattern is the name of a directory, with a slash behind it or without.
    """
    patterns = wanted.patterns
    prefixes = prefixes_of(wanted)
    if patterns and (len(prefixes) < len(patterns) or not all(map(SPECIAL.isdisjoint, patterns))):
        return None
    found = []
    for prefix in prefixes:
        directory = prefix.removesuffix("/")
        if patterns and not (is_valid_refname(directory) and is_nothing(world, directory)):
            return None
        each = plain_lines(world.refs, f"{directory}/" if patterns else "")
        if each is None:
            return None
        found.append(each)
    return found


def is_nothing(world: World, name: str) -> bool:
    """Whether there is no reference of the `name` itself; what cannot be read is not nothing."""
    try:
        return world.refs.backend.read(name) is None
    except GitObjectError:
        return False


def add_types(world: World, ids: Sequence[bytes], types: dict[bytes, bytes]) -> bool:
    """Put the types of the objects `ids` into `types`; False where one of them cannot be told."""
    targets = list(map(world.repository.reader.target, ids))
    for oid, (_, found) in zip(ids, world.repository.objects.header_many(targets), strict=True):
        if isinstance(found, GitObjectError):
            return False
        types[oid] = str(found.type).encode()
    return True


def pieces(parts: Parts, ids: Sequence[bytes], types: dict[bytes, bytes]) -> dict[bytes, bytes]:
    """What `parts` show for the digits of each of `ids`; for no digits, where they show none."""
    if not any(isinstance(part, Atom) for part in parts):
        return {b"": b"".join(part for part in parts if isinstance(part, bytes))}
    show: list[Callable[[bytes], bytes]] = []
    for part in parts:
        if isinstance(part, Atom):
            show.append(digits if part.name == ID else types.__getitem__)
        else:
            show.append(always(part))
    return {digits(oid): b"".join([one(oid) for one in show]) for oid in ids}


def always(text: bytes) -> Callable[[bytes], bytes]:
    """What gives `text` for every id."""
    return lambda _oid: text


def digits(oid: bytes) -> bytes:
    """The id in hex."""
    return oid.hex().encode()
