"""What is wrong with an object's bytes, as git's fsck names it; of trees: fsck_tree.py, of special blobs: fsck_blob.py.

All that there is to find is given in git's order. Whoever judges stops at an error of commits and tags, as git does,
and goes on after what is a warning to him. Follows git's Documentation/fsck-msgids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pygitobj.formats.fsck_tree import MAX_NAME, Finding, check_tree, pass_over
from pygitobj.formats.refname import is_valid_refname
from pygitobj.oid import HEX_DIGITS, TYPE_BY_NAME, ObjectFormat

MAX_DATE = (1 << 63) - 1
ZONE_SIZE = 5
DIGITS = frozenset(b"0123456789")


def check_object(
    kind: str,
    data: bytes,
    object_format: ObjectFormat,
    found_special: Callable[[str, bytes], None] = pass_over,
    longest: int = MAX_NAME,
) -> Iterator[Finding]:
    """What is wrong with the object of type `kind` whose body is `data`; of blobs nothing can be told by themselves.

    `found_special` and `longest` as in `check_tree`.
    """
    if kind == "tree":
        yield from check_tree(data, object_format, found_special, longest)
    elif kind == "commit":
        yield from check_commit(data, object_format)
    elif kind == "tag":
        yield from check_tag(data, object_format)


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

    def take_signature(self) -> None:
        """Take a signature, which goes on in lines that start with a space."""
        if self.take("gpgsig") is None and self.take("gpgsig-sha256") is None:
            return
        while self.take("") is not None:
            pass

    def rest(self) -> bytes:
        """What was not taken."""
        return self.data[self.at :]


def is_hex_id(value: bytes, object_format: ObjectFormat) -> bool:
    """Whether `value` is a full id in hex."""
    return len(value) == object_format.hex_size and HEX_DIGITS.issuperset(value.decode("latin-1"))


def check_commit(data: bytes, object_format: ObjectFormat) -> Iterator[Finding]:
    """What is wrong with a commit."""
    yield from check_headers(data)
    lines = Lines(data)
    tree = lines.take("tree")
    if tree is None:
        yield Finding("missingTree", expected("tree"))
        return
    if not is_hex_id(tree, object_format):
        yield Finding("badTreeSha1", "invalid 'tree' line format - bad sha1")
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
        return
    yield from check_ident(committer)
    if b"\0" in data:
        yield Finding("nulInCommit", "NUL byte in the commit object body")


def check_tag(data: bytes, object_format: ObjectFormat) -> Iterator[Finding]:
    """What is wrong with a tag."""
    yield from check_headers(data)
    lines = Lines(data)
    target = lines.take("object")
    if target is None:
        yield Finding("missingObject", expected("object"))
        return
    if not is_hex_id(target, object_format):
        yield Finding("badObjectSha1", "invalid 'object' line format - bad sha1")
    kind = lines.take("type")
    if kind is None:
        yield Finding("missingTypeEntry", expected("type"))
        return
    if kind not in TYPE_BY_NAME:
        yield Finding("badType", "invalid 'type' value")
    name = lines.take("tag")
    if name is None:
        yield Finding("missingTagEntry", expected("tag"))
        return
    text = name.decode("utf-8", "surrogateescape")
    if not is_valid_refname(f"refs/tags/{text}"):
        yield Finding("badTagName", f"invalid 'tag' name: {text}")
    tagger = lines.take("tagger")
    if tagger is None:
        yield Finding("missingTaggerEntry", expected("tagger"))
    else:
        # git looks at what follows whatever is wrong with it.
        yield from (finding._replace(goes_on=True) for finding in check_ident(tagger))
    lines.take_signature()
    if lines.rest() and not lines.rest().startswith(b"\n"):
        yield Finding("extraHeaderEntry", "invalid format - extra header(s) after 'tagger'", settles=True)


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
    return time_problem(value[closed + 2 :].lstrip(b" \t"))


def first_of(value: bytes, characters: bytes, start: int) -> int:
    """Where one of `characters` first stands from `start` on; the end where none does."""
    return next((at for at in range(start, len(value)) if value[at] in characters), len(value))


def time_problem(value: bytes) -> tuple[str, str] | None:
    """The id and message of the first thing wrong with a time and its zone."""
    digits = next((at for at in range(len(value)) if value[at] not in DIGITS), len(value))
    if not digits:
        return "badDate", "bad date"
    if value.startswith(b"0") and value[1:2] != b" ":
        return "zeroPaddedDate", "zero-padded date"
    if digits > len(str(MAX_DATE)) or int(value[:digits]) > MAX_DATE:
        return "badDateOverflow", "date causes integer overflow"
    if value[digits : digits + 1] != b" ":
        return "badDate", "bad date"
    zone = value[digits + 1 :]
    if len(zone) != ZONE_SIZE or zone[:1] not in (b"+", b"-") or not DIGITS.issuperset(zone[1:]):
        return "badTimezone", "bad time zone"
    return None
