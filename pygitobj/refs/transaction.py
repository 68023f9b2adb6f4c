"""A change of references that is made whole or not at all, whatever backend has them: queue, prepare, commit.

    queue       names and new values are checked
    prepare     each reference is locked, read and compared; symbolic ones are followed; HEAD's log takes part where its
                branch is updated; new names are held against those that there are
    commit      what was prepared is made seen; abort leaves everything as it was

Follows git's Documentation/git-update-ref and githooks, "reference-transaction".
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from pygitobj.errors import RefChangedError, RefError, RefNameError
from pygitobj.formats.refname import is_valid_refname
from pygitobj.formats.small_text import SPACE, text_of
from pygitobj.oid import ObjectId
from pygitobj.refs.conflicts import Available
from pygitobj.refs.names import RefName, bad_name, name_followed, name_of_symbolic, name_to_leave, name_to_write
from pygitobj.refs.new_values import NewValues
from pygitobj.refs.refs import Refs
from pygitobj.refs.steps import CONFLICT, MISSING, Step
from pygitobj.refs.updates import ANY, KEPT, BlockedError, Change, LogLine, RefPolicy, Update
from pygitobj.refs.values import Broken, Symbolic, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.formats.ident import Ident
    from pygitobj.refs.backend import Held, RefBackend

HEAD = "HEAD"
OPEN, PREPARED, CLOSED = "open", "prepared", "closed"
# White space of any kind as a blank.
AS_BLANKS = bytes.maketrans(SPACE, b" " * len(SPACE))
# What a hook is told, in this order.
PREPARING, COMMITTED, ABORTED = "preparing", "committed", "aborted"
Hook = Callable[[str, list[Update]], bool]


class RefusedByHookError(RefError):
    """The hook did not let it go on."""


class TransactionStateError(RuntimeError):
    """A step of a transaction that does not follow on the last: the caller's mistake."""


class Transaction:
    """Changes to the references of `backend`, written as `policy` says.

    `values` checks what they are to be. `who` gives the name for the logs when one is first written. `hook` is told
    each state and the updates, and may refuse "preparing" and "prepared" by False. With `allows_refusals` one update
    that is refused for itself leaves the others as they are; `refused` has them then. Where references may not be
    changed now, `forbidden` says why.
    """

    def __init__(
        self,
        backend: RefBackend,
        policy: RefPolicy,
        values: NewValues,
        who: Callable[[], Ident],
        *,
        hook: Hook | None = None,
        allows_refusals: bool = False,
        forbidden: str = "",
    ) -> None:
        self.backend = backend
        self.policy = policy
        self.values = values
        self.who = who
        self.hook = hook
        self.allows_refusals = allows_refusals
        self.forbidden = forbidden
        self.format = backend.format
        self.state = OPEN
        self.steps: list[Step] = []
        self.refused: list[tuple[Update, RefError]] = []
        # The names that are changed; of one that led on, and of HEAD's log alone, no other update may be.
        self.names: dict[str, Step] = {}
        self.twice = ""
        self.unborn: list[Step] = []
        self.held: Held | None = None

    @cached_property
    def ident(self) -> Ident:
        """Who changes them, for the logs."""
        return self.who()

    # Queue

    def queue(self, update: Update) -> None:
        """Take `update` into the transaction. Raises RefNameError, RefError for a bad value; it is not taken then."""
        self.require_state(OPEN)
        update = self.normalised(update)
        step = Step(checked_name(update), update)
        if isinstance(update.new, ObjectId) and not update.log_only:
            step.peeled = self.values.checked(update.name, update.new)
        self.add(step)

    def normalised(self, update: Update) -> Update:
        """`update` with None for the null id, and a message of one line."""
        null = self.format.null_id
        if not update.log_only:
            for value in (update.new, update.old):
                if isinstance(value, ObjectId):
                    self.format.require_id(value)
        new = None if update.new == null else update.new
        old = None if update.old == null else update.old
        return update._replace(new=new, old=old, message=one_line(update.message))

    def add(self, step: Step) -> None:
        """Take in `step`, and its name unless only a log is written."""
        self.steps.append(step)
        if not step.is_log_only:
            if step.name in self.names and (not self.twice or step.name < self.twice):
                self.twice = step.name
            self.names[step.name] = step

    # Prepare

    def prepare(self) -> None:
        """Lock, read and compare all of it: from here on nothing but the disk keeps it from being done.

        Raises RefError, and what reading references raises; the transaction is closed then, and nothing has changed.
        """
        self.require_state(OPEN)
        if self.forbidden:
            self.state = CLOSED
            raise RefError(self.forbidden)
        if self.twice:
            self.state = CLOSED
            raise RefError(f"multiple updates for ref '{self.twice}' not allowed", self.twice)
        self.run_hook(PREPARING)
        self.held = held = self.backend.begin(self.policy)
        try:
            self.lock_all(held)
            self.require_available(held)
            held.prepare(self.changes(held))
            self.state = PREPARED
        except BaseException:
            self.state = CLOSED
            held.abort()
            raise
        self.run_hook(PREPARED)

    def lock_all(self, held: Held) -> None:
        """Lock and compare each reference, and those that it leads to, which join the transaction meanwhile."""
        head = held.refs.read(HEAD)
        branch = head.target if isinstance(head, Symbolic) else None
        for step in self.steps:
            if step.is_refused():
                continue
            try:
                self.lock_one(held, step, branch)
            except RefError as error:
                self.refuse(step, error)

    def refuse(self, step: Step, error: RefError) -> None:
        """Leave `step` out, if only it is refused and that is allowed. Raises `error` otherwise."""
        if not self.allows_refusals or not error.reason:
            raise error
        step.refusal = error
        self.names.pop(step.name, None)
        self.refused.append((step.update._replace(name=step.name), error))

    def lock_one(self, held: Held, step: Step, branch: str | None) -> None:
        """Lock the reference of `step`, compare it, and let it lead on."""
        if step.name == branch:
            self.add_head(step)
        value = self.lock_and_read(held, step)
        target = value.target if isinstance(value, Symbolic) else None
        step.is_symbolic = target is not None
        if step.is_of_head:
            assert step.parent is not None
            if target != step.parent.name:
                raise RefError("HEAD has been racily updated", HEAD)
            return
        if target is not None and not step.no_deref:
            self.follow(step, target)
            return
        if target is not None:
            found = Refs(held.refs).follow(step.name, value)
            if found.broken and step.update.old is not ANY:
                raise RefError(f"cannot lock ref '{step.shown}': error reading reference", step.name)
            step.old_id = self.none_if_null(found.id)
        elif isinstance(value, ObjectId):
            step.old_id = self.none_if_null(value)
        step.require_old(target)
        above = step.parent if target is None else None
        while above is not None:
            above.old_id = step.old_id
            above = above.parent

    def none_if_null(self, oid: ObjectId | None) -> ObjectId | None:
        """`oid`, but None for the null id."""
        return None if oid == self.format.null_id else oid

    def lock_and_read(self, held: Held, step: Step) -> Value | None:
        """The value of the reference of `step`, once it is locked. Raises RefError."""
        name = step.name
        try:
            held.lock(name)
        except BlockedError as error:
            if step.must_exist:
                raise self.unresolved(step, "", MISSING) from None
            found = Available(held.refs, set(self.names)).conflict(name)
            raise self.unlocked(step, str(error) if found is None else found.message, CONFLICT) from None
        except RefError as error:
            if not error.name:
                raise  # it is about all references
            raise self.unlocked(step, str(error), error.reason, type(error)) from error.__cause__
        value = held.refs.read(name)
        if isinstance(value, Broken):
            raise self.unresolved(step, ": reference broken", "")
        if value is None:
            if step.must_exist:
                raise self.unresolved(step, "", MISSING)
            self.unborn.append(step)
        return value

    def unresolved(self, step: Step, why: str, reason: str) -> RefError:
        """The error for a reference that must be there, or whose value is none."""
        message = f"cannot lock ref '{step.shown}': unable to resolve reference '{step.name}'{why}"
        if reason != MISSING:
            return RefError(message, step.name, reason)
        old = step.update.old
        expected = old.target if isinstance(old, Symbolic) else old
        return RefChangedError(message, step.name, reason, expected=expected, actual=None)

    def unlocked(self, step: Step, why: str, reason: str, kind: type[RefError] = RefError) -> RefError:
        """The error for a reference that cannot be locked."""
        return kind(f"cannot lock ref '{step.shown}': {why}", step.name, reason)

    def add_head(self, step: Step) -> None:
        """Let the log of HEAD take part, which is on the branch that `step` updates."""
        if step.is_log_only or step.came_by_head or not step.update.logs:
            return
        if HEAD in self.names:
            message = f"multiple updates for 'HEAD' (including one via its referent '{step.name}') are not allowed"
            raise RefError(message, step.name, CONFLICT)
        head = Step(RefName(HEAD), step.update, step)
        head.is_log_only = head.no_deref = head.is_of_head = True
        self.add(head)

    def follow(self, step: Step, target: str) -> None:
        """Let `step` write its log alone, and what it leads to be changed."""
        if target in self.names:
            message = f"multiple updates for '{target}' (including one via symref '{step.name}') are not allowed"
            raise RefError(message, step.name, CONFLICT)
        try:
            name = name_followed(target, leaves=not isinstance(step.update.new, ObjectId | Symbolic))
        except RefNameError as error:
            raise RefError(f"cannot lock ref '{step.shown}': {error}", step.name) from None
        child = Step(name, step.update, step)
        child.peeled = step.peeled
        child.is_log_only = step.is_log_only
        child.came_by_head = step.came_by_head or step.name == HEAD
        step.is_log_only = step.no_deref = True
        self.add(child)

    def require_available(self, held: Held) -> None:
        """Raises RefError where a new name does not go with one that is there, or is given in the same transaction."""
        available = Available(held.refs, set(self.names))
        for step in self.unborn:
            if step.is_refused():
                continue
            found = available.conflict(step.name)
            if found is not None:
                self.refuse(step, RefError(found.message, step.name, CONFLICT))
                available = Available(held.refs, set(self.names))

    # What is written

    def changes(self, held: Held) -> list[Change]:
        """What the backend is to do, in its order."""
        found = []
        refs = Refs(held.refs)
        # What of the transaction is there by the time that a step's log is written.
        written: dict[str, Value] = {}
        refused = {id(step) for step in self.steps if step.is_refused()}
        for step in reversed(self.steps):
            if id(step) in refused and step.parent is not None and not step.is_of_head:
                refused.add(id(step.parent))  # what led to it has nothing to log
        for step in self.steps:
            if id(step) in refused:
                continue
            new = KEPT if step.is_log_only else step.update.new
            if new is not None and not step.writes():
                new = KEPT
            log = self.log_line(refs, step, written) if step.writes() or step.is_log_only else None
            if isinstance(new, ObjectId | Symbolic):
                written[step.name] = new
            found.append(Change(step.name, new, step.peeled, log))
        return found

    def log_line(self, refs: Refs, step: Step, written: dict[str, Value]) -> LogLine | None:
        """What the log of the reference of `step` is to say; None for nothing."""
        update = step.update
        if not update.logs:
            return None
        null = self.format.null_id
        old = step.old_id
        new = update.new
        if update.log_only or (step.is_of_head and update.old is not ANY):
            old = update.old if isinstance(update.old, ObjectId) else None
        elif step.is_of_head:
            assert step.parent is not None
            old = step.parent.old_id
        if isinstance(new, Symbolic):
            new = leads_to(refs, new.target, written)
            if new is None:
                return None  # a reference that is not born yet: no id to tell of
        new_id = new if isinstance(new, ObjectId) else null
        create = update.create_log or self.policy.starts_log(step.name)
        return LogLine(null if old is None else old, new_id, update.who or self.ident, update.message, create)

    # Commit

    def commit(self) -> None:
        """Make it seen, all of it; prepares it first if that was not done. Raises what `prepare` raises, OSError."""
        if self.state == OPEN:
            self.prepare()
        self.require_state(PREPARED)
        assert self.held is not None
        self.state = CLOSED
        try:
            self.held.commit()
        finally:
            self.held.abort()
        self.tell_hook(COMMITTED)

    def abort(self) -> None:
        """Leave everything as it was; harmless where it is over already."""
        if self.state == CLOSED:
            return
        self.state = CLOSED
        if self.held is not None:
            self.held.abort()
        self.tell_hook(ABORTED)

    def drop(self) -> None:
        """As `abort`, for whoever ends because of an error: the hook is not told."""
        self.hook = None
        self.abort()

    # The hook

    def run_hook(self, state: str) -> None:
        """Tell the hook `state`. Raises RefError, with everything as it was, where it refuses."""
        try:
            goes_on = self.tell_hook(state)
        except BaseException:
            self.abort()
            raise
        if not goes_on:
            self.abort()
            raise RefusedByHookError(f"in '{state}' phase, update aborted by the reference-transaction hook")

    def tell_hook(self, state: str) -> bool:
        """Tell the hook `state` and what is changed; whether it has nothing against it."""
        if self.hook is None:
            return True
        updates = [step.update._replace(name=step.name) for step in self.steps if not step.is_log_only]
        return self.hook(state, updates)

    def require_state(self, state: str) -> None:
        """Raises TransactionStateError unless the transaction has come as far as `state`, and no further."""
        if self.state != state:
            raise TransactionStateError(f"the transaction is {self.state}")


def checked_name(update: Update) -> RefName:
    """The name of the reference that `update` is about, checked. Raises RefNameError."""
    if isinstance(update.new, Symbolic):
        if not is_valid_refname(update.new.target, one_level=True):
            raise bad_name(update.new.target, log=False)
        return name_of_symbolic(update.name)
    check = name_to_write if isinstance(update.new, ObjectId) else name_to_leave
    return check(update.name, log=update.log_only)


def leads_to(refs: Refs, name: str, written: dict[str, Value]) -> ObjectId | None:
    """The id that `name` leads to, with the values of `written` over those that are stored."""
    value = written.get(name)
    found = refs.resolve(name) if value is None else refs.follow(name, value)
    if found.name in written and found.name != name:
        return leads_to(refs, found.name, written)
    return None if found.id == refs.format.null_id else found.id


def one_line(message: bytes) -> bytes:
    """`message` as a log has it: up to a NUL, each run of white space one space, none at its ends."""
    return b" ".join(filter(None, text_of(message).translate(AS_BLANKS).split(b" ")))
