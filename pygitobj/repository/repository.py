"""A repository: found, opened and closed, and its objects under all their names; `surroundings` has the rest of it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from pygitobj.errors import AmbiguousPrefixError, RepositoryError, RevisionError
from pygitobj.files.directory import decoded, is_directory, is_file, is_there, path_given, unreadable
from pygitobj.formats.numbers import lower
from pygitobj.oid import ObjectId, shown
from pygitobj.repository.config import Config, default_hint, load_config
from pygitobj.repository.config_command import Override
from pygitobj.repository.discovery import DOT_GIT, Location, discover
from pygitobj.repository.environment import asked_for, without_places
from pygitobj.repository.surroundings import Surroundings
from pygitobj.revisions.context import Context, Resolution, Status
from pygitobj.revisions.resolve import resolve
from pygitobj.sources.trouble import ignore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self

    from _typeshed import StrOrBytesPath

    from pygitobj.formats.blob import Blob
    from pygitobj.formats.commit import Commit
    from pygitobj.formats.git_index import IndexEntry
    from pygitobj.formats.mailmap import Mailmap
    from pygitobj.formats.tag import Tag
    from pygitobj.formats.tree import Tree
    from pygitobj.repository.typed import GitObject
    from pygitobj.walk.history import History

# What is found out once, until everything is looked at anew.
LOOKED_AT_AGAIN = (
    "config", "promised", "policy", "reader", "shallow", "grafts", "commit_graph", "legacy_remotes", "revisions",
)  # fmt: skip
PAIRS = ([str, str], [str, type(None)])


class Repository(Surroundings):
    """An open repository; `Repository.open` finds one. Close it, or use it with `with`.

    `objects` is its ObjectStore, `ref_store` its references, `config` its configuration, `location` where it is.
    `warn` and the logger "pygitobj" are told, a line each, what git would print as it goes on: damaged copies passed
    over, ambiguous names; the logger not without `log`.
    """

    @classmethod
    def open(
        cls,
        path: StrOrBytesPath | None = None,
        *,
        search: bool = True,
        git_dir: StrOrBytesPath | None = None,
        work_tree: StrOrBytesPath | None = None,
        bare: bool = False,
        overrides: Sequence[Override] = (),
        replace: bool = True,
        verify: bool = True,
        warn: Callable[[str], None] = ignore,
        log: bool = True,
        environ: Mapping[str, str] | None = None,
    ) -> Self:
        """The repository that `path` is, or is in, found as git finds it; or the one whose git directory is `git_dir`.

        With a path, or a `git_dir`, what the environment says of places (GIT_DIR, GIT_OBJECT_DIRECTORY and others) does
        not count: in a hook it means the hook's repository. Without either it decides as for git, else the current
        directory does. With `search=False` only what is at `path` itself counts, not what is above it. An `environ` is
        taken as it is, in the place of the process's own.

        `overrides` are (name, value) of configuration that wins over the files; `replace=False` switches replace refs
        off; `verify=False` trusts the files as git does instead of hashing every object that is read. Raises
        RepositoryError with git's message.
        """
        require_overrides(overrides)
        if environ is None:
            environ = os.environ if path is None and git_dir is None else without_places(os.environ)
        counts = environ

        def protected_config() -> Config:
            return load_config(None, None, overrides=overrides, environ=counts)

        location = discover(
            start_given(path),
            search=search,
            git_dir=None if git_dir is None else decoded(git_dir),
            work_tree=None if work_tree is None else decoded(work_tree),
            bare=bare,
            environ=environ,
            config=protected_config,
        )
        return cls(location, overrides=overrides, replace=replace, verify=verify, warn=warn, log=log, environ=environ)

    def close(self) -> None:
        """Let go of every file. Who asks for objects afterwards gets a ValueError, also where none was read before."""
        self.is_closed = True
        if "objects" in self.__dict__:
            self.objects.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Repository {self.location.git_dir}>"

    def __reduce__(self) -> tuple[Any, ...]:
        # Its place and options; what takes warnings belongs to this process, and there the logger takes its part.
        options = {"overrides": self.overrides, "replace": self.replace, "verify": self.verify, "log": self.is_heard}
        return repository_again, (type(self), self.location, options, asked_for(self.environ), self.base)

    def refresh(self) -> None:
        """See what changed meanwhile: packs, alternates, replace refs, shallow lines, what is promised, settings.

        References are read anew in any case. What was handed out before, and a job at work, stay as they are, and so
        does the limit of the cache of delta bases.
        """
        for name in LOOKED_AT_AGAIN:
            self.__dict__.pop(name, None)
        store, config = self.objects, self.config
        store._reconfigure(config.hint("pack.threads"), multi_pack_index=config.get_bool("core.multiPackIndex", True))
        store.refresh()

    def translate(self, oid: ObjectId) -> ObjectId | None:
        """The name in the other hash of the object `oid`, whichever of the two it is; None where no file tells it.

        Loose objects alone have it told; see git's gitformat-loose, "Loose object mapping". Raises ValueError where
        the repository has one hash, or `oid` is of neither, RepositoryError, CorruptError.
        """
        other = self.other_format
        if other is None:
            raise ValueError("objects have names in one hash here: extensions.compatObjectFormat is not set")
        if not isinstance(oid, bytes) or len(oid) != other.hash_size:
            self.format.require_id(oid)
        from pygitobj.store.translation import translated  # few repositories have two hashes

        return translated(self.objects, other, oid)

    @cached_property
    def revisions(self) -> Context:
        """What names are resolved against."""
        work_tree = self.location.work_tree
        return Context(
            format=self.format,
            reads=lambda: self.reader,
            refs=self.ref_store,
            base=self.base,
            prefix=self.location.prefix if self.location.is_inside else None,
            work_tree=work_tree,
            shallow=lambda: self.shallow,
            grafts=lambda: self.grafts,
            warn=self.warn,
            warn_ambiguous=self.config.get_bool("core.warnAmbiguousRefs", True),
            default_hint=default_hint(self.config),
            follows=self.followed,
            staged=self._staged,
            watches_ids=self.watches_ids,
            advises=self._advises,
            short=self._short,
            history=self._history,
        )

    def _short(self, oid: bytes) -> str:
        """The id `oid` as it is abbreviated here. Raises RepositoryError."""
        from pygitobj.repository.abbreviations import abbreviations

        return abbreviations(self.config, self.objects).short(oid)

    def _history(self) -> History:
        """The commits as they are seen here, for long ways from one to the next. Raises RepositoryError."""
        from pygitobj.repository.history import history_of

        return history_of(self)

    def _staged(self) -> list[IndexEntry]:
        """The entries of the index, by path and stage. Raises RepositoryError, CorruptIndex, UnsupportedError."""
        from pygitobj.repository.staged import index_path, staged_entries

        git_dir = self.location.git_dir
        return staged_entries(index_path(git_dir, self.base, self.environ), git_dir, self.format)

    def followed(self, kind: str, branch: str) -> str:
        """The reference that `branch`, HEAD's for "", builds on ("upstream") or that follows where it goes ("push").

        Raises RevisionError.
        """
        from pygitobj.repository.tracking import Tracking

        return Tracking(self.config, self.ref_store, self.legacy_remotes).required(kind, branch)

    def resolve(self, name: str) -> ObjectId:
        """The id of the object that the revision `name` names, such as "HEAD~2:docs" or "v1.0^{tree}".

        Raises RevisionError, AmbiguousPrefixError with the candidates, UnsupportedError; TypeError for bytes and ids.
        """
        require_revision(name)
        found = resolve(self.revisions, name, explain=True)
        if found.id is not None:
            return found.id
        if found.status is Status.AMBIGUOUS:
            from pygitobj.revisions.ambiguity import choose

            raise AmbiguousPrefixError(name, choose(self.reader, lower(name), None).candidates)
        raise RevisionError(f"Not a valid object name {name}")

    def lookup(self, name: str, *, follow_symlinks: bool = False) -> Resolution:
        """How the resolution of `name` ends, as the batch modes of cat-file tell it: a miss is no error."""
        require_revision(name)
        return resolve(self.revisions, name, follow_symlinks=follow_symlinks)

    def __getitem__(self, name: str | ObjectId) -> GitObject:
        """The object that `name`, a revision or an id, names: a Commit, Tree, Tag or Blob.

        Where a replace ref says so it is read from another object, and has the id of the one that was named.
        """
        from pygitobj.repository.typed import typed_object

        oid = name if isinstance(name, ObjectId) else self.resolve(name)
        kind, data = self.reader.read(oid)
        return typed_object(kind, data, oid, self.format)

    def commit(self, name: str | ObjectId | Commit | Tag = "HEAD") -> Commit:
        """The commit that `name` comes to, through tags. Raises RevisionError for what is none."""
        from pygitobj.formats.commit import Commit
        from pygitobj.repository.typed import peeled

        return peeled(self.reader, self.__getitem__, name, Commit)

    def tree(self, name: str | ObjectId | Tree | Commit | Tag = "HEAD") -> Tree:
        """The tree that `name` comes to, through tags, or of the commit. Raises RevisionError for what is none."""
        from pygitobj.formats.tree import Tree
        from pygitobj.repository.typed import peeled

        return peeled(self.reader, self.__getitem__, name, Tree)

    def blob(self, name: str | ObjectId | Blob | Tag) -> Blob:
        """The blob that `name`, such as "HEAD:README.md", comes to. Raises RevisionError for what is none."""
        from pygitobj.formats.blob import Blob
        from pygitobj.repository.typed import peeled

        return peeled(self.reader, self.__getitem__, name, Blob)

    def tag(self, name: str | ObjectId | Tag) -> Tag:
        """The annotated tag that `name` names. Raises RevisionError for what is none."""
        from pygitobj.formats.tag import Tag
        from pygitobj.repository.typed import peeled

        return peeled(self.reader, self.__getitem__, name, Tag)

    def __contains__(self, name: object) -> bool:
        """Whether `name`, a revision or an id, names an object that is there. Raises TypeError for anything else."""
        if isinstance(name, ObjectId):
            return name in self.objects
        found = self.lookup(require_revision(name))
        return found.id is not None and found.id in self.objects

    def mailmap(self) -> Mailmap:
        """The mailmap: of the work tree, or of HEAD without one; then mailmap.blob, then mailmap.file."""
        from pygitobj.repository.mailmap import load_mailmap

        return load_mailmap(self.location, self.config, lambda: self.revisions, self.warn)


def require_revision(name: object) -> str:
    """`name`, a revision as git writes it. Raises TypeError that says what to pass."""
    if not isinstance(name, str):
        raise TypeError(f'a revision is expected, a str such as "HEAD~2", or an ObjectId("…"), not {shown(name)}')
    return name


def require_overrides(overrides: object) -> None:
    """Raises TypeError unless these are pairs of a name and a value."""
    if isinstance(overrides, Iterable) and not isinstance(overrides, str | bytes):
        pairs = list(overrides)
        if all(isinstance(pair, tuple) and list(map(type, pair)) in PAIRS for pair in pairs):
            return
    raise TypeError('overrides are pairs (name, value), such as ("core.fsync", "none"), the value a str or None')


def start_given(path: StrOrBytesPath | None) -> str:
    """The directory at which the search starts: the current one without a `path`. Raises RepositoryError."""
    start = path_given(os.curdir if path is None else path)
    if path is None:
        return start
    place, name = os.path.split(start)
    try:
        if is_directory(start):
            return start
        if name == DOT_GIT and is_file(start):
            return place  # the file that leads to the git directory of a linked worktree
        said = os.strerror(errno.ENOTDIR if is_there(start) else errno.ENOENT)
    except OSError as error:
        raise unreadable(f"cannot change to '{os.fsdecode(path)}'", error) from error
    raise RepositoryError(f"cannot change to '{os.fsdecode(path)}': {said}")


def repository_again(
    kind: type[Repository], location: Location, options: dict[str, Any], environ: Mapping[str, str], base: str
) -> Repository:
    """The repository that a pickle told of, opened."""
    repository = kind(location, environ=environ, **options)
    repository.base = base
    return repository
