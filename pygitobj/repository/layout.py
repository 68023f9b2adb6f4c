"""What kind of repository a git directory is: its format version and its extensions.

    core.repositoryformatversion    0, or 1 which refuses extensions that it does not know
    extensions.*                    in version 0 only noop, preciousObjects, partialClone, worktreeConfig

Follows git's Documentation/technical/repository-version.
"""

from __future__ import annotations

from pygitobj.errors import RepositoryError
from pygitobj.files.directory import GONE, real_path, unreadable
from pygitobj.files.small_file import read_small
from pygitobj.formats.config import BadConfigLineError, ConfigEntry, parse_config
from pygitobj.oid import FORMATS, SHA1, ObjectFormat
from pygitobj.record import Record
from pygitobj.refs.backends import FILES, STORAGES
from pygitobj.repository.config import Config, parse_bool, parse_int
from pygitobj.repository.config_command import BadConfigError

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
FORMAT_NAMES = (f"{PREFIX}objectformat", f"{PREFIX}compatobjectformat")
NEED_VALUE = (*FORMAT_NAMES, f"{PREFIX}refstorage", f"{PREFIX}partialclone")
BOOLEANS = tuple(
    PREFIX + name for name in ("preciousobjects", "worktreeconfig", "relativeworktrees", "submodulepathconfig")
)
SUBMODULE_PATHS = f"{PREFIX}submodulepathconfig"
SUBMODULE_PATHS_WANTED = "init.defaultSubmodulePathConfig"


class Layout(Record):
    """What the configuration says of the repository's own make; `is_bare` is None where it does not say."""

    version: int = 0
    object_format: ObjectFormat = SHA1
    compat_object_format: ObjectFormat | None = None
    ref_storage: str = FILES
    partial_clone: str | None = None
    precious_objects: bool = False
    worktree_config: bool = False
    relative_worktrees: bool = False
    is_bare: bool | None = None
    work_tree: str | None = None


def read_layout(git_dir: str, common_dir: str, named: str) -> Layout:
    """The layout of the repository at `git_dir`, which messages call `named`.

    Raises RepositoryError where it may not be opened.
    """
    shown = f"{named if common_dir == git_dir else common_dir}/config"
    entries = read_entries(f"{common_dir}/config", shown)
    layout = layout_of(entries, shown)
    if layout.worktree_config:
        shown = f"{named}/config.worktree"
        return with_work_tree(layout, read_entries(f"{git_dir}/config.worktree", shown), shown)
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


def read_entries(path: str, shown: str) -> list[ConfigEntry]:
    """The entries of the file `path`, which messages call `shown`, without includes; none where there is no file."""
    try:
        return list(parse_config(read_small(path)))
    except GONE:
        return []
    except OSError as error:
        raise unreadable(f"unable to access '{shown}'", error) from error
    except BadConfigLineError as error:
        raise RepositoryError(f"bad config line {error.line} in file {shown}") from None


def layout_of(entries: list[ConfigEntry], path: str) -> Layout:
    """What `entries`, read from `path`, say of the layout, checked."""
    version: int | None = None
    extensions: dict[str, str | None] = {}
    for name, value, line in entries:
        if name == "core.repositoryformatversion":
            version = parse_int(value, name, path)
        elif name.startswith(PREFIX):
            if value is None and name in NEED_VALUE:
                raise bad_line(f"missing value for '{name}'", line, path)
            if name in FORMAT_NAMES and value not in FORMATS:
                raise bad_line(f"invalid value for '{name}': '{value}'", line, path)
            if name == f"{PREFIX}refstorage" and value is not None:
                ref_storage_of(value, bad_line(f"invalid value for '{name}': '{value}'", line, path))
            if name in BOOLEANS:
                parse_bool(value, name)  # whether it counts or not
            extensions[name.removeprefix(PREFIX)] = value
    if version is None:
        # Without a version nothing else is believed.
        return with_work_tree(Layout(), entries, path)
    require_known(version, extensions)
    layout = Layout(
        version=version,
        object_format=object_format(extensions, "objectformat") or SHA1,
        compat_object_format=object_format(extensions, "compatobjectformat"),
        ref_storage=extensions.get("refstorage") or FILES,
        partial_clone=extensions.get("partialclone"),
        precious_objects=flag(extensions, "preciousobjects"),
        worktree_config=flag(extensions, "worktreeconfig"),
        relative_worktrees=flag(extensions, "relativeworktrees"),
    )
    return with_work_tree(layout, entries, path)


def bad_line(detail: str, line: int, path: str) -> BadConfigError:
    """The error for a line of the configuration file `path`, with which `detail` is wrong."""
    return BadConfigError(detail, f"bad config line {line} in file {path}")


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
    value = extensions.get(name)
    return None if value is None else FORMATS[value]


def ref_storage_of(value: str, complaint: RepositoryError) -> str:
    """`value` if it says how references are stored: "files" or "reftable", or with where, as in "files://elsewhere".

    Raises `complaint`.
    """
    if value.partition("://")[0] not in STORAGES:
        raise complaint
    return value


def flag(extensions: dict[str, str | None], name: str) -> bool:
    """The extension `name` as a boolean."""
    return name in extensions and parse_bool(extensions[name], PREFIX + name)


def wants_submodule_paths(config: Config) -> bool:
    """Whether a configuration that is written anew is to have the extension submodulePathConfig.

    Raises RepositoryError where `config` says it with another word than a boolean.
    """
    said = config.last(SUBMODULE_PATHS_WANTED)
    return said is not None and parse_bool(said.entry.value, SUBMODULE_PATHS_WANTED)


def with_work_tree(layout: Layout, entries: list[ConfigEntry], path: str) -> Layout:
    """`layout` with what `entries`, read from `path`, say of core.bare and core.worktree."""
    for name, value, line in entries:
        if name == "core.bare":
            layout = layout._replace(is_bare=parse_bool(value, name))
        elif name == "core.worktree":
            if value is None:
                raise bad_line(f"missing value for '{name}'", line, path)
            layout = layout._replace(work_tree=value)
    return layout
