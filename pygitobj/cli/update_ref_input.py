"""What `update-ref --stdin` is given: commands, a line each, or with -z fields that end at NULs.

    update SP <ref> SP <new-oid> [SP <old-oid>]
    create SP <ref> SP <new-oid>
    delete SP <ref> [SP <old-oid>]
    verify SP <ref> [SP <old-oid>]
    symref-update SP <ref> SP <new-target> [SP (ref SP <old-target> | oid SP <old-oid>)]
    symref-create SP <ref> SP <new-target>
    symref-delete SP <ref> [SP <old-target>]
    symref-verify SP <ref> [SP <old-target>]
    option SP no-deref
    start, prepare, commit, abort

Follows git's Documentation/git-update-ref.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from pygitobj.errors import GitObjectError
from pygitobj.formats.quote import closing_quote, unquote_c
from pygitobj.formats.refname import is_valid_refname
from pygitobj.formats.small_text import SPACE, is_space, text_of
from pygitobj.oid import ObjectFormat, ObjectId
from pygitobj.refs.updates import ANY, KEPT, Update
from pygitobj.refs.values import Symbolic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from pygitobj.refs.updates import Old

# What an argument without quotes goes on with.
IN_WORDS = bytes(byte for byte in range(1, 256) if byte not in SPACE)
Resolve = Callable[[str], ObjectId | None]


class Reader:
    """Standard input up to each `end`."""

    def __init__(self, file: BinaryIO, end: bytes) -> None:
        self.file = file
        self.end = end
        self.waiting = b""

    def next(self) -> bytes:
        """What comes up to the next end, with it unless the input ends without one; empty where nothing comes."""
        if self.end == b"\n":
            return self.file.readline()
        parts = []
        while b"\0" not in self.waiting:
            parts.append(self.waiting)
            self.waiting = os.read(self.file.fileno(), 1 << 16)
            if not self.waiting:
                return b"".join(parts)
        found, nul, self.waiting = self.waiting.partition(b"\0")
        return b"".join([*parts, found, nul])


class Fields:
    """The fields of one command, read one after another as C reads them: past the end there is a NUL."""

    def __init__(self, command: str, data: bytes, at: int, end: bytes, resolve: Resolve, hashes: ObjectFormat) -> None:
        self.command = command
        self.data = data
        self.at = at
        self.end = end
        self.resolve = resolve
        self.format = hashes
        self.name = ""

    @property
    def here(self) -> bytes:
        """The byte that is next."""
        return self.data[self.at : self.at + 1] or b"\0"

    @property
    def rest(self) -> str:
        """What is left, as messages show it."""
        return os.fsdecode(text_of(self.data[self.at :]))

    def fail(self, what: str) -> GitObjectError:
        """The error for the command."""
        return GitObjectError(f"{self.command} {self.name}: {what}" if self.name else f"{self.command}: {what}")

    def argument(self) -> bytes:
        """The next argument; lines may have it within quotes."""
        start = self.at
        if self.end == b"\0":
            found = text_of(self.data[start:])
            self.at += len(found)
            return found
        if self.here != b'"':
            self.at = len(self.data) - len(self.data[start:].lstrip(IN_WORDS))
            return self.data[start : self.at]
        quoted = self.data[start:]
        size = closing_quote(quoted)
        try:
            found = unquote_c(quoted[:size] if size else quoted)
        except ValueError:
            raise GitObjectError(f"badly quoted argument: {self.rest}") from None
        after = quoted[size : size + 1] or b"\0"
        if after != b"\0" and not is_space(after):
            raise GitObjectError(f"unexpected character after quoted argument: {self.rest}")
        self.at += size
        return text_of(found)

    def separator(self) -> bool:
        """Pass over what stands before an argument; whether there is one."""
        if self.end == b"\0":
            if self.here != b"\0":
                return False
        else:
            if self.here in (b"\0", self.end):
                return False
            if self.here != b" ":
                raise GitObjectError(f"expected SP but got: {self.rest}")
        self.at += 1
        return True

    def ref(self) -> str:
        """The name of a reference, "" for none. Raises GitObjectError."""
        found = os.fsdecode(self.argument())
        if found and not is_valid_refname(found, one_level=True):
            raise GitObjectError(f"invalid ref format: {found}")
        return found

    def own_ref(self) -> str:
        """The name that the command is about."""
        found = self.ref()
        if not found:
            raise self.fail("missing <ref>")
        self.name = found
        return found

    def next_ref(self) -> str:
        """The name that comes next, "" for none."""
        return self.ref() if self.separator() else ""

    def next_argument(self) -> str:
        """The argument that comes next, "" for none."""
        return os.fsdecode(self.argument()) if self.separator() else ""

    def oid(self, what: str, *, allow_empty: bool = False) -> ObjectId | None:
        """The id that comes next, None for none; zeros where it is empty and that is allowed, or in a line."""
        if self.at == len(self.data):
            raise self.fail(f"unexpected end of input when reading {what}")
        null = self.format.null_id
        if self.end == b"\n":
            if self.here in (b"\0", self.end):
                return None
            if self.here != b" ":
                raise self.fail(f"expected SP but got: {self.rest}")
            self.at += 1
            text = os.fsdecode(self.argument())
            return self.resolved(text, what) if text else null
        if self.here != b"\0":
            raise self.fail(f"expected NUL but got: {self.rest}")
        self.at += 1
        if self.at == len(self.data):
            raise self.fail(f"unexpected end of input when reading {what}")
        text = os.fsdecode(self.argument())
        if text:
            return self.resolved(text, what)
        return null if allow_empty else None

    def resolved(self, text: str, what: str) -> ObjectId:
        """The id that `text` means."""
        found = self.resolve(text)
        if found is None:
            raise self.fail(f"invalid {what}: {text}")
        return found

    def finish(self) -> None:
        """Raises GitObjectError where more comes."""
        if self.here != self.end:
            raise self.fail(f"extra input: {self.rest}")


class Rules:
    """What all updates have in common: the message, whether references are followed, whether logs are begun."""

    def __init__(self, message: bytes, *, no_deref: bool, create_log: bool, warn: Callable[[str], None]) -> None:
        self.message = message
        self.always_no_deref = self.no_deref = no_deref
        self.create_log = create_log
        self.warn = warn

    def made(self, update: Update, *, keeps_log: bool = False) -> Update:
        """`update` with that; what an option said of it alone is over."""
        no_deref, self.no_deref = self.no_deref, self.always_no_deref
        create = self.create_log and not keeps_log
        return update._replace(message=self.message, no_deref=no_deref, create_log=create)


def read_update(fields: Fields, rules: Rules) -> Update:
    """The update that the command of `fields` asks for. Raises GitObjectError."""
    return READERS[fields.command](fields, rules)


def plain_update(fields: Fields, rules: Rules) -> Update:
    """`update`."""
    name = fields.own_ref()
    start = fields.at
    new = fields.oid("<new-oid>", allow_empty=True)
    if new is None:
        raise fields.fail("missing <new-oid>")
    if fields.end == b"\0" and fields.at == start + 1:
        rules.warn(f"warning: update {name}: missing <new-oid>, treating as zero")
    old = fields.oid("<old-oid>")
    fields.finish()
    return rules.made(Update(name, new, ANY if old is None else old))


def create(fields: Fields, rules: Rules) -> Update:
    """`create`."""
    name = fields.own_ref()
    new = fields.oid("<new-oid>")
    if new is None:
        raise fields.fail("missing <new-oid>")
    if new == fields.format.null_id:
        raise fields.fail("zero <new-oid>")
    fields.finish()
    return rules.made(Update(name, new, None))


def delete(fields: Fields, rules: Rules) -> Update:
    """`delete`."""
    name = fields.own_ref()
    old = fields.oid("<old-oid>")
    if old == fields.format.null_id:
        raise fields.fail("zero <old-oid>")
    fields.finish()
    return rules.made(Update(name, None, ANY if old is None else old), keeps_log=True)


def verify(fields: Fields, rules: Rules) -> Update:
    """`verify`."""
    name = fields.own_ref()
    old = fields.oid("<old-oid>")
    fields.finish()
    return rules.made(Update(name, KEPT, old), keeps_log=True)._replace(message=b"")


def symref_update(fields: Fields, rules: Rules) -> Update:
    """`symref-update`."""
    name = fields.own_ref()
    target = fields.next_ref()
    if not target:
        raise fields.fail("missing <new-target>")
    old: Old = ANY
    kind = fields.next_argument()
    if kind:
        value = fields.next_argument()
        if not value:
            raise fields.fail("expected old value")
        if kind == "oid":
            old = fields.resolve(value)
            if old is None:
                raise fields.fail(f"invalid oid: {value}")
        elif kind != "ref":
            raise fields.fail(f"invalid arg '{kind}' for old value")
        elif not is_valid_refname(value, one_level=True):
            raise fields.fail(f"invalid ref: {value}")
        else:
            old = Symbolic(value)
    fields.finish()
    return rules.made(Update(name, Symbolic(target), old))


def symref_create(fields: Fields, rules: Rules) -> Update:
    """`symref-create`."""
    name = fields.own_ref()
    target = fields.next_ref()
    if not target:
        raise fields.fail("missing <new-target>")
    fields.finish()
    return rules.made(Update(name, Symbolic(target), None))


def symref_delete(fields: Fields, rules: Rules) -> Update:
    """`symref-delete`."""
    require_no_deref(fields, rules)
    name = fields.own_ref()
    target = fields.next_ref()
    fields.finish()
    return rules.made(Update(name, None, Symbolic(target) if target else ANY), keeps_log=True)


def symref_verify(fields: Fields, rules: Rules) -> Update:
    """`symref-verify`."""
    require_no_deref(fields, rules)
    name = fields.own_ref()
    target = fields.next_ref()
    fields.finish()
    return rules.made(Update(name, KEPT, Symbolic(target) if target else None), keeps_log=True)._replace(message=b"")


def require_no_deref(fields: Fields, rules: Rules) -> None:
    """Raises GitObjectError where references are followed."""
    if not rules.no_deref:
        raise fields.fail("cannot operate with deref mode")


READERS: dict[str, Callable[[Fields, Rules], Update]] = {
    "update": plain_update,
    "create": create,
    "delete": delete,
    "verify": verify,
    "symref-update": symref_update,
    "symref-create": symref_create,
    "symref-delete": symref_delete,
    "symref-verify": symref_verify,
}
# How many fields each command has at most, with -z.
FIELDS = {
    "update": 3,
    "create": 2,
    "delete": 2,
    "verify": 2,
    "symref-update": 4,
    "symref-create": 2,
    "symref-delete": 2,
    "symref-verify": 2,
    "option": 1,
    "start": 0,
    "prepare": 0,
    "abort": 0,
    "commit": 0,
}


def command_of(data: bytes, end: bytes) -> str:
    """The command that `data` begins with. Raises GitObjectError."""
    first = data[:1] or b"\0"
    if first == end:
        raise GitObjectError("empty command in input")
    shown = os.fsdecode(text_of(data))
    if first in SPACE:
        raise GitObjectError(f"whitespace before command: {shown}")
    for command, count in FIELDS.items():
        word = command.encode()
        after = data[len(word) : len(word) + 1] or b"\0"
        if data.startswith(word) and after == (b" " if count else end):
            return command
    raise GitObjectError(f"unknown command: {shown}")
