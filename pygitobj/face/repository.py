"""`pygitobj.Repository`: a repository with all that can be done with it, whole jobs too.

What a job needs is imported when it is run: who reads objects does not wait for what would repack them
(docs/decisions/0018-a-face-above-the-jobs.md).
"""

from __future__ import annotations

from pygitobj.face.histories import HistoryCalls
from pygitobj.face.pack_calls import PackCalls
from pygitobj.face.tree_calls import TreeCalls
from pygitobj.sources.trouble import ignore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from typing import Literal, Self

    from _typeshed import ReadableBuffer, StrOrBytesPath

    from pygitobj.face.attributes import TreeNamed
    from pygitobj.face.references import Reference, Refs
    from pygitobj.formats.attributes import AttributeValue
    from pygitobj.formats.commit import Commit
    from pygitobj.formats.ident import Ident
    from pygitobj.formats.tag import Tag
    from pygitobj.formats.tree import Tree
    from pygitobj.jobs.create.tree_editor import TreeEditor
    from pygitobj.jobs.inspect.count_objects import ObjectCounts
    from pygitobj.jobs.inspect.worktrees import Worktree
    from pygitobj.jobs.maintain.prune import Pruned
    from pygitobj.jobs.maintain.repack import Repacked
    from pygitobj.jobs.report import Progress
    from pygitobj.oid import ObjectId
    from pygitobj.repository.remotes import Remote
    from pygitobj.repository.typed import GitObject

    Start = str | ObjectId | GitObject
    Report = Callable[[Progress], object]


class Repository(HistoryCalls, TreeCalls, PackCalls):
    """An open repository; `Repository.open` finds one. Close it, or use it with `with`.

    `objects` is its ObjectStore, `refs` its references, `config` its configuration, `location` where it is.
    `warn` and the logger "pygitobj" are told, a line each, what git would print as it goes on: damaged copies passed
    over, ambiguous names; the logger not without `log`.

    Methods that are git's commands do what the commands do, on the repository as it is then, and this one sees what
    came of it at once. They print nothing. `report` is called with a Progress now and then, and may raise to end the
    job. They raise TypeError and ValueError for arguments that cannot be, before they look at anything; GitObjectError
    where the command would fail, also for an error of the system, which is then the cause.
    """

    @classmethod
    def init(
        cls,
        path: StrOrBytesPath,
        *,
        bare: bool = False,
        object_format: Literal["sha1", "sha256"] | None = None,
        ref_format: Literal["files", "reftable"] | None = None,
        initial_branch: str | None = None,
        shared: str | None = None,
        overrides: Sequence[tuple[str, str | None]] = (),
        warn: Callable[[str], None] = ignore,
    ) -> Self:
        """Make a repository at `path`, and open it: a bare one, or one in `.git` with `path` as its work tree.

        Where None is given the user's configuration decides, as for `git init`; `shared` is a value of
        core.sharedRepository. Of a repository that is there nothing is written over: it is opened, once what it lacks
        is there. No templates are copied. Raises TypeError, RepositoryError in git's words, UnsupportedError. Follows
        git's Documentation/git-init.
        """
        from pygitobj.face.init import InitCall, init_at

        call = InitCall(bare, object_format, ref_format, initial_branch, shared)
        git_dir, work_tree = init_at(path, call, overrides, warn)
        return cls.open(git_dir if work_tree is None else work_tree, search=False, overrides=overrides, warn=warn)

    @property
    def head(self) -> Reference:
        """HEAD: its `target` is the branch that it is on, its `id` None as long as that has no commit."""
        return self.refs.head

    @property
    def is_bare(self) -> bool:
        """Whether it is made to have no work tree."""
        return self.location.is_bare

    @property
    def git_dir(self) -> str:
        """The path of the git directory: of a linked worktree its own, below that which all share."""
        return self.location.git_dir

    @property
    def work_tree(self) -> str | None:
        """The path of the work tree, None without one."""
        return self.location.work_tree

    @property
    def remotes(self) -> Mapping[str, Remote]:
        """The remotes that the configuration has, by name, with their URLs as git would use them, and refspecs.

        Raises RepositoryError for configuration that cannot be.
        """
        from types import MappingProxyType

        from pygitobj.repository.remotes import load_remotes

        return MappingProxyType(load_remotes(self.config, self.legacy_remotes, self.warn))

    def worktrees(self) -> Sequence[Worktree]:
        """The worktrees that share this repository, the main one first, then by path: git's `worktree list`.

        Raises RepositoryError where they cannot be listed or read. Follows git's Documentation/git-worktree.
        """
        from pygitobj.jobs.inspect.worktrees import list_worktrees

        return list_worktrees(self)

    def migrate_refs(self, ref_format: str, *, reflogs: bool = True) -> None:
        """Store all references in the other way, "files" or "reftable", with their logs or without: `refs migrate`.

        Whatever ends it, all references are stored in one of the two ways. Nobody may write references meanwhile.
        Raises RefError, RepositoryError, CorruptError, UnsupportedError. Follows git's Documentation/git-refs.
        """
        from pygitobj.face.stored_refs import migrate_refs

        migrate_refs(self, ref_format, reflogs)

    def verify_refs(self, *, strict: bool = False) -> list[str]:
        """What is wrong with the references of all worktrees, as they are stored: the lines of git's `refs verify`.

        Each begins with "error: ", or with "warning: " where git takes it for no fault; with `strict` more are faults.
        """
        from pygitobj.face.stored_refs import verify_refs

        return verify_refs(self, strict)

    @property
    def refs(self) -> Refs:
        """The references, a read-only mapping from full names."""
        from pygitobj.face.references import Refs

        return Refs(self)

    def attributes(
        self,
        path: StrOrBytesPath,
        *,
        names: Iterable[str] | None = None,
        source: TreeNamed | None = None,
        cached: bool = False,
    ) -> dict[str, AttributeValue]:
        """The attributes of `path` by name: AttributeState.SET, UNSET or UNSPECIFIED, or a str that is its text.

        All that are specified, in the order of `check-attr -a`; with `names` these, whatever they are. `path` is one
        from the top of the work tree, with a slash at its end for a directory; nothing need be there.
        .gitattributes are read in the work tree and, where it has none, in the index; with `cached` in the index
        alone, with a `source` in the tree that it comes to. Without one GIT_ATTR_SOURCE and attr.tree name one.

        Raises TypeError, ValueError; RepositoryError, also for a path outside and where something cannot be read;
        RevisionError and NotFoundError for a `source` that is no tree; CorruptError. `warn` is told of lines that are
        passed over. Follows git's Documentation/gitattributes.
        """
        found = self.attributes_many([path], names=names, source=source, cached=cached)
        return next(attributes for _, attributes in found)

    def attributes_many(
        self,
        paths: Iterable[StrOrBytesPath],
        *,
        names: Iterable[str] | None = None,
        source: TreeNamed | None = None,
        cached: bool = False,
    ) -> Iterator[tuple[StrOrBytesPath, dict[str, AttributeValue]]]:
        """Each of `paths` with its `attributes`. A file of them is read once, when the first path needs it."""
        from pygitobj.face.attributes import attributes_of_paths

        return attributes_of_paths(self, paths, names, source, cached)

    def edit(self, base: str | ObjectId | Tree | Commit | Tag | None = "HEAD") -> TreeEditor:
        """An editor of the tree that `base` comes to, of none with None: put files, take them away, `write` the tree.

        Only trees on the way to what changes are read, and only they are written. Raises as `tree`.
        """
        from pygitobj.jobs.create.tree_editor import TreeEditor

        _ = self.objects.sources  # raises where it was closed
        return TreeEditor(self.reader, None if base is None else self.tree(base))

    def write_commit(
        self,
        tree: ObjectId,
        parents: Sequence[ObjectId],
        message: str | bytes,
        *,
        author: Ident,
        committer: Ident | None = None,
    ) -> ObjectId:
        """Write a commit of a tree; gives its id. No reference is moved: `refs.transaction` is for that.

        Without a `committer` the author is that too. A str is encoded as i18n.commitEncoding says, UTF-8 unless it is
        set; bytes are taken as being in that encoding. As git does, a message that should be UTF-8 and is none is
        mended, with a warning.

        Raises TypeError; ValueError for what git takes for no commit (a NUL in the message, an ident that fsck
        refuses) and for a parent that comes twice; NotFoundError and RevisionError where the tree or a parent is
        missing or is something else. Follows git's Documentation/git-commit-tree.
        """
        from pygitobj.face.commits import write_commit

        return write_commit(self, tree, parents, message, author, author if committer is None else committer)

    def repack(
        self,
        *,
        all: bool = False,
        delete: bool = False,
        keep_unreachable: bool = False,
        unpack_unreachable: bool | datetime = False,
        geometric: int | None = None,
        local: bool = False,
        keep_packs: Iterable[str] = (),
        pack_kept_objects: bool | None = None,
        update_server_info: bool | None = None,
        reuse_delta: bool = True,
        reuse_object: bool = True,
        window: int | None = None,
        depth: int | None = None,
        window_memory: int | None = None,
        threads: int | None = None,
        max_pack_size: int | None = None,
        name_hash_version: Literal[1, 2] = 1,
        report: Report | None = None,
    ) -> Repacked:
        """Pack what no pack has yet, or with `all` everything that can be reached: git's `repack`.

        With `delete` packs that are not needed any more are removed, and loose objects that are packed. What they have
        and nothing reaches goes with them, unless `keep_unreachable` packs it too, or `unpack_unreachable` makes it
        loose, of packs younger than a datetime if that is given; both need `all` and `delete`. With `geometric` small
        packs go together until each has so many times as many objects as the next smaller one.

        Packs of the names `keep_packs` stay, and those with a .keep file unless `pack_kept_objects`; `local` leaves
        out what alternates have. `reuse_delta=False` looks for all deltas anew. Where None is given the configuration
        decides; sizes are in bytes.

        Until the new packs are there, whole and on the disk, nothing is removed; nothing at all where anything could
        not be read that may name an object. Follows git's Documentation/git-repack.
        """
        from pygitobj.face.housekeeping import RepackCall, repack
        from pygitobj.jobs.packing.pack_config import Tuning

        call = RepackCall(
            all, delete, keep_unreachable, unpack_unreachable, geometric, local, keep_packs, pack_kept_objects,
            update_server_info, name_hash_version,
        )  # fmt: skip
        tuning = Tuning(window, depth, window_memory, threads, max_pack_size, None, reuse_delta, reuse_object)
        return repack(self, call, tuning, report)

    def prune(
        self,
        *,
        expire: datetime,
        heads: Iterable[Start] = (),
        dry_run: bool = False,
        report: Report | None = None,
    ) -> Pruned:
        """Take away loose objects that nothing reaches and that did not change after `expire`: git's `prune`.

        `expire` has no default: an object that another process has just written, and nothing names yet, is
        unreachable too; give it some time, as git's gc gives two weeks. What `heads` reach stays besides. What is
        loose and packed goes as well, and temporary files as old as that. With `dry_run` all stays, and what would go
        is told.

        Nothing is taken away where anything could not be read that may name an object. Follows git's
        Documentation/git-prune.
        """
        from pygitobj.face.housekeeping import prune

        return prune(self, expire, heads, dry_run, report)

    def prune_packed(self, *, dry_run: bool = False) -> int:
        """Take away loose objects that a pack has too, and soundly: git's `prune-packed`. Gives how many.

        With `dry_run` all stay. Follows git's Documentation/git-prune-packed.
        """
        from pygitobj.face.housekeeping import prune_packed

        return prune_packed(self, dry_run)

    def count_objects(self) -> ObjectCounts:
        """How many objects and packs the repository itself has, and how large they are: git's `count-objects`.

        Raises RepositoryError where not everything could be looked at. Follows git's
        Documentation/git-count-objects.
        """
        from pygitobj.face.housekeeping import count_objects

        return count_objects(self)

    def convert_to_worktree(self, path: StrOrBytesPath, data: ReadableBuffer, *, programs: bool = False) -> bytes:
        """What the file `path` has where its blob has `data`: as attributes and the configuration say.

        Keywords (`ident`), line ends, the encoding, and last the filter: git's `cat-file --filters`. `path` is one from
        the top of the work tree; nothing need be there. A filter is a program that the configuration names: it is run
        only with `programs`, and only where the repository is ours or safe.directory names it. Without, a path that
        has one is an error: what it would keep out, or put in, is not passed over. `warn` is told what git would
        print.

        Raises TypeError, ValueError; UnsupportedError, also for a program that may not run; ConversionError where a
        filter that is required fails; RepositoryError. Follows git's Documentation/gitattributes.
        """
        from pygitobj.face.conversions import into_worktree

        return into_worktree(self, path, data, programs)

    def convert_to_git(self, path: StrOrBytesPath, data: ReadableBuffer, *, programs: bool = False) -> bytes:
        """What a blob has where the file `path` has `data`: what `git add` would write.

        The filter, the encoding, line ends, and last keywords. Where line ends are only guessed, a text that has CRLF
        in the index keeps them. As `convert_to_worktree`; a ConversionError too where `data` is not in the encoding
        that it should have, or would lose line ends that core.safecrlf protects.
        """
        from pygitobj.face.conversions import into_git

        return into_git(self, path, data, programs)
