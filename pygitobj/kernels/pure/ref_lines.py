"""References as lines, `<id> SP <name>`, as packed-refs has them: many at once, where all are as usual.

    <id> SP <name> LF       hex digits in lower case, not all zero; a name below refs/ that references may have
    ^<id> LF                after such a line: what its tag comes to

Names ascend, and none comes twice. Follows git's Documentation/git-pack-refs and git-check-ref-format.
"""

from __future__ import annotations

from itertools import pairwise
from operator import lt

from pygitobj.kernels.columns import PlainRefs

# The bytes of names, the digits of ids, and what stands between.
USUAL = bytes(byte for byte in range(33, 256) if byte not in b"~^:?[\\*\x7f") + b" \n"
# What no name has, and how none ends; those with a dot or an at sign are looked for where there is one.
NOWHERE: tuple[bytes, ...] = (b"//", b"/\n")
NOWHERE_WITH_DOT = (b"..", b"/.", b".lock/", b".lock\n", b".\n")
NOWHERE_WITH_AT = (b"@{",)
DIGITS = b"0123456789abcdef"
BEFORE_NAMES = b" refs/"
PEELED = b"^"


def plain_refs(text: bytes, hash_size: int) -> PlainRefs | None:
    """What is in `text`, lines as above and nothing else; None where anything of it is otherwise."""
    if not text:
        return PlainRefs(text, 0, [])
    if not has_usual_bytes(text):
        return None
    lines = text.split(b"\n")
    lines.pop()
    if PEELED in text:
        if not are_peeled_well(lines, hash_size):
            return None
        lines = [line for line in lines if not line.startswith(PEELED)]
        text = b"\n".join(lines) + b"\n"
    hex_size = 2 * hash_size
    starts = dict.fromkeys([line[: hex_size + len(BEFORE_NAMES)] for line in lines])
    if not all(start.endswith(BEFORE_NAMES) for start in starts) or text.count(b" ") != len(lines):
        return None
    names = [line[hex_size:] for line in lines]
    ids = [start[:hex_size] for start in starts]
    if not all(map(lt, names, names[1:])) or b"".join(ids).translate(None, DIGITS) or b"0" * hex_size in ids:
        return None
    return PlainRefs(text, len(lines), [bytes.fromhex(oid.decode("ascii")) for oid in ids])


def are_plain(text: bytes, start: int, hash_size: int) -> bool:
    """Whether `plain_refs` gives all that is in `text` from `start` on."""
    return plain_refs(text[start:], hash_size) is not None


def has_usual_bytes(text: bytes) -> bool:
    """Whether `text` ends with a line, and has nothing that is in no name, or a caret before what a tag comes to."""
    if not text.endswith(b"\n"):
        return False
    odd = text.translate(None, USUAL)
    if odd and (odd.strip(PEELED) or len(odd) != text.count(b"\n" + PEELED)):
        return False
    wrong = NOWHERE
    if b"." in text:
        wrong += NOWHERE_WITH_DOT
    if b"@" in text:
        wrong += NOWHERE_WITH_AT
    return not any(what in text for what in wrong)


def are_peeled_well(lines: list[bytes], hash_size: int) -> bool:
    """Whether each of `lines` that starts with a caret has an id behind it, and one before it that has none."""
    hex_size = 2 * hash_size
    places = [place for place, line in enumerate(lines) if line.startswith(PEELED)]
    if any(after - before == 1 for before, after in pairwise(places)):
        return False
    ids = {lines[place][1:] for place in places}
    if b"".join(ids).translate(None, DIGITS) or b"0" * hex_size in ids:
        return False
    return all(len(oid) == hex_size for oid in ids)


def shown_refs(text: bytes, hash_size: int, starts: dict[bytes, bytes], ends: dict[bytes, bytes]) -> bytes:
    """The lines of `text`, which `plain_refs` gave, with something else before and after each name.

    That is what `starts` and `ends` have for the digits of the id; without ids in them what they have for no digits.
    Raises KeyError for an id that they have not, ValueError for a line that is too short.
    """
    lines = text.split(b"\n")
    if lines.pop():
        raise ValueError("a line of a reference without an end")
    hex_size = 2 * hash_size
    at = hex_size + 1
    if lines and min(map(len, lines)) < at:
        raise ValueError("a line of a reference that is too short")
    if b"" in starts and b"" in ends:
        start, end = starts[b""], ends[b""]
        return b"".join([start + line[at:] + end for line in lines])
    if b"" in ends:
        end = ends[b""]
        return b"".join([starts[line[:hex_size]] + line[at:] + end for line in lines])
    if b"" in starts:
        start = starts[b""]
        return b"".join([start + line[at:] + ends[line[:hex_size]] for line in lines])
    return b"".join([starts[line[:hex_size]] + line[at:] + ends[line[:hex_size]] for line in lines])
