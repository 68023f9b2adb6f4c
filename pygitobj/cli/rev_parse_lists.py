"""Many references, or objects, that `rev-parse` names by one option.

    --all, --branches, --tags, --remotes, --glob    those that match
    --exclude, --exclude-hidden                     what the next of these leaves out
    --bisect                                        where a bisection is
    --disambiguate                                  objects whose ids start so

Follows git's Documentation/git-rev-parse, "Other Options", and Documentation/config/transfer, "hideRefs".
"""

from __future__ import annotations

import os

from pygitobj.cli.rev_parse_names import Names
from pygitobj.errors import GitObjectError
from pygitobj.files.small_file import content_of
from pygitobj.formats.numbers import lower
from pygitobj.formats.wildmatch import wildmatch
from pygitobj.oid import HEX_DIGITS
from pygitobj.repository.config import Config, bad_variable

# What makes a name a pattern here; a backslash alone does not.
GLOB = "*?["
LEAST_PREFIX = 4
HIDING = ("fetch", "receive", "uploadpack")
# What the ends of a bisection are called where nobody says otherwise.
TERMS = ("bad", "good")
MOST_OF_TERMS = 1 << 16
NAMESPACES = "refs/namespaces/"


class Lists:
    """Prints lists by `names`; what is to be left out of the next one is said before it."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.repository = names.repository
        self.excluded: list[bytes] = []
        # What the configuration hides; None where nobody asked.
        self.hidden: list[str] | None = None

    def exclude(self, pattern: str) -> None:
        """Leave what matches `pattern` out of the next list."""
        self.excluded.append(os.fsencode(pattern))

    def exclude_hidden(self, section: str) -> None:
        """Leave what `section` of the configuration hides out of the next list. Raises GitObjectError."""
        if section not in HIDING:
            raise GitObjectError(f"unsupported section for hidden refs: {section}")
        if self.hidden is not None:
            raise GitObjectError("--exclude-hidden= passed more than once")
        self.hidden = hidden_by(self.repository.config, section)

    def show_refs(self, prefix: str, pattern: str | None, cut: str) -> None:
        """Print the references that start with `prefix` and match `pattern` after it, named without `cut`."""
        self.names.has_shown = False
        wanted = None if pattern is None else whole_pattern(prefix, pattern)
        for ref in self.repository.ref_store.starting_with(prefix or "refs/"):
            name = ref.name.removeprefix(cut)
            if wanted is not None and not matches(wanted, ref.name):
                continue
            if self.names.is_shown and not self.is_left_out(name):
                self.names.show_id(ref.id, name)
        self.excluded, self.hidden = [], None

    def is_left_out(self, name: str) -> bool:
        """Whether the reference that is named so stays out."""
        if any(matches(pattern, name) for pattern in self.excluded):
            return True
        return bool(self.hidden) and is_hidden(name, self.hidden or [], self.repository.environ.get("GIT_NAMESPACE"))

    def show_bisection(self) -> None:
        """Print what a bisection has found bad, and what is left out since it is good. Raises RepositoryError."""
        self.names.has_shown = False
        if not self.names.is_shown:
            return
        lines = content_of(f"{self.repository.location.git_dir}/BISECT_TERMS", MOST_OF_TERMS).split(b"\n")
        terms = [os.fsdecode(line) for line in lines[:2]] if len(lines) > 1 else TERMS
        refs = self.repository.ref_store
        for term, is_good in zip(terms, (False, True), strict=True):
            for ref in refs.starting_with(f"refs/bisect/{term}"):
                if is_good:
                    self.names.show_id(ref.id, ref.name, hidden=True)
                elif not self.is_left_out(ref.name):
                    self.names.show_id(ref.id, ref.name)

    def show_candidates(self, digits: str) -> None:
        """Print the ids of all objects that start with `digits`."""
        self.names.has_shown = False
        digits = lower(digits)
        if len(digits) < LEAST_PREFIX or not HEX_DIGITS.issuperset(digits) or not self.names.is_shown:
            return
        for oid in self.repository.objects.find_prefix(digits):
            self.names.show_id(oid, None)


def whole_pattern(prefix: str, pattern: str) -> bytes:
    """`pattern` for full names; one without special letters stands for all that is below it."""
    full = prefix + pattern if prefix or pattern.startswith("refs/") else f"refs/{pattern}"
    if not any(letter in pattern for letter in GLOB):
        full += "*" if full.endswith("/") else "/*"
    return os.fsencode(full)


def matches(pattern: bytes, name: str) -> bool:
    """Whether the reference `name` matches `pattern`, in which an asterisk stands for slashes too."""
    return wildmatch(pattern, os.fsencode(name), across=True)


def hidden_by(config: Config, section: str) -> list[str]:
    """What transfer.hideRefs and that of `section` say, in order. Raises RepositoryError for one without a value."""
    found = []
    for value in config:
        if value.entry.name in ("transfer.hiderefs", f"{section}.hiderefs"):
            if value.entry.value is None:
                raise bad_variable(value, f"missing value for '{value.entry.name}'")
            found.append(value.entry.value.rstrip("/"))
    return found


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
