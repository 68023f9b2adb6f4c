"""The ways to compare lines, by the names that options, attributes and the configuration give them.

Follows git's Documentation/diff-algorithm-option.
"""

from __future__ import annotations

from pygitobj.formats.numbers import lower

NAMES = {"default": "myers", "myers": "myers", "minimal": "minimal", "patience": "patience", "histogram": "histogram"}
NO_ALGORITHM = 'option diff-algorithm accepts "myers", "minimal", "patience" and "histogram"'


def algorithm_named(word: str) -> str | None:
    """The algorithm that `word` names, in either case; None for none."""
    return NAMES.get(lower(word))
