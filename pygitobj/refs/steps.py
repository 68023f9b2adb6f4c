"""One reference's part in a transaction that is being prepared: how its value is compared with what is expected."""

from __future__ import annotations

from pygitobj.errors import RefChangedError, RefError
from pygitobj.oid import ObjectId
from pygitobj.refs.names import RefName
from pygitobj.refs.updates import ANY, KEPT, Update
from pygitobj.refs.values import Symbolic

# What kind of refusal it is, in git's words.
CONFLICT = "refname conflict"
EXISTS = "reference already exists"
MISSING = "reference does not exist"
WRONG_OLD = "incorrect old value provided"
BAD_NEW = "invalid new value provided"
NOT_SYMBOLIC = "expected symref but found regular ref"


class Step:
    """The `update` of the one reference `name`, which `parent` led to where that is symbolic.

    `is_log_only` where only its log is written: it led on, or it is HEAD, whose branch is updated (`is_of_head`).
    `old_id` is the id that it came to before, None where it came to none. `refusal` is why it is left out.
    """

    def __init__(self, name: RefName, update: Update, parent: Step | None = None) -> None:
        self.name = name
        self.update = update
        self.parent = parent
        self.no_deref = update.no_deref
        self.is_log_only = update.log_only
        self.is_of_head = False
        self.came_by_head = False
        self.is_symbolic = False
        self.old_id: ObjectId | None = None
        self.peeled: ObjectId | None = None
        self.refusal: RefError | None = None

    @property
    def shown(self) -> str:
        """The name that messages have: the one that the caller gave."""
        step = self
        while step.parent is not None:
            step = step.parent
        return step.name

    @property
    def must_exist(self) -> bool:
        """Whether the reference is expected to be there."""
        return not self.is_log_only and self.update.old is not ANY and self.update.old is not None

    @property
    def deletes(self) -> bool:
        """Whether the reference is deleted."""
        return self.update.new is None and not self.is_log_only

    def is_refused(self) -> bool:
        """Whether it is left out: it was refused, or what it leads to, or what led to it."""
        step: Step | None = self
        while step is not None:
            if step.refusal is not None:
                return True
            step = step.parent
        return False

    def writes(self) -> bool:
        """Whether the reference's value is written, as it is not the right one already."""
        new = self.update.new
        if self.is_log_only or new is None or new is KEPT:
            return False
        return isinstance(new, Symbolic) or self.is_symbolic or new != self.old_id

    def require_old(self, target: str | None) -> None:
        """Raises RefChangedError unless the reference has the value that is expected; `target` if it is symbolic."""
        old = self.update.old
        if isinstance(old, Symbolic):
            self.require_target(old.target, target)
            return
        if self.is_log_only or old is ANY:
            return
        assert old is None or isinstance(old, ObjectId)
        actual = self.old_id
        if actual == old:
            if target is not None and actual is None and self.no_deref:
                raise self.changed("dangling symref already exists", EXISTS)
        elif old is None:
            raise self.changed("reference already exists", EXISTS)
        elif actual is None:
            raise self.changed(f"reference is missing but expected {old}", MISSING)
        else:
            raise self.changed(f"is at {actual} but expected {old}", WRONG_OLD)

    def require_target(self, expected: str, target: str | None) -> None:
        """Raises RefChangedError unless the reference is a symbolic one that leads to `expected`."""
        if target is None:
            message = f"expected symref with target '{expected}': but is a regular ref"
            raise self.changed(message, NOT_SYMBOLIC)
        if target != expected:
            message = f"verifying symref target: '{self.shown}': is at {target} but expected {expected}"
            raise RefChangedError(message, self.shown, WRONG_OLD, expected=expected, actual=target)

    def changed(self, what: str, reason: str) -> RefChangedError:
        """The error that says `what` the reference is instead of what was expected."""
        old = self.update.old
        expected = old.target if isinstance(old, Symbolic) else old
        message = f"cannot lock ref '{self.shown}': {what}"
        return RefChangedError(message, self.shown, reason, expected=expected, actual=self.old_id)
