"""Attributes of paths, as callers ask for them.

Follows git's Documentation/gitattributes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from pygitobj.face.arguments import require_flags
from pygitobj.files.directory import decoded
from pygitobj.formats.attributes import AttributeValue, is_attribute_name
from pygitobj.oid import ObjectId, shown
from pygitobj.repository.attributes import Attributes, Direction
from pygitobj.repository.path_inside import path_inside
from pygitobj.repository.repository import Repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _typeshed import StrOrBytesPath

    from pygitobj.formats.commit import Commit
    from pygitobj.formats.tag import Tag
    from pygitobj.formats.tree import Tree

    TreeNamed = str | ObjectId | Tree | Commit | Tag


def attributes_of_paths(
    repository: Repository,
    paths: Iterable[StrOrBytesPath],
    names: Iterable[str] | None,
    source: TreeNamed | None,
    cached: bool,
) -> Iterator[tuple[StrOrBytesPath, dict[str, AttributeValue]]]:
    """Each of `paths` with its attributes `names`, or with all that are specified. Checks its arguments at once."""
    require_flags(cached=cached)
    if isinstance(paths, str | bytes) or not isinstance(paths, Iterable):
        raise TypeError(f"many paths are expected, such as a list of them, not {shown(paths)}")
    wanted = None if names is None else names_given(names)
    if source is not None and cached:
        raise ValueError("source and cached do not go together")
    _ = repository.objects.sources  # raises where it was closed
    tree = None if source is None else repository.tree(source).id
    attributes = Attributes(repository, Direction.INDEX if cached else Direction.CHECKIN, tree)
    return answers(repository, attributes, paths, wanted)


def answers(
    repository: Repository, attributes: Attributes, paths: Iterable[StrOrBytesPath], names: Sequence[str] | None
) -> Iterator[tuple[StrOrBytesPath, dict[str, AttributeValue]]]:
    """Each of `paths` with what `attributes` say of it."""
    for given in paths:
        path = os.fsencode(path_inside(repository, path_of(given), ""))
        if names is None:
            yield given, dict(attributes.all_of(path))
        else:
            yield given, dict(zip(names, attributes.attributes_of(path, names), strict=True))


def path_of(given: StrOrBytesPath) -> str:
    """The text of the path `given`. Raises TypeError, ValueError."""
    text = decoded(given)
    if "\0" in text:
        raise ValueError(f"not a path: {shown(text)}")
    return text


def names_given(names: Iterable[str]) -> list[str]:
    """`names`, checked: attributes may be called so. Raises TypeError, ValueError."""
    if isinstance(names, str | bytes) or not isinstance(names, Iterable):
        raise TypeError(f'names are many, such as ["text", "eol"], not {shown(names)}')
    found = list(names)
    for name in found:
        if not isinstance(name, str):
            raise TypeError(f'the name of an attribute is a str such as "text", not {shown(name)}')
        if not is_attribute_name(name.encode("utf-8", "surrogatepass")):
            raise ValueError(f"{shown(name)}: not a valid attribute name")
    return found
