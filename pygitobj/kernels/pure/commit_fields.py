"""Fields of commits that are as most are (usual_commit.py), for formats that show many.

    of a person     name, email, the email up to its @, seconds and offset as they are written, the date in six ways
    of all          the tree's digits; the subject: the lines of the first paragraph as one, without the white space at
                    their ends; what comes after that, from its first line on that is not blank; the whole message

Lines of white space alone are blank. Follows git's Documentation/pretty-formats.
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.kernels.columns import (
    AUTHOR,
    COMMITTER,
    EMAIL,
    ISO_DATE,
    MAILBOX,
    MESSAGE,
    NAME,
    OFFSET,
    RAW_DATE,
    REST,
    RFC_DATE,
    SECONDS,
    SHORT_DATE,
    STRICT_DATE,
    SUBJECT,
    TREE,
    USUAL_DATE,
)  # fmt: skip
from pygitobj.kernels.paragraphs import after_blank_lines, paragraph_end
from pygitobj.kernels.pure.usual_commit import Person, Usual, shown_date, usual_commit

SPACE = b" \t\n\r"


def commit_fields(body: bytes, wanted: bytes) -> tuple[bytes, ...] | None:
    """The fields `wanted` of the commit `body`, a byte for each; None for one that is not as most are.

    Raises ValueError for a field that there is not.
    """
    if not FIELDS.keys() >= set(wanted):
        raise ValueError("no field of a commit")
    found = usual_commit(body, with_committer=True)
    return None if found is None else tuple([FIELDS[field](found, body) for field in wanted])


def of_person(field: int, value: Callable[[Person], bytes]) -> dict[int, Callable[[Usual, bytes], bytes]]:
    """A field of the author and of the committer."""

    def of_committer(found: Usual, _: bytes) -> bytes:
        assert found.committer is not None
        return value(found.committer)

    return {AUTHOR + field: lambda found, _: value(found.author), COMMITTER + field: of_committer}


def dated(way: int) -> dict[int, Callable[[Usual, bytes], bytes]]:
    """The dates of people, in one way."""
    return of_person(way, lambda person: shown_date(person, way))


def subject_span(found: Usual, body: bytes) -> tuple[int, int]:
    """Where the first paragraph of the message starts, and where it ends."""
    start = after_blank_lines(body, found.message)
    return start, paragraph_end(body, start)


def subject(found: Usual, body: bytes) -> bytes:
    """The first paragraph as one line."""
    start, end = subject_span(found, body)
    return b" ".join([line.rstrip(SPACE) for line in body[start:end].split(b"\n")])


def rest(found: Usual, body: bytes) -> bytes:
    """What comes after the first paragraph."""
    return body[after_blank_lines(body, subject_span(found, body)[1]) :]


FIELDS: dict[int, Callable[[Usual, bytes], bytes]] = {
    **of_person(NAME, lambda person: person.name),
    **of_person(EMAIL, lambda person: person.email),
    **of_person(MAILBOX, lambda person: person.email.partition(b"@")[0]),
    **of_person(SECONDS, lambda person: person.seconds),
    **of_person(OFFSET, lambda person: person.offset),
    **dated(USUAL_DATE),
    **dated(RFC_DATE),
    **dated(ISO_DATE),
    **dated(STRICT_DATE),
    **dated(SHORT_DATE),
    **dated(RAW_DATE),
    TREE: lambda found, _: found.tree,
    SUBJECT: subject,
    REST: rest,
    MESSAGE: lambda found, body: body[found.message :],
}
