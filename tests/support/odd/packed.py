"""packed-refs in odd forms."""

from __future__ import annotations

from tests.support.odd.row import FATAL, GIVES_UP, MISSING, SORTED, Row
from tests.support.unchecked import unchecked


def packed(
    text: str,
    keeps: str | None,
    names: dict[str, str] | None = None,
    files: dict[str, str] | None = None,
    **others: object,
) -> Row:
    """The row of a packed-refs file that holds `text`, with other files."""
    return Row({"packed-refs": text, **(files or {})}, keeps, names or {})._replace(**unchecked(others))


ROWS: dict[str, Row] = {
    # Names that stand twice.
    "twice, sorted": packed(SORTED + "{a} refs/heads/x\n{b} refs/heads/x\n", "ab", {"x": "b"}),
    "twice, no header": packed("{a} refs/heads/x\n{b} refs/heads/x\n", "ab", {"x": "b"}),
    "twice, unsorted": packed("{a} refs/heads/x\n{c} refs/heads/w\n{b} refs/heads/x\n", "abc", {"x": "a", "w": "c"}),
    "three times": packed(SORTED + "{a} refs/heads/x\n{b} refs/heads/x\n{c} refs/heads/x\n", "abc", {"x": "b"}),
    "four times": packed(SORTED + "".join(f"{{{one}}} refs/heads/x\n" for one in "abcd"), "abcd", {"x": "c"}),
    "twice, peeled": packed(SORTED + "{t} refs/tags/x\n^{a}\n{b} refs/tags/x\n", "bt", {"x": "t"}),
    "twice and loose": packed(
        SORTED + "{a} refs/heads/x\n{b} refs/heads/x\n", "bc", {"x": "c"}, {"refs/heads/x": "{c}\n"}
    ),
    "twice apart, claimed sorted": packed(
        SORTED + "{a} refs/heads/x\n{b} refs/heads/w\n{c} refs/heads/x\n", "abc", {"x": "c", "w": "b"}
    ),
    "twice apart, claimed sorted, and loose": packed(
        SORTED + "{a} refs/heads/x\n{b} refs/heads/w\n{c} refs/heads/x\n", "bcd", {}, {"refs/heads/x": "{d}\n"}
    ),
    # Order.
    "falling, claimed sorted": packed(
        SORTED + "{a} refs/heads/z\n{b} refs/heads/y\n{c} refs/heads/x\n", "abc",
        {"x": MISSING, "y": "b", "z": MISSING},
    ),
    "falling, claimed sorted, over loose": packed(
        SORTED + "{a} refs/heads/z\n{b} refs/heads/b\n", "abc", {}, {"refs/heads/b": "{c}\n"}
    ),
    "falling, no header": packed("{a} refs/heads/z\n{b} refs/heads/y\n{c} refs/heads/x\n", "abc", {"x": "c", "z": "a"}),
    "falling, peeled": packed("# pack-refs with: peeled \n{t} refs/tags/z\n^{a}\n{c} refs/tags/a\n", "ct", {"z": "t"}),
    # Headers.
    "header without sorted": packed("# pack-refs with: peeled \n{a} refs/heads/z\n{b} refs/heads/y\n", "ab", {"z": "a"}),
    "header with tabs": packed("# pack-refs with:\tsorted\n{a} refs/heads/z\n", GIVES_UP, {"z": FATAL, "HEAD": FATAL}),
    "traits parted by tabs": packed(
        "# pack-refs with: peeled\tsorted \n{a} refs/heads/z\n{b} refs/heads/y\n{c} refs/heads/x\n", "abc", {"z": "a"}
    ),
    "header without a blank": packed("# pack-refs with:sorted\n{a} refs/heads/z\n", GIVES_UP, {"z": FATAL}),
    "header with CRLF": packed("# pack-refs with: peeled sorted\r\n{a} refs/heads/z\n{b} refs/heads/a\n", "ab", {"z": "a"}),
    "header with CRLF after a blank": packed(
        "# pack-refs with: sorted \r\n{a} refs/heads/z\n{b} refs/heads/y\n{c} refs/heads/x\n", "abc", {"z": MISSING}
    ),
    "header with a NUL": packed(
        "# pack-refs with: \0 sorted \n{a} refs/heads/z\n{b} refs/heads/y\n{c} refs/heads/x\n", "abc", {"z": "a"}
    ),
    "header with capitals": packed(
        "# pack-refs with: SORTED\n{a} refs/heads/z\n{b} refs/heads/y\n{c} refs/heads/x\n", "abc", {"z": "a"}
    ),
    "a comment first": packed("# a comment\n{a} refs/heads/z\n", GIVES_UP, {"z": FATAL}),
    "header alone": packed(SORTED, "", {"HEAD": "m"}),
    "header cut": packed("# pack-refs with: sorted", GIVES_UP, {"z": FATAL, "HEAD": FATAL}),
    "empty": packed("", "", {"HEAD": "m", "z": MISSING}),
    "second header": packed("{a} refs/heads/a\n" + SORTED + "{b} refs/heads/b\n", GIVES_UP, {"a": FATAL}),
    "second header, sorted": packed(SORTED + "{a} refs/heads/a\n" + SORTED + "{b} refs/heads/b\n", GIVES_UP, {"b": MISSING}),
    # Lines that are wrong.
    "comment last, sorted": packed(SORTED + "{a} refs/heads/a\n# a comment\n", GIVES_UP, {"a": FATAL}),
    "comment between, sorted": packed(
        SORTED + "{a} refs/heads/a\n# a comment\n{b} refs/heads/b\n", GIVES_UP, {"a": MISSING, "b": "b"}
    ),
    "comment between, no header": packed("{a} refs/heads/a\n# a comment\n{b} refs/heads/b\n", GIVES_UP, {"a": FATAL}),
    "empty line last, sorted": packed(SORTED + "{a} refs/heads/a\n\n", GIVES_UP, {"a": FATAL}),
    "empty line between, sorted": packed(
        SORTED + "{a} refs/heads/a\n\n{b} refs/heads/b\n", GIVES_UP, {"a": MISSING, "b": "b"}
    ),
    "empty line after the header": packed(SORTED + "\n{a} refs/heads/a\n{b} refs/heads/b\n", GIVES_UP, {"b": "b"}),
    "no LF at the end": packed(SORTED + "{a} refs/heads/a\n{b} refs/heads/b", GIVES_UP, {"a": FATAL}),
    "no LF at the end, no header": packed("{a} refs/heads/a\n{b} refs/heads/b", GIVES_UP, {"a": FATAL}),
    "CRLF": packed(SORTED + "{a} refs/heads/a\r\n{b} refs/heads/b\r\n", GIVES_UP, {"a": MISSING}),
    "tab": packed("{a}\trefs/heads/a\n", "a", {"a": "a"}),
    "tab, sorted": packed(SORTED + "{a}\trefs/heads/a\n{b} refs/heads/b\n", "ab", {"a": "a", "b": "b"}),
    "CR between": packed("{a}\rrefs/heads/a\n", "a", {"a": "a"}),
    "LF between": packed(SORTED + "{a}\nrefs/heads/a\n{b} refs/heads/b\n", "ab", {"b": "b"}),
    "VT between": packed("{a}\vrefs/heads/a\n", GIVES_UP, {"a": "a"}),
    "FF between": packed(SORTED + "{a}\frefs/heads/a\n{b} refs/heads/b\n", GIVES_UP, {"a": "a", "b": "b"}),
    "NUL between": packed("{a}\0refs/heads/a\n", GIVES_UP, {"a": "a"}),
    "letter between": packed("{a}xrefs/heads/a\n", GIVES_UP, {"a": "a"}),
    "two blanks": packed("{a}  refs/heads/a\n", GIVES_UP, {"a": MISSING}),
    "blank first": packed(" {a} refs/heads/a\n", GIVES_UP, {"a": MISSING}),
    "blank last": packed("{a} refs/heads/a \n", GIVES_UP, {"a": MISSING}),
    "NUL in a name": packed(SORTED + "{a} refs/heads/a\0b\n{b} refs/heads/b\n", GIVES_UP, {"a": MISSING, "b": "b"}),
    "capitals": packed("{A} refs/heads/a\n", "a", {"a": "a"}),
    "zeros": packed("{o} refs/heads/a\n{b} refs/heads/b\n", GIVES_UP, {"a": MISSING, "b": "b"}),
    "nowhere": packed("{x} refs/heads/a\n", GIVES_UP, {"a": MISSING}),
    "no hex": packed(SORTED + "{a} refs/heads/a\ng123456789012345678901234567890123456789 refs/heads/b\n", GIVES_UP,
                     {"a": "a", "b": FATAL}),
    "short id": packed(SORTED + "1234567 refs/heads/a\n{b} refs/heads/b\n", GIVES_UP, {"b": "b", "a": MISSING}),
    "a longer id": packed("{a}0000 refs/heads/a\n", GIVES_UP, {"a": MISSING}),
    "no name": packed("{a} \n", GIVES_UP, {"a": FATAL}),
    "no name, sorted, not last": packed(SORTED + "{a} \n{b} refs/heads/b\n", GIVES_UP, {"b": "b"}),
    # Peeled lines.
    "peeled first": packed(SORTED + "^{a}\n{b} refs/heads/b\n", GIVES_UP, {"b": "b"}),
    "peeled first, no header": packed("^{a}\n{b} refs/heads/b\n", GIVES_UP, {"b": FATAL}),
    "peeled twice": packed(SORTED + "{t} refs/tags/t\n^{a}\n^{b}\n{c} refs/tags/u\n", GIVES_UP, {"t": "t", "u": "c"}),
    "peeled twice, no header": packed("{t} refs/tags/t\n^{a}\n^{b}\n{c} refs/tags/u\n", GIVES_UP, {"t": FATAL}),
    "peeled with junk": packed(SORTED + "{t} refs/tags/t\n^{a} x\n{c} refs/tags/u\n", GIVES_UP, {"t": FATAL, "u": FATAL}),
    "peeled with CRLF": packed(SORTED + "{t} refs/tags/t\n^{a}\r\n{c} refs/tags/u\n", GIVES_UP, {"t": FATAL, "u": FATAL}),
    "peeled short": packed(SORTED + "{t} refs/tags/t\n^1234\n{c} refs/tags/u\n", GIVES_UP, {"t": FATAL, "u": FATAL}),
    "peeled short, last": packed(SORTED + "{c} refs/tags/c\n{t} refs/tags/t\n^1234\n", GIVES_UP, {"c": "c", "t": "t"}),
    "peeled without LF": packed(SORTED + "{t} refs/tags/t\n^{a}", GIVES_UP, {"t": FATAL}),
    "peeled capitals": packed(SORTED + "{t} refs/tags/t\n^{A}\n", "t", {"t": "t"}),
    "peeled names another": packed(SORTED + "{t} refs/tags/t\n^{b}\n", "t", {"t": "t"}),
    "a bare circumflex": packed(SORTED + "{t} refs/tags/t\n^\n{c} refs/tags/u\n", GIVES_UP, {"t": FATAL, "u": FATAL}),
    # Names.
    "bad but harmless name": packed(SORTED + "{a} refs/heads/a..b\n{b} refs/heads/b\n", GIVES_UP, {"b": "b"}),
    "bad name with a blank": packed("{a} refs/heads/a b\n{b} refs/heads/b\n", GIVES_UP, {"b": "b"}),
    "dangerous name": packed("{a} refs/heads/../../x\n{b} refs/heads/b\n", GIVES_UP, {"b": "b"}),
    "name of one part": packed("{a} foo\n{b} refs/heads/b\n", "ab", {"foo": "a"}),
    "name in capitals": packed("{a} FOO\n{b} refs/heads/b\n", "ab", {"FOO": "a"}),
    "HEAD": packed("{a} HEAD\n{b} refs/heads/b\n", "ab", {"HEAD": "m"}),
    "FETCH_HEAD": packed("{a} FETCH_HEAD\n", "a", {"FETCH_HEAD": MISSING}),
    "outside refs": packed("{a} other/thing\n", "a", {"other/thing": "a"}),
    "odd bytes in a name": packed("{a} refs/heads/\xe9\xff\n", "a"),
    "lock in a name": packed("{a} refs/heads/x.lock\n", GIVES_UP),
    "hidden name": packed("{a} refs/heads/.x\n", GIVES_UP),
    "a name of this worktree": packed("{a} refs/bisect/bad\n", "a", {"refs/bisect/bad": "a"}),
    "a name of this worktree over its own": packed(
        "{a} refs/bisect/bad\n", "b", {"refs/bisect/bad": "b"}, {"refs/bisect/bad": "{b}\n"}
    ),
    "a name of this worktree over another's": packed(
        "{a} refs/bisect/bad\n", "a", {"refs/bisect/bad": "a"}, {"worktrees/linked/refs/bisect/bad": "{b}\n"}, more="b"
    ),
    "a lost name of this worktree over its own": packed(
        "{x} refs/bisect/bad\n", "b", {"refs/bisect/bad": "b"}, {"refs/bisect/bad": "{b}\n"}
    ),
    # What a loose file does to it.
    "loose over packed": packed("{a} refs/heads/x\n", "b", {"x": "b"}, {"refs/heads/x": "{b}\n"}),
    "loose over nowhere": packed("{x} refs/heads/x\n", "b", {"x": "b"}, {"refs/heads/x": "{b}\n"}),
    "broken over packed": packed("{a} refs/heads/x\n", GIVES_UP, {"x": MISSING}, {"refs/heads/x": "junk\n"}),
    "dangling over packed": packed(
        "{a} refs/heads/x\n", "", {"x": MISSING}, {"refs/heads/x": "ref: refs/heads/no\n"}
    ),
    "directory over packed": packed("{a} refs/heads/x\n", "a", {"x": "a"}, {"refs/heads/x": "directory"}),
    "link to nowhere over packed": packed(
        "{a} refs/heads/x\n", "a", {"x": MISSING}, {"refs/heads/x": "link: nowhere"}
    ),
    "link to a name that is not there over packed": packed(
        "{a} refs/heads/x\n", "a", {"x": MISSING}, {"refs/heads/x": "link: refs/heads/no"}
    ),
    "link to a name over packed": packed(
        "{a} refs/heads/x\n{b} refs/heads/y\n", "ab", {"x": "b"}, {"refs/heads/x": "link: refs/heads/y"}
    ),
    "a file in a directory's place": packed(
        "{a} refs/heads/x/y\n", "ab", {"x/y": MISSING, "x": "b"}, {"refs/heads/x": "{b}\n"}
    ),
    "symbolic to what is below a file": packed(
        "{a} refs/heads/x/y\n", "ab", {"s": MISSING}, {"refs/heads/x": "{b}\n", "refs/heads/s": "ref: refs/heads/x/y\n"}
    ),
    "lock of a loose file": packed("{a} refs/heads/x\n", "a", {"x": "a"}, {"refs/heads/x.lock": "{b}\n"}),
    # The file itself.
    "a link": packed("link: elsewhere", "a", {"x": "a"}, {"elsewhere": "{a} refs/heads/x\n"}),
    "a link to nowhere": packed("link: nowhere", "", {"x": MISSING, "HEAD": "m"}),
    "a link to itself": packed("link: packed-refs", GIVES_UP, {"x": FATAL}),
    "a directory": packed("directory", GIVES_UP, {"x": FATAL, "HEAD": FATAL}),
    "huge": packed(
        SORTED + "".join(f"{{a}} refs/heads/{at:05}\n" for at in range(3000)) + "{b} refs/heads/last\n", "ab",
        {"last": "b", "02999": "a"},
    ),
    "huge, unsorted": packed(
        "{b} refs/heads/last\n" + "".join(f"{{a}} refs/heads/{at:05}\n" for at in range(3000)), "ab",
        {"last": "b", "02999": "a"},
    ),
    "huge with a bad line": packed(
        SORTED + "{a} refs/heads/00000\nbad\n" + "".join(f"{{a}} refs/heads/{at:05}\n" for at in range(1, 3000)),
        GIVES_UP, {"02999": "a", "00001": "a"},
    ),
    "only linked sees it": packed("{a} refs/heads/x\n", "a", {"x": "a"}, top="linked"),
}  # fmt: skip
