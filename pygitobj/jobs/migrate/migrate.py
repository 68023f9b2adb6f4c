"""Storing all references of a repository in the other way: files or reftables.

    lock        the configuration, and the old references
    write       the new references and logs into ref_migration.<random>, flushed to the disk
    look again  whether the old ones are what was read
    place       the new ones where they belong: nobody looks there yet, since the configuration says the old way
    switch      the configuration gets its new content, in one rename, once everything before it is on the disk
    remove      the old ones

Up to the switch the old references count and are whole, from then on the new ones: whatever ends it, all references are
in one of the two. Files of one way that are there although references are stored in the other are never written over:
what is in them, nobody here can tell. Follows git's Documentation/git-refs, "migrate".
"""

from __future__ import annotations

import os

from pygitobj.errors import GitObjectError, RefError, RefLockedError, UnsupportedError
from pygitobj.files.atomic import ALL_BITS
from pygitobj.files.directory import listed, real_path, remove_tree, sync_directory, unreadable
from pygitobj.files.lock import LockFile
from pygitobj.files.small_file import content_of
from pygitobj.formats.config import parse_config
from pygitobj.formats.config_edit import with_setting
from pygitobj.jobs.migrate.contents import read_contents
from pygitobj.jobs.migrate.new_file import sync_below
from pygitobj.jobs.migrate.new_files import write_files
from pygitobj.jobs.migrate.new_tables import write_tables
from pygitobj.jobs.migrate.old_files import OldFiles
from pygitobj.jobs.migrate.old_tables import OldTables
from pygitobj.jobs.migrate.places import PlacedFiles, PlacedTables
from pygitobj.oid import SHA1
from pygitobj.refs.backends import FILES, STORAGES
from pygitobj.refs.files import FilesBackend
from pygitobj.refs.reftable_store import ReftableStore
from pygitobj.repository.layout import SUBMODULE_PATHS, VERSION_1, layout_of, wants_submodule_paths
from pygitobj.repository.ref_changes import load_ref_policy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pygitobj.formats.config import ConfigEntry
    from pygitobj.oid import ObjectFormat
    from pygitobj.refs.updates import RefPolicy
    from pygitobj.repository.repository import Repository

OBJECT_FORMAT, REF_STORAGE = "extensions.objectformat", "extensions.refstorage"
VERSION = "core.repositoryformatversion"
DIRECTORY = "ref_migration."
RANDOM_BYTES = 3


def migrate_refs(
    repository: Repository, ref_format: str, *, reflogs: bool = True, dry_run: bool = False, warn: Callable[[str], None]
) -> str | None:
    """Store the references of `repository` as `ref_format` says, "files" or "reftable", with `reflogs` the logs too.

    A `dry_run` only writes them, and gives the directory where they are. The repository is to be opened again
    afterwards. `warn` is told what is not as it was. Raises RefError, CorruptError, RepositoryError,
    UnsupportedError: references are stored as they were then, unless the error says that they were migrated.
    """
    require_possible(repository, ref_format)
    policy = load_ref_policy(repository)
    config = locked_config(repository, policy)
    try:
        migration = Migration(repository, ref_format, config, policy)
        return migration.run(reflogs=reflogs, dry_run=dry_run, warn=warn)
    except OSError as error:
        raise unreadable(
            f"cannot migrate references: {error.filename or repository.location.git_dir}", error
        ) from error
    finally:
        config.release()


def require_possible(repository: Repository, ref_format: str) -> None:
    """Raises RefError, UnsupportedError where references cannot be stored as `ref_format` says."""
    if ref_format not in STORAGES:
        raise RefError(f"unknown ref storage format '{ref_format}'")
    backend = repository.ref_store.backend
    is_here = repository.location.layout.ref_storage in STORAGES
    if not is_here or not isinstance(backend, FilesBackend | ReftableStore):
        raise UnsupportedError("references that are stored elsewhere cannot be migrated")
    if isinstance(backend, FilesBackend) == (ref_format == FILES):
        raise RefError(f"repository already uses '{ref_format}' format")
    location = repository.location
    if location.git_dir != location.common_dir or listed(f"{location.common_dir}/worktrees"):
        raise RefError("migrating repositories with worktrees is not supported yet")


def locked_config(repository: Repository, policy: RefPolicy) -> LockFile:
    """The lock of the repository's configuration, so that nobody else migrates it. Raises RefLockedError, RefError."""
    path = f"{repository.location.common_dir}/config"
    try:
        return LockFile(real_path(path), policy.lock_timeout, policy.files)
    except FileExistsError as error:
        raise RefLockedError(f"could not lock config file {path}: {error.strerror}") from error
    except OSError as error:
        raise RefError(f"could not lock config file {path}: {error.strerror}") from error


class Migration:
    """One migration of the references of `repository`, whose `config` is locked, to `ref_format`."""

    def __init__(self, repository: Repository, ref_format: str, config: LockFile, policy: RefPolicy) -> None:
        self.repository = repository
        self.git_dir = repository.location.git_dir
        self.to_files = ref_format == FILES
        self.policy = policy
        self.config = config
        before = content_of(config.target)
        layout = layout_of(list(parse_config(before)), config.target)
        if layout.ref_storage != repository.location.layout.ref_storage:
            raise RefError(f"{config.target} was changed meanwhile")
        self.after = new_config(before, ref_format, repository.format, paths=wants_submodule_paths(repository.config))
        layout = layout_of(list(parse_config(self.after)), config.target)
        if layout.ref_storage != ref_format or layout.object_format is not repository.format:
            raise RefError(f"{config.target} cannot be made to say that references are stored as {ref_format}")
        self.placed = (PlacedFiles if self.to_files else PlacedTables)(self.git_dir, policy.files)

    def run(self, *, reflogs: bool, dry_run: bool, warn: Callable[[str], None]) -> str | None:
        """Do it; gives where the references are that a `dry_run` wrote. Raises RefError, OSError and more."""
        self.placed.require_free()
        backend = self.repository.ref_store.backend
        assert isinstance(backend, FilesBackend | ReftableStore)
        old = OldFiles(backend, self.policy) if isinstance(backend, FilesBackend) else OldTables(backend, self.policy)
        directory = ""
        is_kept = False
        try:
            contents = read_contents(backend, self.repository.reader, reflogs=reflogs)
            if isinstance(old, OldFiles):
                old.require_all(contents, reflogs=reflogs)
            directory = self.made_directory()
            if self.to_files:
                write_files(directory, contents, self.repository.format, self.policy.files)
            else:
                write_tables(f"{directory}/reftable", contents, self.repository.format, self.policy, warn)
            sync_below(directory)
            if isinstance(old, OldFiles):
                old.require_unchanged()
            if dry_run:
                is_kept = True
                return directory
            self.switch(directory)
            left = old.remove()
        finally:
            if directory and not is_kept:
                remove_tree(directory)
            old.release()
        if left:
            raise RefError(f"references were migrated, but '{left[0]}' was left: it cannot be removed, or was changed")
        return None

    def made_directory(self) -> str:
        """A new directory for the new references."""
        path = f"{self.git_dir}/{DIRECTORY}{os.urandom(RANDOM_BYTES).hex()}"
        os.mkdir(path, 0o700)
        return path

    def switch(self, directory: str) -> None:
        """Place the new references that are in `directory`, and let the configuration say so. Raises OSError."""
        mode = os.stat(self.config.target).st_mode & ALL_BITS
        self.config.put(self.after, sync=True)
        os.chmod(self.config.path, mode)
        try:
            self.placed.place(directory)
            self.config.commit()
        except BaseException:
            if not self.is_switched():
                self.placed.take_back(directory)
            raise
        try:
            sync_directory(os.path.dirname(self.config.target))
        except OSError as error:
            raise RefError(f"references were migrated, but the old ones were left: {error.strerror}") from error

    def is_switched(self) -> bool:
        """Whether the configuration has its new content; where that cannot be told it may have."""
        try:
            return content_of(self.config.target) == self.after
        except GitObjectError:
            return True


def new_config(before: bytes, ref_format: str, object_format: ObjectFormat, *, paths: bool = False) -> bytes:
    """The configuration `before`, with what it is to say of `ref_format`, and of `paths` of submodules.

    Raises RepositoryError.
    """
    data = with_setting(before, OBJECT_FORMAT, None if object_format is SHA1 else object_format.name)
    data = with_setting(data, REF_STORAGE, None if ref_format == FILES else ref_format)
    if paths:
        data = with_setting(data, SUBMODULE_PATHS, "true")
    return with_setting(data, VERSION, "1" if any(map(needs_version_1, parse_config(data))) else "0")


def needs_version_1(entry: ConfigEntry) -> bool:
    """Whether `entry` is an extension that a repository of version 0 cannot have."""
    section, _, key = entry.name.partition(".")
    return section == "extensions" and key in VERSION_1
