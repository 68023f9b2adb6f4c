"""Pathspecs as words of the command line: from where the user is, and as the environment has it.

    GIT_LITERAL_PATHSPECS       none has magic or a wildcard
    GIT_GLOB_PATHSPECS          all are :(glob), but for those that are :(literal)
    GIT_NOGLOB_PATHSPECS        all are :(literal), but for those that are :(glob)
    GIT_ICASE_PATHSPECS         all are :(icase)

Follows git's Documentation/gitglossary, "pathspec", and git(1), "Environment Variables".
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from pygitobj.errors import RepositoryError
from pygitobj.formats.attributes import AttributeValue, shown
from pygitobj.formats.pathspec import EMPTY, AttributesOf, Pathspec, PathspecList, from_directory
from pygitobj.formats.pathspec_magic import NAMES, Defaults, names_shown
from pygitobj.repository.config import environment_bool
from pygitobj.repository.path_inside import below_top

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.attributes import Attributes
    from pygitobj.repository.repository import Repository

ALL_MAGIC = frozenset(NAMES)


def pathspecs_given(
    repository: Repository,
    words: Sequence[str],
    prefix: str = "",
    *,
    allowed: frozenset[str] = ALL_MAGIC,
    looks_in_index: bool = False,
) -> PathspecList:
    """The pathspecs that `words` are to a user in the directory `prefix`, "" or with a slash at its end.

    What has other magic than is `allowed` is refused. `looks_in_index` is for commands that read the index: there
    .gitattributes are found in it too. Raises RepositoryError in git's words.
    """
    return PathspecList(each_given(repository, words, prefix, allowed), attributes_of(repository, looks_in_index))


def pathspecs_here(repository: Repository, words: Sequence[str], *, looks_in_index: bool = False) -> PathspecList:
    """The pathspecs that `words` are to a user where we are. Raises RepositoryError in git's words."""
    return pathspecs_given(repository, words, repository.revisions.prefix or "", looks_in_index=looks_in_index)


def each_given(
    repository: Repository, words: Sequence[str], prefix: str, allowed: frozenset[str] = ALL_MAGIC
) -> list[Pathspec]:
    """The pathspecs that `words` are, one for each. Raises RepositoryError in git's words."""
    if not all(words):
        raise RepositoryError(EMPTY)
    if not words:
        return []
    defaults = defaults_of(repository.environ)
    start = os.fsencode(prefix)
    found = []
    for word in words:
        text = os.fsencode(word)

        def place(path: bytes, word: str = word) -> tuple[bytes, int]:
            return placed(repository, start, path, word)

        try:
            spec = Pathspec.placed(text, place, defaults)
        except ValueError as error:
            raise RepositoryError(str(error)) from None
        if not spec.names <= allowed:
            shown_names = names_shown(spec.names - allowed)
            raise RepositoryError(f"{word}: pathspec magic not supported by this command: {shown_names}")
        found.append(spec)
    return found


def defaults_of(environ: Mapping[str, str]) -> Defaults:
    """What the environment says of all pathspecs. Raises RepositoryError for what is neither true nor false."""
    names = ("LITERAL", "GLOB", "NOGLOB", "ICASE")
    return Defaults(*(environment_bool(environ, f"GIT_{name}_PATHSPECS", False) for name in names))


def placed(repository: Repository, prefix: bytes, path: bytes, word: str) -> tuple[bytes, int]:
    """Where `path`, named in `prefix`, is from the top, and how much of that is the prefix. Raises RepositoryError."""
    location = repository.location
    if path.startswith(b"/"):
        inside = below_top(location.work_tree, os.fsdecode(path))
        found = None if inside is None else (os.fsencode(inside), 0)
    else:
        found = from_directory(prefix, path)
    if found is None:
        place = location.work_tree or os.path.join(repository.base, location.named)
        raise RepositoryError(f"{word}: '{shown(path)}' is outside repository at '{place}'")
    return found


def attributes_of(repository: Repository, looks_in_index: bool) -> AttributesOf:
    """What tells attributes of paths in `repository`; nothing is read before it is asked."""
    known: list[Attributes] = []

    def ask(path: bytes, names: Sequence[str]) -> Sequence[AttributeValue]:
        from pygitobj.repository.attributes import Attributes  # few pathspecs ask for them

        if not known:
            known.append(Attributes(repository, looks_in_index=looks_in_index))
        return known[0].attributes_of(path, names)

    return ask
