"""The file and the commits that a blame is about, as words name them.

Follows git's Documentation/git-blame and gitrevisions.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from pygitobj.changes.blame.values import BlameOptions
from pygitobj.cli.blaming.words import Words
from pygitobj.cli.session import warn
from pygitobj.cli.walking.one_commit import commit_at, only_commit
from pygitobj.errors import GitObjectError, RepositoryError
from pygitobj.files.small_file import read_small
from pygitobj.jobs.inspect.blame import End, FileBlame, NoFileError, Range, Subject, reader_of
from pygitobj.jobs.inspect.ignored_revisions import ignored_revisions
from pygitobj.oid import ObjectType
from pygitobj.record import Record
from pygitobj.repository.diff_drivers import load_diff_drivers
from pygitobj.repository.grafts import graft_lines
from pygitobj.repository.history import history_of
from pygitobj.repository.path_inside import path_inside
from pygitobj.repository.repository import Repository
from pygitobj.repository.tips import revision_arguments
from pygitobj.revisions.pending import Pending
from pygitobj.walk.history import History

HEAD = "HEAD"
NO_HEAD = "no such ref: HEAD"


class Chosen(Record):
    """A blame that is ready to run, and what it is about."""

    job: FileBlame
    subject: Subject


@contextmanager
def chosen(repository: Repository, said: Words, options: BlameOptions, ignore_files: Sequence[str]) -> Iterator[Chosen]:
    """The blame that words ask for, without what `ignore_files` name. Raises GitObjectError in git's words."""
    given = said.options
    revs_file, contents = given.text("revs_file"), given.text("contents")
    history = history_of(repository, more={} if revs_file is None else grafts_in(repository, revs_file))
    path = os.fsencode(path_inside(repository, said.path, repository.revisions.prefix or ""))
    pending = pending_of(repository, said)
    options = options._replace(ignored=ignored_revisions(repository, ignore_files, given.texts("ignore_rev")))
    if said.reverse and contents is not None:
        raise GitObjectError("--contents and --reverse do not blend well.")
    end = (initial if said.reverse else final)(repository, pending)
    tips = tips_of(repository, history, pending)
    subject, name = None, ""
    if end is not None:
        subject, name = Subject(history.number(end[0]), path), end[1]
    read, shows_text = reader_of(repository), said.diff.textconv and has_textconv(repository)
    with ExitStack() as stack:
        if shows_text or subject is None or contents is not None:
            from pygitobj.jobs.inspect.converted import Converted  # most files are as their blobs have them

            is_of_files = subject is None or contents is not None
            converted = stack.enter_context(Converted(repository, shows_text=shows_text, looks_in_index=is_of_files))
            read = converted.read
            if subject is None or contents is not None:
                parent = head_for_next(repository, contents) if end is None else end[0]
                subject = converted.next_subject(history, path, parent, contents)
                tips.append(End(subject.number))
        commits = Range(tips, said.given.since, said.given.first_parent)
        try:
            job = FileBlame(repository, history, commits, subject, options, read)
        except NoFileError as error:
            raise GitObjectError(f"{error} in {name}") from None
        yield Chosen(job, subject)


def has_textconv(repository: Repository) -> bool:
    """Whether the configuration has a program that shows files as text."""
    return any(driver.textconv is not None for driver in load_diff_drivers(repository.config).values())


def head_for_next(repository: Repository, contents: str | None) -> bytes:
    """What HEAD comes to, after which the commit comes that there is not yet. Raises GitObjectError in git's words."""
    head = repository.ref_store.resolve(HEAD).id
    if head is None:
        raise GitObjectError(NO_HEAD)
    if contents is None and repository.location.work_tree is None:
        raise RepositoryError("this operation must be run in a work tree")
    return bytes(head)


def tips_of(repository: Repository, history: History, pending: Sequence[Pending]) -> list[End]:
    """The commits that are `pending`, or that tags which are lead to."""
    found = ((commit_at(repository, one.oid), one.is_hidden) for one in pending)
    return [End(history.number(commit), is_hidden) for commit, is_hidden in found if commit is not None]


def grafts_in(repository: Repository, path: str) -> dict[bytes, tuple[bytes, ...]]:
    """The parents that the file `path` of -S gives commits. Raises GitObjectError in git's words."""
    try:
        content = read_small(os.path.join(repository.base, path))
    except OSError as error:
        if not isinstance(error, FileNotFoundError | NotADirectoryError):
            warn(f"warning: unable to access '{path}': {error.strerror}")
        raise GitObjectError(f"reading graft file '{path}' failed: {error.strerror}") from None
    found: dict[bytes, tuple[bytes, ...]] = {}
    for text, ids in graft_lines(content, repository.format):
        if ids is None:
            warn(f"error: bad graft data: {text.decode('utf-8', 'replace')}")
        else:
            found[bytes(ids[0])] = tuple(map(bytes, ids[1:]))
    return found


def pending_of(repository: Repository, said: Words) -> list[Pending]:
    """The objects that revisions name; HEAD in a bare repository where there are none. Raises RevisionError."""
    revisions = revision_arguments(repository, dashes=True)
    for word in said.revisions:
        revisions.take(word)
    revisions.finish()
    if said.given.shows_merge:
        from pygitobj.cli.walking.show_merge import add_merge  # few look at a merge that stopped

        add_merge(repository, revisions)
    pending = revisions.pending
    if not pending and repository.location.is_bare:
        oid = repository.ref_store.resolve(HEAD).id
        commit = None if oid is None else commit_at(repository, bytes(oid))
        if commit is None:
            raise GitObjectError(NO_HEAD)
        code = ObjectType.COMMIT.code
        pending.append(Pending(commit, code, HEAD))
    return pending


def final(repository: Repository, pending: Sequence[Pending]) -> tuple[bytes, str] | None:
    """The commit whose file is asked about; None for what is not committed."""
    return only_commit(repository, pending, "dig from")


def initial(repository: Repository, pending: list[Pending]) -> tuple[bytes, str]:
    """The commit whose lines are followed to its children: the one that is hidden, or the only one, up to HEAD."""
    found = only_commit(repository, pending, "dig up from,", hidden=True)
    if found is not None:
        return found
    head = repository.ref_store.resolve(HEAD).id
    if len(pending) == 1 and head is not None:
        one = pending[0]
        start, end = commit_at(repository, one.oid), commit_at(repository, bytes(head))
        if start is not None and end is not None:
            code = ObjectType.COMMIT.code
            pending[0] = Pending(start, code, one.name, is_hidden=True)
            pending.append(Pending(end, code, HEAD))
            return start, one.name
    raise GitObjectError("No commit to dig up from?")
