"""Many references, or objects, that `rev-parse` names by one option.

    --all, --branches, --tags, --remotes, --glob    those that match
    --exclude, --exclude-hidden                     what the next of these leaves out
    --bisect                                        where a bisection is
    --disambiguate                                  objects whose ids start so

Follows git's Documentation/git-rev-parse, "Other Options", and Documentation/config/transfer, "hideRefs".
"""

from __future__ import annotations

from pygitobj.cli.rev_parse_names import Names
from pygitobj.formats.numbers import lower
from pygitobj.oid import HEX_DIGITS
from pygitobj.repository.tips import RepositoryTips
from pygitobj.revisions.ref_exclusions import RefExclusions
from pygitobj.revisions.ref_sets import matches, whole_pattern

LEAST_PREFIX = 4


class Lists:
    """Prints lists by `names`; what is to be left out of the next one is said before it."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.repository = names.repository
        self.tips = RepositoryTips(self.repository)
        self.exclusions = RefExclusions(self.tips.hide_rules, self.tips.namespace)

    def show_refs(self, prefix: str, pattern: str | None, cut: str) -> None:
        """Print the references that start with `prefix` and match `pattern` after it, named without `cut`."""
        self.names.has_shown = False
        wanted = None if pattern is None else whole_pattern(prefix, pattern)
        for ref in self.repository.ref_store.starting_with(prefix or "refs/"):
            name = ref.name.removeprefix(cut)
            if wanted is not None and not matches(wanted, ref.name):
                continue
            if self.names.is_shown and not self.exclusions.has(name):
                self.names.show_id(ref.id, name)
        self.exclusions.clear()

    def show_bisection(self) -> None:
        """Print what a bisection has found bad, and what is left out since it is good. Raises RepositoryError."""
        self.names.has_shown = False
        if not self.names.is_shown:
            return
        refs = self.repository.ref_store
        for term, is_good in zip(self.tips.bisect_terms(), (False, True), strict=True):
            for ref in refs.starting_with(f"refs/bisect/{term}"):
                if is_good:
                    self.names.show_id(ref.id, ref.name, hidden=True)
                elif not self.exclusions.has(ref.name):
                    self.names.show_id(ref.id, ref.name)

    def show_candidates(self, digits: str) -> None:
        """Print the ids of all objects that start with `digits`."""
        self.names.has_shown = False
        digits = lower(digits)
        if len(digits) < LEAST_PREFIX or not HEX_DIGITS.issuperset(digits) or not self.names.is_shown:
            return
        for oid in self.repository.objects.find_prefix(digits):
            self.names.show_id(oid, None)
