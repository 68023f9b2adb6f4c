"""What is found wrong with references, told as it is severe: what all ways of storing them are checked for.

Follows git's Documentation/fsck-msgids.
"""

from __future__ import annotations

from pygitobj.formats.refname import is_root_ref, is_valid_refname
from pygitobj.jobs.check.messages import IGNORE, WARN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pygitobj.jobs.check.messages import Severities
    from pygitobj.oid import ObjectFormat, ObjectId

HEAD, BRANCHES = "HEAD", "refs/heads/"
OTHERS = "worktrees/"


class Checking:
    """One check of references with ids of `object_format`: what is found is told as `severities` say.

    `tell` gets lines, `progress` what is looked at, and `shown` makes of a path what messages have.
    """

    def __init__(
        self,
        severities: Severities,
        object_format: ObjectFormat,
        tell: Callable[[str], None],
        progress: Callable[[str], None],
        shown: Callable[[str], str],
    ) -> None:
        self.severities = severities
        self.format = object_format
        self.tell = tell
        self.progress = progress
        self.shown = shown
        self.is_good = True

    def found(self, name: str, what: str, detail: str) -> bool:
        """Tell that `what`, by git's id for it, is wrong at `name`; whether it is an error."""
        severity = self.severities.of(what)
        if severity == IGNORE:
            return False
        text = f"{name}: {what}: {detail}".partition("\0")[0]
        self.tell(f"{'warning' if severity == WARN else 'error'}: {text}")
        if severity != WARN:
            self.is_good = False
        return severity != WARN

    def failed(self, what: str) -> None:
        """Tell that something could not be looked at."""
        self.tell(f"error: {what}")
        self.is_good = False

    def check_id(self, name: str, oid: ObjectId) -> None:
        """Look at the id that the reference `name` has."""
        if oid == self.format.null_id:
            self.found(name, "badRefOid", f"points to invalid object ID '{oid}'")

    def check_target(self, name: str, target: str) -> None:
        """Look at the name that the symbolic reference `name` leads to."""
        own = name.split("/", 2)[2] if name.startswith(OTHERS) and name.count("/") > 1 else name
        is_bad_head = own == HEAD and not target.startswith(BRANCHES)
        if is_bad_head and self.found(name, "badHeadTarget", f"HEAD points to non-branch '{target}'"):
            return
        if is_root_ref(target):
            return
        if not is_valid_refname(target) and self.found(
            name, "badReferentName", f"points to invalid refname '{target}'"
        ):
            return
        if not target.startswith(("refs/", OTHERS)):
            self.found(name, "symrefTargetIsNotARef", f"points to non-ref target '{target}'")
