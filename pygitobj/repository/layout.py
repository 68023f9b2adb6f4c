"""What kind of repository a git directory is: its format version and its extensions.

    core.repositoryformatversion    0, or 1 which refuses extensions that it does not know
    extensions.*                    in version 0 only noop, preciousObjects, partialClone, worktreeConfig

Follows git's Documentation/technical/repository-version.
"""

from __future__ import annotations

from typing import NamedTuple

from pygitobj.errors import RepositoryError
from pygitobj.files.directory import GONE, real_path, unreadable
from pygitobj.formats.config import BadConfigLineError, ConfigEntry, parse_config
from pygitobj.oid import FORMATS, SHA1, ObjectFormat
from pygitobj.repository.config import parse_bool, parse_int

NEWEST_VERSION = 1
PREFIX = "extensions."
ANY_VERSION = ("noop", "preciousobjects", "partialclone", "worktreeconfig")
VERSION_1 = (
    "noop-v1",
    "objectformat",
    "compatobjectformat",
    "refstorage",
    "relativeworktrees",
    "submodulepathconfig",
)
REF_STORAGES = ("files", "reftable")


class Layout(NamedTuple):
    """What the configuration says of the repository's own make; `is_bare` is None where it does not say."""

    version: int = 0
    object_format: ObjectFormat = SHA1
    compat_object_format: ObjectFormat | None = None
    ref_storage: str = "files"
    partial_clone: str | None = None
    precious_objects: bool = False
    worktree_config: bool = False
    relative_worktrees: bool = False
    is_bare: bool | None = None
    work_tree: str | None = None


def read_layout(git_dir: str, common_dir: str) -> Layout:
    """The layout of the repository at `git_dir`. Raises RepositoryError where it may not be opened."""
    path = f"{common_dir}/config"
    entries = read_entries(path)
    layout = layout_of(entries, path)
    if layout.worktree_config:
        return with_work_tree(layout, read_entries(f"{git_dir}/config.worktree"))
    if git_dir != common_dir and real(git_dir) != real(common_dir):
        # A linked worktree does not take these from the repository that it shares.
        return layout._replace(is_bare=None, work_tree=None)
    return layout


def real(path: str) -> str:
    """`path` with all links followed. Raises RepositoryError."""
    try:
        return real_path(path)
    except OSError as error:
        raise unreadable(f"unable to access '{path}'", error) from error


def read_entries(path: str) -> list[ConfigEntry]:
    """The entries of the file `path`, without includes; none where there is no file."""
    try:
        with open(path, "rb") as file:
            return list(parse_config(file.read()))
    except GONE:
        return []
    except OSError as error:
        raise unreadable(f"unable to access '{path}'", error) from error
    except BadConfigLineError as error:
        raise RepositoryError(f"bad config line {error.line} in file {path}") from None


def layout_of(entries: list[ConfigEntry], path: str) -> Layout:
    """What `entries`, read from `path`, say of the layout, checked."""
    version: int | None = None
    extensions: dict[str, str | None] = {}
    for name, value, _ in entries:
        if name == "core.repositoryformatversion":
            version = parse_int(value, name, path)
        elif name.startswith(PREFIX):
            extensions[name.removeprefix(PREFIX)] = value
    if version is None:
        # Without a version nothing else is believed.
        return with_work_tree(Layout(), entries)
    require_known(version, extensions)
    layout = Layout(
        version=version,
        object_format=object_format(extensions, "objectformat") or SHA1,
        compat_object_format=object_format(extensions, "compatobjectformat"),
        ref_storage=ref_storage(extensions),
        partial_clone=extensions.get("partialclone"),
        precious_objects=flag(extensions, "preciousobjects"),
        worktree_config=flag(extensions, "worktreeconfig"),
        relative_worktrees=flag(extensions, "relativeworktrees"),
    )
    return with_work_tree(layout, entries)


def require_known(version: int, extensions: dict[str, str | None]) -> None:
    """Raises RepositoryError, in git's words, unless `version` and all `extensions` may be opened."""
    if version > NEWEST_VERSION:
        raise RepositoryError(f"Expected git repo version <= {NEWEST_VERSION}, found {version}")
    unknown = [name for name in extensions if name not in ANY_VERSION and name not in VERSION_1]
    if version >= 1 and unknown:
        raise RepositoryError(listed("unknown repository extension", unknown))
    early = [name for name in extensions if name in VERSION_1]
    if version == 0 and early:
        raise RepositoryError(listed("repo version is 0, but v1-only extension", early))


def listed(what: str, names: list[str]) -> str:
    """A line that says `what` was found, and a line for each of `names`."""
    return f"{what}{'s' if len(names) > 1 else ''} found:" + "".join(f"\n\t{name}" for name in names)


def object_format(extensions: dict[str, str | None], name: str) -> ObjectFormat | None:
    """The object format that the extension `name` says."""
    if name not in extensions:
        return None
    value = required(extensions, name)
    if value not in FORMATS:
        raise RepositoryError(f"invalid value for 'extensions.{name}': '{value}'")
    return FORMATS[value]


def ref_storage(extensions: dict[str, str | None]) -> str:
    """How references are stored: "files" or "reftable", or with where, as in "files://elsewhere"."""
    if "refstorage" not in extensions:
        return "files"
    value = required(extensions, "refstorage")
    return ref_storage_of(value, f"invalid value for 'extensions.refstorage': '{value}'")


def ref_storage_of(value: str, complaint: str) -> str:
    """`value` if it says how references are stored. Raises RepositoryError with `complaint`."""
    if value.partition("://")[0] not in REF_STORAGES:
        raise RepositoryError(complaint)
    return value


def flag(extensions: dict[str, str | None], name: str) -> bool:
    """The extension `name` as a boolean."""
    return name in extensions and parse_bool(extensions[name], PREFIX + name)


def required(extensions: dict[str, str | None], name: str) -> str:
    """The value of the extension `name`."""
    value = extensions[name]
    if value is None:
        raise RepositoryError(f"missing value for 'extensions.{name}'")
    return value


def with_work_tree(layout: Layout, entries: list[ConfigEntry]) -> Layout:
    """`layout` with what `entries` say of core.bare and core.worktree."""
    for name, value, _ in entries:
        if name == "core.bare":
            layout = layout._replace(is_bare=parse_bool(value, name))
        elif name == "core.worktree":
            layout = layout._replace(work_tree=value)
    return layout
