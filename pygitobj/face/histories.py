"""What a repository is asked about its history: `pygitobj.Repository` has these calls.

What a call needs is imported when it is made.
"""

from __future__ import annotations

from pygitobj.repository.repository import Repository as PlainRepository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence
    from datetime import datetime
    from re import Pattern
    from typing import Literal

    from pygitobj.face.blaming import BlameRange
    from pygitobj.face.change import Change, CommitChanges
    from pygitobj.face.reached import Reachable
    from pygitobj.face.references import Reference
    from pygitobj.face.searching import SearchHit
    from pygitobj.formats.blob import Blob
    from pygitobj.formats.commit import Commit
    from pygitobj.formats.pathspec import Pathspec
    from pygitobj.formats.tag import Tag
    from pygitobj.formats.tree import Tree
    from pygitobj.id_list import IdList
    from pygitobj.oid import ObjectId, ObjectType
    from pygitobj.revisions.ref_sets import RefSet
    from pygitobj.walk.problems import Problem

    Start = str | ObjectId | Commit | Tag | RefSet
    Order = Literal["default", "date", "author-date", "topo"]


class HistoryCalls(PlainRepository):
    """A repository that can be asked about its history, as replace refs, grafts and shallow lines show it.

    A start is a revision as git writes it ("main", "v1..v2", "^x"; never an option), an id, a Commit or Tag, or a set
    of references such as ALL. Where one commit is asked for it is one that a start comes to through tags. Each call
    looks at the repository as it is then. They raise TypeError and ValueError for arguments that cannot be, before
    they look at anything, RevisionError for what names nothing, NotFoundError and CorruptError for what cannot be read
    on the way.
    """

    def walk(
        self,
        *start: Start,
        hide: Iterable[Start] = (),
        order: Order = "default",
        reverse: bool = False,
        first_parent: bool = False,
        merges: bool | None = None,
        paths: Iterable[str | bytes | Pathspec] = (),
        since: datetime | None = None,
        until: datetime | None = None,
        author: Pattern[bytes] | None = None,
        grep: Pattern[bytes] | None = None,
        limit: int | None = None,
        problem: Callable[[Problem], None] | None = None,
    ) -> Iterator[Commit]:
        """The commits that `start` reaches and `hide` does not: from HEAD without a start, none while that is unborn.

        In `order` as git has them: by committer date, or with none before all of its children, then by date, author's
        date or branch after branch; `reverse` turns that round, holding ids and no bodies. `merges` chooses merges
        alone, or none. With `paths` only what changed something there, history simplified as git does by default;
        a path is literal, and all below it belongs to it. `since` and `until` are moments with their offset, and each
        commit is compared with them. `author` is searched for in `name <email>`, `grep` in the message. `limit` is how
        many commits are given at the most.

        What is hidden is so whatever clocks say: all that it reaches is gone through first. A shallow edge ends the
        walk there. Without `problem` a commit that cannot be read ends it with the error; else it is told, once, and
        the walk goes on without, also where a reference of a set leads to it. Bodies are read some thousand at a time,
        ahead of what is given; breaking off frees them. References that move meanwhile make no difference. Follows
        git's Documentation/rev-list-options.
        """
        from pygitobj.face.walking import WalkCall, walk

        call = WalkCall(
            hide, order, reverse, first_parent, merges, paths, since, until, author, grep, limit, problem
        )  # fmt: skip
        return walk(self, start, call)

    def merge_base(self, *commits: Start) -> ObjectId | None:
        """The newest of `merge_bases`, None where there is none."""
        return next(iter(self.merge_bases(*commits)), None)

    def merge_bases(self, *commits: Start) -> list[ObjectId]:
        """The best common ancestors of the first commit and a merge of the others, the newest first: `merge-base -a`.

        None of them reaches another, whatever clocks say. Follows git's Documentation/git-merge-base.
        """
        from pygitobj.face.ancestry import bases_of

        return bases_of(self, commits)

    def is_ancestor(self, ancestor: Start, descendant: Start) -> bool:
        """Whether the one commit is the other, or is reached by it."""
        from pygitobj.face.ancestry import leads_to

        return leads_to(self, ancestor, descendant)

    def ahead_behind(self, ours: Start, theirs: Start) -> tuple[int, int]:
        """How many commits only `ours` reaches, and how many only `theirs` does."""
        from pygitobj.face.ancestry import distance

        return distance(self, ours, theirs)

    def containing(self, commit: Start, refs: RefSet | None = None) -> Iterator[Reference]:
        """Those of `refs`, or of all, that reach `commit`, by name: `for-each-ref --contains`. HEAD is not one."""
        from pygitobj.face.ancestry import references_with

        return references_with(self, commit, refs)

    def describe(self, commit: Start = "HEAD", *, tags: bool = False) -> str | None:
        """What `git describe` calls `commit`: `<tag>-<count>-g<short id>`, or None where no tag comes before it.

        After annotated tags alone, unless `tags` lets all count. Follows git's Documentation/git-describe.
        """
        from pygitobj.face.ancestry import description

        return description(self, commit, tags)

    def reachable(
        self, include: Iterable[Start], exclude: Iterable[Start] = (), *, missing: Literal["raise", "skip"] = "raise"
    ) -> Reachable:
        """The objects that `include` reaches, and `exclude` does not: `rev-list --objects`, as lists of ids by type.

        As in git, objects of what is excluded are left out as far as the commits at the edge have them: one that was
        there long before, and came back, is told. With `missing="skip"` the walk goes on without what is missing.
        """
        from pygitobj.face.reached import objects_reached

        return objects_reached(self, include, exclude, missing)

    def unreachable(self, *, type: ObjectType | None = None, reflogs: bool = True) -> IdList:
        """The ids of the objects here that nothing reaches: references of all worktrees, indexes, logs if `reflogs`.

        All, or those of one `type`, sorted. What is borrowed from alternates counts as here. Follows git's
        Documentation/git-fsck, "--unreachable".
        """
        from pygitobj.face.reached import objects_unreached

        return objects_unreached(self, type, reflogs)

    def paths(self, ids: Container[ObjectId], *start: Start) -> Iterator[tuple[ObjectId, bytes, Commit]]:
        """Where trees and blobs are, those of `ids` that `start` reaches: id, path, and the first commit with it.

        From the oldest commit on, each once; at several paths in a commit the first in the order of its trees. What a
        commit at the edge of what is hidden ("v1..v2") has is left out.
        """
        from pygitobj.face.reached import places

        return places(self, ids, start)

    def search(
        self,
        pattern: bytes | Pattern[bytes],
        *start: Start,
        hide: Iterable[Start] = (),
        problem: Callable[[Problem], None] | None = None,
    ) -> Iterator[SearchHit]:
        """The lines of blobs in which `pattern` is found: of all blobs that are stored, or of those `start` reaches.

        `pattern` is bytes as they stand, or an expression, which looks at the whole of a blob: with re.MULTILINE `^` is
        the start of a line. Each blob is read once, in bulk, and comes with the first commit and path that has it, from
        the oldest commit on; without a `start` those come last that no reference leads to, and replace refs do not
        count. Nothing is given before all blobs were looked at. Whoever stops has nothing more read. Without `problem`
        what cannot be read ends the search with the error; else it is told, and the search goes on without. Follows
        git's Documentation/git-grep.
        """
        from pygitobj.face.searching import search

        return search(self, pattern, start, hide, problem)

    def diff(
        self,
        old: Start | Tree | None,
        new: Start | Tree | None,
        *,
        paths: Iterable[str | bytes | Pathspec] = (),
        renames: bool | int = True,
        copies: bool = False,
        lines: bool = False,
        ignore_space: bool = False,
    ) -> Sequence[Change]:
        """What is to be changed in the tree of `old` to make that of `new`, in the order of the trees.

        None is the empty tree. `renames` are looked for with git's least similarity, 50 per cent, or with another one,
        or not; `copies` of files that were changed besides. As in git, `paths` leave out others before that, and files
        that are not the same are compared where no more than 1,000 came and are gone. With `lines` the lines of all
        are counted together, which is quicker than asking each; with `ignore_space` white space makes no difference
        between lines. No configuration is heeded. Follows git's Documentation/git-diff-tree.
        """
        from pygitobj.face.diffs import Wanted, diff, renames_wanted

        return diff(self, old, new, paths, Wanted(renames_wanted(renames, copies=copies), lines, ignore_space))

    def changes(
        self,
        *start: Start,
        hide: Iterable[Start] = (),
        done: Container[ObjectId] = (),
        order: Order = "default",
        reverse: bool = False,
        merges: Literal["first-parent", "each", "combined", "omit"] = "first-parent",
        paths: Iterable[str | bytes | Pathspec] = (),
        renames: bool | int = True,
        lines: bool = False,
        since: datetime | None = None,
        until: datetime | None = None,
        problem: Callable[[Problem], None] | None = None,
    ) -> Iterator[CommitChanges]:
        """The commits that `walk` gives for the same arguments, each with its changes, maybe none: (commit, changes).

        A root is compared with nothing, and a merge with its first parent, as forges show it; with "each" with each of
        them, one after another (`change.parent` tells which); with "combined" at those paths alone that differ from
        all of them, path by path; with "omit" merges are not given. `renames` and `lines` are as in `diff`.

        What is `done` is not given, and is walked through all the same: who keeps the ids that were given goes on where
        it was ended, also after new commits. Without `problem` what cannot be read ends it with the error; else it is
        told: a commit that cannot be read, or whose parent cannot be, is not given then, what lies below a tree is left
        out, lines are None, and renames are deletions and creations. Some thousand commits are looked at ahead.
        """
        from pygitobj.face.changes import ChangesCall, changes
        from pygitobj.face.diffs import Wanted, renames_wanted

        call = ChangesCall(hide, done, order, reverse, merges, paths, since, until, problem)
        return changes(self, start, call, Wanted(renames_wanted(renames), lines))

    def history(
        self, path: str | bytes, start: Start = "HEAD", *, follow: bool = True, lines: range | None = None
    ) -> Iterator[CommitChanges]:
        """The commits that changed what is at `path`, and below it, with these changes; the newest first.

        With `follow` a file that came from another one is followed under that one's name, as by `git log --follow`: a
        file that was renamed, or copied, of which half is the same. Where several lines of history meet each is
        followed under the name that the file had there, and a merge is told where the file is as in none of its
        parents; if it is as in one of them, it is followed in the first such alone. A file that was deleted is told as
        such, and looked for before that.

        With `lines`, numbers from 1 on in the file that `start` has, those commits alone that changed these lines, or
        what they were before, as by `git log -L`: children before parents, and a merge where it changed some of them
        next to each of its parents. What was copied is not followed then.
        """
        if lines is not None:
            from pygitobj.face.line_history import line_history

            return line_history(self, path, lines, start, follow)
        from pygitobj.face.file_history import file_history

        return file_history(self, path, start, follow)

    def last_modified(
        self, folder: str | bytes = b"", start: Start = "HEAD", *, recursive: bool = False
    ) -> Iterator[tuple[bytes, Commit]]:
        """Each entry of the directory `folder`, by its path from there, with the commit that last changed it.

        In the order in which these commits are come to, each as soon as it is; with `recursive` each file below it.
        Follows git's Documentation/git-last-modified.
        """
        from pygitobj.face.last_modified import last_modified

        return last_modified(self, folder, start, recursive)

    def blame(
        self,
        path: str | bytes,
        start: Start = "HEAD",
        *,
        hide: Iterable[Start] = (),
        lines: range | None = None,
        ignore_space: bool = False,
        moves: bool = False,
        copies: bool = False,
        ignore: Container[ObjectId] = (),
        reverse: bool = False,
    ) -> Sequence[BlameRange]:
        """Which commit each line of the file at `path` comes from, lines one after another together, from the top.

        Of the file as `start`, one commit, has it, or of its `lines` alone: numbers from 1 on. Lines are followed along
        renames, and no further than what `hide` reaches; with `ignore_space` also where white space was changed alone,
        with `moves` within the file, with `copies` from other files that the commit changed too. Commits that are to be
        passed over (`ignore`) hand lines on to such as look like them.

        With `reverse` it is the other way round: the file is that of the one commit that is hidden, and it is told in
        which commit, on the way to `start`, each of its lines was there last. Follows git's
        Documentation/git-blame.
        """
        from pygitobj.face.blaming import BlameCall, blame

        call = BlameCall(hide, lines, ignore_space, moves, copies, ignore, reverse)
        return blame(self, path, start, call)

    def note(
        self, named: str | ObjectId | Commit | Tag | Tree | Blob = "HEAD", *, ref: str | None = None
    ) -> bytes | None:
        """What the note of an object says, None where it has none.

        The notes are those of the reference `ref`; without it of GIT_NOTES_REF, core.notesRef, or refs/notes/commits.
        A tag is not followed: it has a note of its own. Follows git's Documentation/git-notes.
        """
        from pygitobj.face.notes import note

        return note(self, named, ref)
