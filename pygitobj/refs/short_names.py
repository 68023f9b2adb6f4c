"""The shortest name by which a reference is found, among all that there are.

Follows git's Documentation/gitrevisions, "<refname>", and git-for-each-ref, "refname:short".
"""

from __future__ import annotations

from pygitobj.refs.refs import DWIM_RULES, Refs


def shortened(refs: Refs, name: str, *, strict: bool = False) -> str:
    """`name` as short as it can be, and still be found before any other reference; itself where it cannot be shorter.

    If it is to be `strict`, so short that no other reference could be meant at all.
    """
    for place, rule in reversed(list(enumerate(DWIM_RULES))):
        before, after = rule.split("{}")
        if place == 0 or not name.startswith(before) or not name.endswith(after) or len(name) <= len(before + after):
            continue
        short = name[len(before) : len(name) - len(after)]
        others = [other for number, other in enumerate(DWIM_RULES) if number != place and (strict or number < place)]
        if all(refs.resolve(other.format(short)).id is None for other in others):
            return short
    return name
