"""What is wrong with an object's bytes, as git's fsck names it; of trees: fsck_tree.py.

Commits and tags are read up to their first problem, a tree to its end. Follows git's Documentation/fsck-msgids.
"""

from __future__ import annotations

from collections.abc import Iterator

from pygitobj.formats.fsck_tree import Finding, check_tree
from pygitobj.formats.refname import is_valid_refname
from pygitobj.oid import HEX_DIGITS, TYPE_BY_NAME, ObjectFormat

MAX_DATE = (1 << 63) - 1
ZONE_SIZE = 5
DIGITS = frozenset(b"0123456789")


def check_object(kind: str, data: bytes, object_format: ObjectFormat) -> Iterator[Finding]:
    """What is wrong with the object of type `kind` whose body is `data`; of blobs nothing can be."""
    if kind == "tree":
        yield from check_tree(data, object_format)
    elif kind == "commit":
        yield from first(check_commit(data, object_format))
    elif kind == "tag":
        yield from first(check_tag(data, object_format))


def first(findings: Iterator[Finding]) -> Iterator[Finding]:
    """The first of `findings`."""
    for finding in findings:
        yield finding
        return


def check_headers(data: bytes) -> Iterator[Finding]:
    """What is wrong with the header lines as such."""
    end = data.find(b"\n\n")
    nul = data.find(b"\0", 0, len(data) if end < 0 else end)
    if nul >= 0:
        yield Finding("nulInHeader", f"unterminated header: NUL at offset {nul}")
    elif end < 0 and not data.endswith(b"\n"):
        yield Finding("unterminatedHeader", "unterminated header")


def expected(line: str) -> str:
    """The message for a line that is not there."""
    return f"invalid format - expected '{line}' line"


class Lines:
    """The lines of a header, taken one after another."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, key: str) -> bytes | None:
        """The rest of the next line if it starts with `key` and a space, else None and the line stays."""
        start = key.encode() + b" "
        if not self.data.startswith(start, self.at):
            return None
        end = self.data.find(b"\n", self.at)
        value = self.data[self.at + len(start) : end if end >= 0 else len(self.data)]
        self.at = end + 1 if end >= 0 else len(self.data)
        return value

    def rest(self) -> bytes:
        """What was not taken."""
        return self.data[self.at :]


def is_hex_id(value: bytes, object_format: ObjectFormat) -> bool:
    """Whether `value` is a full id in hex."""
    return len(value) == object_format.hex_size and HEX_DIGITS.issuperset(value.decode("latin-1"))


def check_id_line(lines: Lines, key: str, object_format: ObjectFormat) -> Iterator[Finding]:
    """What is wrong with the line that starts with `key` and holds an id."""
    value = lines.take(key)
    if value is None:
        yield Finding(f"missing{key.capitalize()}", expected(key))
    elif not is_hex_id(value, object_format):
        yield Finding(f"bad{key.capitalize()}Sha1", f"invalid '{key}' line format - bad sha1")


def check_commit(data: bytes, object_format: ObjectFormat) -> Iterator[Finding]:
    """What is wrong with a commit."""
    yield from check_headers(data)
    lines = Lines(data)
    yield from check_id_line(lines, "tree", object_format)
    while (parent := lines.take("parent")) is not None:
        if not is_hex_id(parent, object_format):
            yield Finding("badParentSha1", "invalid 'parent' line format - bad sha1")
    authors = 0
    while (author := lines.take("author")) is not None:
        authors += 1
        yield from check_ident(author)
    if not authors:
        yield Finding("missingAuthor", expected("author"))
    if authors > 1:
        yield Finding("multipleAuthors", "invalid format - multiple 'author' lines")
    committer = lines.take("committer")
    if committer is None:
        yield Finding("missingCommitter", expected("committer"))
    else:
        yield from check_ident(committer)
    if b"\0" in lines.rest():
        yield Finding("nulInCommit", "NUL byte in the commit object body")


def check_tag(data: bytes, object_format: ObjectFormat) -> Iterator[Finding]:
    """What is wrong with a tag."""
    yield from check_headers(data)
    lines = Lines(data)
    yield from check_id_line(lines, "object", object_format)
    kind = lines.take("type")
    if kind is None:
        yield Finding("missingTypeEntry", expected("type"))
    elif kind not in TYPE_BY_NAME:
        yield Finding("badType", "invalid 'type' value")
    name = lines.take("tag")
    if name is None:
        yield Finding("missingTagEntry", expected("tag"))
    else:
        text = name.decode("utf-8", "surrogateescape")
        if not is_valid_refname(f"refs/tags/{text}"):
            yield Finding("badTagName", f"invalid 'tag' name: {text}")
    tagger = lines.take("tagger")
    if tagger is None:
        yield Finding("missingTaggerEntry", expected("tagger"))
    else:
        yield from check_ident(tagger)
    rest = lines.rest()
    if rest and not rest.startswith((b"\n", b"gpgsig ", b"gpgsig-sha256 ")):
        yield Finding("extraHeaderEntry", "invalid format - extra header(s) after 'tagger'")


def check_ident(value: bytes) -> Iterator[Finding]:
    """What is wrong with who and when of an author, committer or tagger line."""
    problem = ident_problem(value)
    if problem is not None:
        yield Finding(problem[0], f"invalid author/committer line - {problem[1]}")


def ident_problem(value: bytes) -> tuple[str, str] | None:
    """The id and message of the first thing wrong."""
    if value.startswith(b"<"):
        return "missingNameBeforeEmail", "missing space before email"
    opened = first_of(value, b"<>", 0)
    if value[opened : opened + 1] == b">":
        return "badName", "bad name"
    if opened == len(value):
        return "missingEmail", "missing email"
    if value[opened - 1 : opened] != b" ":
        return "missingSpaceBeforeEmail", "missing space before email"
    closed = first_of(value, b"<>", opened + 1)
    if value[closed : closed + 1] != b">":
        return "badEmail", "bad email"
    if value[closed + 1 : closed + 2] != b" ":
        return "missingSpaceBeforeDate", "missing space before date"
    return time_problem(value[closed + 1 :].lstrip(b" "))


def first_of(value: bytes, characters: bytes, start: int) -> int:
    """Where one of `characters` first stands from `start` on; the end where none does."""
    return next((at for at in range(start, len(value)) if value[at] in characters), len(value))


def time_problem(value: bytes) -> tuple[str, str] | None:
    """The id and message of the first thing wrong with a time and its zone."""
    seconds, space, zone = value.partition(b" ")
    if seconds.startswith(b"0") and len(seconds) > 1:
        return "zeroPaddedDate", "zero-padded date"
    if not seconds or not DIGITS.issuperset(seconds):
        return "badDate", "bad date"
    if len(seconds) > len(str(MAX_DATE)) or int(seconds) > MAX_DATE:
        return "badDateOverflow", "date causes integer overflow"
    if not space:
        return "badDate", "bad date"
    if len(zone) != ZONE_SIZE or zone[:1] not in (b"+", b"-") or not DIGITS.issuperset(zone[1:]):
        return "badTimezone", "bad time zone"
    return None
