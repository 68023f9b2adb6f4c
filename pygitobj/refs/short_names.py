"""The shortest name by which a reference can be meant, and parts of names.

Follows git's Documentation/git-for-each-ref, "refname".
"""

from __future__ import annotations

from pygitobj.refs.refs import DWIM_RULES, Refs


def shortened(refs: Refs, name: str, *, strict: bool = False) -> str:
    """The shortest name that means the reference `name`, and with `strict` may not mean another one."""
    for number in range(len(DWIM_RULES) - 1, 0, -1):
        start, _, end = DWIM_RULES[number].partition("{}")
        if not name.startswith(start) or not name.endswith(end) or len(name) <= len(start) + len(end):
            continue
        short = name[len(start) : len(name) - len(end)]
        others = DWIM_RULES if strict else DWIM_RULES[:number]
        if not any(rule != DWIM_RULES[number] and refs.resolve(rule.format(short)).id is not None for rule in others):
            return short
    return name


def without_first(name: str, count: int) -> str:
    """`name` without its first `count` parts; with a number below zero only so many parts of it are left."""
    count = parts_to_strip(name, count)
    parts = name.split("/")
    return name if count <= 0 else "/".join(parts[count:])


def without_last(name: str, count: int) -> str:
    """`name` without its last `count` parts; with a number below zero only so many parts of it are left."""
    count = parts_to_strip(name, count)
    parts = name.split("/")
    return name if count <= 0 else "/".join(parts[: max(len(parts) - count, 0)])


def parts_to_strip(name: str, count: int) -> int:
    """How many parts go."""
    return count if count >= 0 else name.count("/") + 1 + count
