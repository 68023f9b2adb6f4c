r"""Values quoted as strings of the shell, Perl, Python and Tcl.

    shell       '…', a quote and an exclamation mark outside as \' and \!
    perl        '…', with \' and \\
    python      '…', with \', \\ and \n
    tcl         "…", with a backslash before what means something, and \f \r \n \t \v

Follows git's Documentation/git-for-each-ref, "--shell".
"""

from __future__ import annotations

TCL = {byte: b"\\" + bytes((byte,)) for byte in b'[]{}$\\"'} | {
    12: b"\\f", 13: b"\\r", 10: b"\\n", 9: b"\\t", 11: b"\\v",
}  # fmt: skip


def quote_shell(text: bytes) -> bytes:
    """`text`, up to a NUL, as a word of the shell."""
    text = text.partition(b"\0")[0]
    return b"'" + text.replace(b"'", b"'\\''").replace(b"!", b"'\\!'") + b"'"


def shell_word(text: str) -> str:
    """`text`, up to a NUL, as a word of the shell."""
    return quote_shell(text.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")


def quote_perl(text: bytes) -> bytes:
    """`text` as a string of Perl."""
    return b"'" + text.replace(b"\\", b"\\\\").replace(b"'", b"\\'") + b"'"


def quote_python(text: bytes) -> bytes:
    """`text`, up to a NUL, as a string of Python."""
    return quote_perl(text.partition(b"\0")[0]).replace(b"\n", b"\\n")


def quote_tcl(text: bytes) -> bytes:
    """`text`, up to a NUL, as a string of Tcl."""
    text = text.partition(b"\0")[0]
    return b'"' + b"".join([TCL.get(byte) or bytes((byte,)) for byte in text]) + b'"'
