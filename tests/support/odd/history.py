"""What changes who the parents of a commit are: grafts, replace refs and the list `shallow`, in odd forms."""

from __future__ import annotations

from tests.support.odd.row import GIVES_UP, Row
from tests.support.unchecked import unchecked


def shallow(text: str, keeps: str | None, **others: object) -> Row:
    """The row of references to d and f, below which are c and e, with a file `shallow` that holds `text`."""
    return Row({"refs/heads/d": "{d}\n", "refs/heads/f": "{f}\n", "shallow": text}, keeps)._replace(**unchecked(others))


SHALLOW: dict[str, Row] = {
    "one": shallow("{f}\n", "cdf"),
    "both": shallow("{d}\n{f}\n", "df"),
    "no LF": shallow("{d}\n{f}", "df"),
    "CRLF": shallow("{d}\r\n{f}\r\n", "df"),
    "CR alone": shallow("{d}\r{f}\n", "def"),
    "capitals": shallow("{D}\n", "def"),
    "words after": shallow("{d} junk {f}\n", "def"),
    "glued": shallow("{d}{f}\n", "def"),
    "NUL after": shallow("{d}\0junk\n{f}\n", "df"),
    "NUL before": shallow("\0{d}\n", GIVES_UP),
    "blank before": shallow(" {d}\n", GIVES_UP),
    "empty line": shallow("{d}\n\n{f}\n", GIVES_UP),
    "empty line last": shallow("{d}\n\n", GIVES_UP),
    "comment": shallow("# {d}\n", GIVES_UP),
    "raw": shallow("\x12" * 20 + "\n", GIVES_UP),
    "short": shallow("1234567\n", GIVES_UP),
    "of the other hash": shallow("12345678" * 8 + "\n", "cdef"),
    "long line": shallow("{d}" + "x" * 983 + "{f}\n", "df"),
    "long line and LF": shallow("{d}" + "x" * 983 + "\n{f}\n", GIVES_UP),
    "longer line": shallow("{d}" + "x" * 984 + "{f}\n", GIVES_UP),
    "VT between": shallow("{d}\v{f}\n", "def"),
    "NEL between": shallow("{d}\x85{f}\n", "def"),
    "empty": shallow("", "cdef"),
    "a directory": shallow("directory", "cdef", stops=True),
    "a link to nowhere": shallow("link: nowhere", "cdef"),
    "of what is not there": shallow("{x}\n", "cdef"),
    "of a parent": shallow("{c}\n", "cdef"),
    "GIT_SHALLOW_FILE empty": shallow("{f}\n", "cdef", environ={"GIT_SHALLOW_FILE": ""}),
    "with a graft for it": Row(
        {"refs/heads/d": "{d}\n", "shallow": "{d}\n", "info/grafts": "{d} {a}\n"}, "d", more="a"
    ),
}  # fmt: skip

OTHERS: dict[str, Row] = {
    "grafts": Row({"info/grafts": "{m} {a}\n"}, "a"),
    "grafts CRLF": Row({"info/grafts": "{m} {a}\r\n"}, "a"),
    "grafts no LF": Row({"info/grafts": "{m} {a}"}, "a"),
    "grafts with tabs": Row({"info/grafts": "{m}\t{a}\t{b}\n"}, "ab"),
    "grafts with CR": Row({"info/grafts": "{m}\r{a}\n"}, "a"),
    "grafts with VT": Row({"info/grafts": "{m}\v{a}\n"}, ""),
    "grafts with two blanks": Row({"info/grafts": "{m}  {a}\n"}, ""),
    "grafts with a blank first": Row({"info/grafts": " {m} {a}\n"}, ""),
    "grafts with NUL": Row({"info/grafts": "{m} {a}\0junk\n"}, "a"),
    "grafts with NUL and another line": Row({"info/grafts": "{m} {a}\0\n{x} {b}\n"}, "a", more="b"),
    "grafts with junk": Row({"info/grafts": "{m} {a} junk\n"}, ""),
    "grafts after junk": Row({"info/grafts": "junk {b}\n# comment\n\n{m} {a}\n"}, "a"),
    "grafts capitals": Row({"info/grafts": "{M} {A}\n"}, "a"),
    "grafts twice": Row({"info/grafts": "{m} {a}\n{m} {b}\n"}, "a", more="b"),
    "grafts of what is not reached": Row({"info/grafts": "{b} {a}\n"}, "", more="a"),
    "grafts a directory": Row({"info/grafts": "directory"}, "", stops=True),
    "GIT_GRAFT_FILE": Row({"g": "{m} {a}\n"}, "a", environ={"GIT_GRAFT_FILE": "{here}/main/.git/g"}),
    "GIT_GRAFT_FILE relative": Row({"g": "{m} {a}\n"}, "a", environ={"GIT_GRAFT_FILE": ".git/g"}),
    # Replace refs.
    "replacement": Row({"refs/replace/{m}": "{a}\n"}, "a"),
    "replacement in a directory": Row({"refs/replace/d/{m}": "{a}\n"}, "a"),
    "replacement of itself": Row({"refs/replace/{a}": "{a}\n"}, "a"),
    "replaced but not reached": Row({"refs/replace/{a}": "{b}\n"}, "b"),
    "replacement of a replacement": Row({"refs/replace/{m}": "{a}\n", "refs/replace/{a}": "{b}\n"}, "ab"),
    "replacement with a bad name": Row({"refs/replace/junk": "{a}\n"}, "a"),
    "GIT_REPLACE_REF_BASE": Row({"refs/r/{m}": "{a}\n"}, "a", environ={"GIT_REPLACE_REF_BASE": "refs/r/"}),
}  # fmt: skip

ROWS = OTHERS | {f"shallow: {name}": row for name, row in SHALLOW.items()}
