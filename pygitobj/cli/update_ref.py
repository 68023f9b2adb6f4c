"""`update-ref`: change references, one or many in a transaction.

Follows git's Documentation/git-update-ref.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from pygitobj.cli.named import oid_named
from pygitobj.cli.parse_options import Option, Parsed, Spec, UsageError, parse_options, usage_text
from pygitobj.cli.session import Session, warn
from pygitobj.cli.update_ref_input import FIELDS, READERS, Fields, Reader, Rules, command_of, read_update
from pygitobj.errors import GitObjectError, RefError
from pygitobj.oid import ObjectId
from pygitobj.refs.transaction import RefusedByHookError, Transaction
from pygitobj.refs.updates import ANY, New, Old, Update
from pygitobj.refs.values import Symbolic
from pygitobj.repository.ref_changes import begin_transaction, shown_error
from pygitobj.repository.repository import Repository

NO_DEREF = "no-deref"
SPEC = Spec(
    usage=(
        "git update-ref [<options>] -d <refname> [<old-oid>]",
        "git update-ref [<options>]    <refname> <new-oid> [<old-oid>]",
        "git update-ref [<options>] --stdin [-z] [--batch-updates]",
    ),
    options=(
        Option("message", "value", "reason of the update", short="m", argument="<reason>"),
        Option("delete", "flag", "delete the reference", short="d"),
        Option("deref", "choice", "update <refname> not the one it points to", long=NO_DEREF),
        Option("deref", "choice", "opposite of --no-deref", long="deref"),
        Option("nul", "flag", "stdin has NUL-terminated arguments", short="z"),
        Option("stdin", "flag", "read updates from stdin", long="stdin"),
        Option("create_reflog", "flag", "create a reflog", long="create-reflog"),
        Option("batch", "flag", "batch reference updates", short="0", long="batch-updates"),
    ),
)
OPEN, STARTED, PREPARED, CLOSED = range(4)
# How far each command brings a transaction.
REACHES = {"start": STARTED, "prepare": PREPARED, "abort": CLOSED, "commit": CLOSED}
CREATING = ("create", "symref-create")


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    parsed = parse_options(SPEC, words)
    given = parsed.options
    message = given.text("message")
    with session.open_repository() as repository:
        if message == "":
            raise GitObjectError("Refusing to perform update with empty message.")
        deref = given.mode("deref")
        rules = Rules(
            os.fsencode(message or ""),
            no_deref=deref is not None and deref.long == NO_DEREF,
            create_log=given.flag("create_reflog"),
            warn=warn,
        )
        if given.flag("stdin"):
            if given.flag("delete") or parsed.arguments:
                raise UsageError(usage_text(SPEC))
            Commands(repository, rules, b"\0" if given.flag("nul") else b"\n", batch=given.flag("batch")).run()
            return 0
        if given.flag("batch"):
            raise GitObjectError("--batch-updates can only be used with --stdin")
        if given.flag("nul"):
            raise UsageError(usage_text(SPEC))
        return change_one(repository, parsed, rules)


def change_one(repository: Repository, parsed: Parsed, rules: Rules) -> int:
    """Change the one reference that is named; gives the exit code."""
    delete = parsed.options.flag("delete")
    arguments = parsed.arguments
    least = 1 if delete else 2
    if not least <= len(arguments) <= least + 1:
        raise UsageError(usage_text(SPEC))
    new: New = None
    if not delete:
        new = oid_named(repository, arguments[1])
        if new is None:
            raise GitObjectError(f"{arguments[1]}: not a valid SHA1")
    old: Old = ANY
    if len(arguments) > least:
        text = arguments[-1]
        old = oid_named(repository, text) if text else None
        if text and old is None:
            raise GitObjectError(f"{text}: not a valid old SHA1")
    if delete and old in (None, repository.format.null_id):
        old = ANY
    change = begin_transaction(repository, hooks=True)
    try:
        change.queue(rules.made(Update(arguments[0], new, old), keeps_log=delete))
        change.commit()
    except RefusedByHookError:
        raise
    except RefError as error:
        if delete:
            warn(f"error: {shown_error(repository, error)}")
            return 1
        # git's own words for a single one.
        message = f"update_ref failed for ref '{arguments[0]}': {shown_error(repository, error)}"
        raise GitObjectError(message) from None
    return 0


class Commands:
    """The commands of standard input, done one after another, in transactions."""

    def __init__(self, repository: Repository, rules: Rules, end: bytes, *, batch: bool) -> None:
        self.repository = repository
        self.rules = rules
        self.end = end
        self.batch = batch
        self.input = Reader(sys.stdin.buffer, end)
        self.state = OPEN
        self.change = self.begin()

    def begin(self) -> Transaction:
        """A transaction."""
        return begin_transaction(self.repository, hooks=True, allows_refusals=self.batch)

    def run(self) -> None:
        """Do all commands. Raises GitObjectError for the first that cannot be: what is not committed is not done."""
        try:
            while data := self.input.next():
                self.do(data)
            if self.state == OPEN:
                self.commit_all()
            elif self.state != CLOSED:
                self.change.abort()
        except BaseException:
            self.change.drop()
            raise

    def do(self, data: bytes) -> None:
        """Do the command that begins with `data`."""
        command = command_of(data, self.end)
        if self.end == b"\0":
            for _ in range(1, FIELDS[command]):
                data += self.input.next()
        self.step_to(REACHES.get(command, OPEN))
        at = len(command) + (FIELDS[command] > 0)
        fields = Fields(
            command, data, at, self.end, lambda text: oid_named(self.repository, text), self.repository.format
        )
        if command in READERS:
            self.queue(read_update(fields, self.rules), creates=command in CREATING)
        elif command == "option":
            self.set_option(fields)
        else:
            fields.finish()
            self.finish(command)

    def step_to(self, reached: int) -> None:
        """Bring the transaction as far as `reached`, if that follows on where it is. Raises GitObjectError."""
        if self.state == CLOSED:
            if reached != STARTED:
                raise GitObjectError("transaction is closed")
            self.change = self.begin()
            self.state = STARTED
        elif self.state == PREPARED:
            if reached != CLOSED:
                raise GitObjectError("prepared transactions can only be closed")
            self.state = CLOSED
        elif self.state == reached == STARTED:
            raise GitObjectError("cannot restart ongoing transaction")
        else:
            self.state = max(self.state, reached)

    def queue(self, update: Update, *, creates: bool) -> None:
        """Take `update` into the transaction."""
        try:
            self.change.queue(update)
        except RefError as error:
            if not (self.batch and error.reason):
                raise
            # git tells of no old value where a command cannot say one.
            tell_refused(update._replace(old=ANY) if creates else update, error, self.repository)

    def set_option(self, fields: Fields) -> None:
        """What `option` says of the next update."""
        if fields.data[fields.at :].startswith(NO_DEREF.encode()):
            after = Fields("", fields.data, fields.at + len(NO_DEREF), self.end, fields.resolve, fields.format)
            if after.here == self.end:
                self.rules.no_deref = True
                return
        raise GitObjectError(f"option unknown: {fields.rest}")

    def finish(self, command: str) -> None:
        """Do a command that ends or prepares the transaction, and answer it at once."""
        try:
            if command == "prepare":
                self.change.prepare()
            elif command == "abort":
                self.change.abort()
            elif command == "commit":
                self.commit()
        except RefusedByHookError:
            raise
        except RefError as error:
            raise GitObjectError(f"{command}: {shown_error(self.repository, error)}") from None
        sys.stdout.write(f"{command}: ok\n")
        sys.stdout.flush()

    def commit_all(self) -> None:
        """Commit what stands in no transaction of its own, at the end."""
        try:
            self.commit()
        except RefusedByHookError:
            raise
        except RefError as error:
            raise GitObjectError(shown_error(self.repository, error)) from None

    def commit(self) -> None:
        """Commit the transaction, and tell what of it was refused."""
        self.change.commit()
        for update, error in self.change.refused:
            # git tells of zeros here where the value is the name of another.
            new = None if isinstance(update.new, Symbolic) else update.new
            old = None if isinstance(update.old, Symbolic) else update.old
            tell_refused(update._replace(new=new, old=old), error, self.repository)


def tell_refused(update: Update, error: RefError, repository: Repository) -> None:
    """Tell that `update` alone was refused."""
    warn(f"error: {shown_error(repository, error)}")
    new, old = (shown(value, repository) for value in (update.new, update.old))
    sys.stdout.write(f"rejected {update.name} {new} {old} {error.reason}\n")


def shown(value: New | Old, repository: Repository) -> str:
    """`value` as it is told."""
    if isinstance(value, Symbolic):
        return value.target
    if value is None:
        return str(repository.format.null_id)
    return str(value) if isinstance(value, ObjectId) else "(null)"
