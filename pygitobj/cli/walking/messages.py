"""Whether commits say what a walk looks for, in the encoding that they are shown in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pygitobj.cli.walking.bodies import Bodies
from pygitobj.cli.walking.encodings import output_encoding
from pygitobj.cli.walking.given import Given
from pygitobj.errors import RevisionError
from pygitobj.formats.commit_text import CommitText
from pygitobj.formats.encoding import is_utf_8
from pygitobj.formats.message_pattern import BASIC, PERL
from pygitobj.repository.locale import has_wide_characters
from pygitobj.repository.repository import Repository
from pygitobj.walk.history import History
from pygitobj.walk.message_filter import MessageFilter
from pygitobj.walk.select.logs import Logs


def has_wide(repository: Repository, encoding: str, kind: str) -> bool:
    """Whether patterns of a `kind` take what is shown in `encoding` for characters of UTF-8.

    The locale says so; of bytes that are none nothing is matched then but by Perl's patterns, which take them as bytes.
    """
    return has_wide_characters(repository.environ) and (kind != PERL or is_utf_8(encoding))


def message_check(
    repository: Repository, history: History, given: Given, logs: Logs | None
) -> tuple[Callable[[int], bool], Callable[[Sequence[int]], None]]:
    """What tells whether a commit says what is looked for, and is told before which are next. Raises RevisionError."""
    bodies = Bodies(repository, history)
    found = given.patterns_by_field()
    encoding = output_encoding(repository, given)
    try:
        wanted = MessageFilter(
            author=found.get("author", ()),
            committer=found.get("committer", ()),
            grep=found.get("grep", ()),
            reflog=found.get("reflog", ()),
            all_match=given.all_match,
            invert=given.invert,
            ignore_case=given.ignore_case,
            kind=given.pattern_kind or BASIC,
            wide=has_wide(repository, encoding, given.pattern_kind),
            mailmap=given.mailmap,
        )
    except ValueError as error:
        raise RevisionError(str(error)) from None

    def accepts(number: int) -> bool:
        reflog = b"" if logs is None or logs.entry is None else logs.entry.message
        notes = b"" if given.notes_of is None else given.notes_of(history.table.oid(number))
        return wanted.accepts(CommitText(bodies.of(number), encoding).data, notes, reflog)

    return accepts, bodies.look_at
