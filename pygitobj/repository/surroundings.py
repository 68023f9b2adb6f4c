"""What surrounds the objects of a repository, found out when first asked for: settings, references, history cut off.

Each part has a module of its own; here they get the place, the configuration and the environment that they depend on.
What a one-shot command may well do without is imported where it is used: start-up is most of what such a command takes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from pygitobj.oid import ObjectFormat, ObjectId
from pygitobj.refs.backends import backend_of
from pygitobj.refs.refs import Refs
from pygitobj.refs.replace import Reader, load_replacements
from pygitobj.repository.config import Config, advises, load_config
from pygitobj.repository.config_command import Override
from pygitobj.repository.discovery import Location
from pygitobj.sources.trouble import ignore, teller

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.files.atomic import WritePolicy
    from pygitobj.repository.legacy_remotes import LegacyRemotes
    from pygitobj.store.object_store import ObjectStore
    from pygitobj.walk.commit_graph import ProvenGraph


class Surroundings:
    """The objects of the repository at `location`, and what surrounds them; the parameters are those of its `open`."""

    def __init__(
        self,
        location: Location,
        *,
        overrides: Sequence[Override] = (),
        replace: bool = True,
        verify: bool = True,
        warn: Callable[[str], None] = ignore,
        log: bool = True,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self.location = location
        self.base = base_of(location)
        self.overrides = tuple(overrides)
        self.replace = replace
        self.verify = verify
        self.is_heard = log or warn is not ignore
        self.warn = teller(warn, log)
        self.environ = environ
        self.is_closed = False
        # Whether it is told where an id in full that was asked for is a reference's name too.
        self.watches_ids = False
        storage = location.layout.ref_storage
        self.ref_store = Refs(backend_of(storage, location.git_dir, location.common_dir, self.format))

    @property
    def format(self) -> ObjectFormat:
        """The object format: SHA-1 or SHA-256."""
        return self.location.layout.object_format

    @property
    def other_format(self) -> ObjectFormat | None:
        """The other hash in which objects have names too (extensions.compatObjectFormat), None where there is none."""
        return self.location.layout.compat_object_format

    @cached_property
    def config(self) -> Config:
        """The configuration from all files, the environment and the overrides."""
        return load_config(
            self.location.git_dir,
            self.location.common_dir,
            overrides=self.overrides,
            worktree_config=self.location.layout.worktree_config,
            environ=self.environ,
            branch=self.ref_store.head_branch,
            shown=self.location.shown,
        )

    @cached_property
    def max_tree_depth(self) -> int:
        """How deep trees may lie in trees; what is deeper is not followed. Raises RepositoryError."""
        from pygitobj.walk.tree_entries import MAX_DEPTH

        return self.config.get_int("core.maxTreeDepth", MAX_DEPTH)

    @cached_property
    def objects(self) -> ObjectStore:
        """The objects, with those of alternates. Here replace refs do not count, as they do for `self[name]`."""
        # Who asks for no object, as for what a reference is, does without half of what is loaded.
        from pygitobj.store.database import DELTA_BASE_CACHE_LIMIT
        from pygitobj.store.object_store import ObjectStore

        if self.is_closed:
            raise ValueError("the repository is closed")
        store = ObjectStore(
            self.location.object_dir,
            self.format,
            alternates=self.alternates,
            verify=self.verify,
            threads=self.config.hint("pack.threads"),
            delta_base_cache_limit=self.config.get_size("core.deltaBaseCacheLimit", DELTA_BASE_CACHE_LIMIT),
            policy=self.write_policy,
            multi_pack_index=self.config.get_bool("core.multiPackIndex", True),
            warn=self.warn,
            log=False,  # what tells `warn` tells the logger too
        )
        # The command line says what git says, which is "missing"; and to know takes reading all packs of the remote.
        store.promised = self.is_promised if self.verify else None
        return store

    def is_promised(self, oid: bytes) -> bool:
        """Whether the remote of a partial clone has promised the object `oid`; found out once, for all objects."""
        self.objects.promised = None  # what is missing while that is found out is not asked for again
        try:
            return self.promised(oid)
        finally:
            self.objects.promised = self.is_promised

    @cached_property
    def promised(self) -> Callable[[bytes], bool]:
        """Whether an object, by its raw id, is promised, as it was when that was first asked for."""
        return self.promised_now()

    def promised_now(self) -> Callable[[bytes], bool]:
        """Whether an object, by its raw id, is promised; nothing is where no remote has promised anything."""
        from pygitobj.repository.promised import promised_to

        return promised_to(self.objects, self.location.layout, self.config)

    def has_promisor(self) -> bool:
        """Whether some remote has promised objects. Raises RepositoryError for configuration that git refuses."""
        from pygitobj.repository.promised import has_promisor

        return has_promisor(self.location.layout, self.config)

    @property
    def alternates(self) -> str:
        """What the environment says to borrow from, each path absolute."""
        text = self.environ.get("GIT_ALTERNATE_OBJECT_DIRECTORIES", "")
        if text:
            from pygitobj.sources.alternates import absolute_list

            text = absolute_list(text, self.base)
        return text

    def write_policy(self) -> WritePolicy:
        """How files are written here, as the configuration says; what it says in vain `warn` is told once."""
        return self.policy

    @cached_property
    def policy(self) -> WritePolicy:
        """The same, read when it is first asked for."""
        from pygitobj.repository.write_policy import load_write_policy

        return load_write_policy(self.config, self.warn)

    @cached_property
    def reader(self) -> Reader:
        """Reads the objects as replace refs show them."""
        return Reader(self.objects, self.replacements if self.follows_replacements else None)

    @property
    def follows_replacements(self) -> bool:
        """Whether replace refs count here."""
        switched_off = not self.replace or "GIT_NO_REPLACE_OBJECTS" in self.environ
        return not switched_off and self.config.get_bool("core.useReplaceRefs", True)

    def replacements(self) -> dict[bytes, ObjectId]:
        """What replace refs put in the place of what, one step of it."""
        return load_replacements(self.ref_store, self.environ, self.warn)

    @cached_property
    def shallow(self) -> frozenset[bytes]:
        """The commits where history was cut off."""
        from pygitobj.repository.shallow import read_shallow

        named = self.environ.get("GIT_SHALLOW_FILE")
        if named == "":
            return frozenset()
        path = f"{self.location.common_dir}/shallow" if named is None else os.path.join(self.base, named)
        return read_shallow(path, self.format)

    @cached_property
    def grafts(self) -> Mapping[bytes, tuple[bytes, ...]]:
        """Commits, by raw id, and the parents that they have here instead of their own. Raises RepositoryError."""
        from pygitobj.repository.grafts import read_grafts

        return read_grafts(self.graft_path, self.format, self.warn, advises=self._advises("graftFileDeprecated"))

    @property
    def graft_path(self) -> str:
        """The file of grafts."""
        from pygitobj.repository.grafts import grafts_file

        return grafts_file(self.location.common_dir, self.base, self.environ)

    @cached_property
    def commit_graph(self) -> ProvenGraph | None:
        """Its commit-graph as far as it fits, None without one. Raises RepositoryError for odd settings."""
        from pygitobj.repository.commit_graph import load_commit_graph

        return load_commit_graph(self.objects, self.config, self.environ, self.warn)

    def _advises(self, what: str) -> bool:
        """Whether the advice of that name is wanted."""
        return advises(self.config, self.environ, what)

    @cached_property
    def legacy_remotes(self) -> LegacyRemotes:
        """The remotes that have files of their own."""
        from pygitobj.repository.legacy_remotes import LegacyRemotes

        return LegacyRemotes(self.location.common_dir, self.config, self.warn)


def base_of(location: Location) -> str:
    """The directory that relative paths are taken from, as git does: the top of the work tree where we are in it."""
    top = location.work_tree
    try:
        here = os.getcwd()
    except FileNotFoundError:
        return top or location.git_dir  # we are nowhere
    return top if top is not None and (here == top or here.startswith(top.rstrip("/") + "/")) else here
