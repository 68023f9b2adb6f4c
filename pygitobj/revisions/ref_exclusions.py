"""References that the next list of them leaves out: by patterns, or because the configuration hides them.

Follows git's Documentation/rev-list-options, "--exclude" and "--exclude-hidden", and Documentation/config/transfer,
"hideRefs".
"""

from __future__ import annotations

import os
from collections.abc import Callable

from pygitobj.errors import RevisionError
from pygitobj.revisions.ref_sets import matches

HIDING = ("fetch", "receive", "uploadpack")
NAMESPACES = "refs/namespaces/"


class RefExclusions:
    """What the next list leaves out; whoever lists calls `clear` afterwards.

    `hide_rules` gives what the configuration says for a section of HIDING, in order; in `namespace` (GIT_NAMESPACE) the
    names are that these rules are about.
    """

    def __init__(self, hide_rules: Callable[[str], list[str]], namespace: str | None) -> None:
        self.hide_rules = hide_rules
        self.namespace = namespace
        self.patterns: list[bytes] = []
        # What the configuration hides; None where nobody asked.
        self.hidden: list[str] | None = None

    def add(self, pattern: str) -> None:
        """Leave what matches `pattern` out."""
        self.patterns.append(os.fsencode(pattern))

    def add_hidden(self, section: str) -> None:
        """Leave what `section` of the configuration hides out. Raises RevisionError, RepositoryError."""
        if section not in HIDING:
            raise RevisionError(f"unsupported section for hidden refs: {section}")
        if self.hidden is not None:
            raise RevisionError("--exclude-hidden= passed more than once")
        self.hidden = self.hide_rules(section)

    def has(self, name: str) -> bool:
        """Whether the reference that is named so stays out."""
        if any(matches(pattern, name) for pattern in self.patterns):
            return True
        return bool(self.hidden) and is_hidden(name, self.hidden or [], self.namespace)

    def clear(self) -> None:
        """Leave nothing out any more."""
        self.patterns, self.hidden = [], None


def is_hidden(name: str, rules: list[str], namespace: str | None) -> bool:
    """Whether `rules`, of which the last that fits counts, hide the reference `name`."""
    start = "".join(f"{NAMESPACES}{part}/" for part in (namespace or "").split("/") if part)
    stripped = name.removeprefix(start) if name.startswith(start) else None
    for rule in reversed(rules):
        shown = rule.startswith("!")
        start = rule[shown:]
        whole = start.startswith("^")
        subject = name if whole else stripped
        if subject is not None and f"{subject}/".startswith(f"{start[whole:]}/"):
            return not shown
    return False
