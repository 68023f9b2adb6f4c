"""The headers that start a commit or a tag.

    key         then a space, then a value up to the end of the line
    " " …       a line that starts with a space goes on with the value before it, after a newline
    ""          an empty line ends the headers; the rest is the message

Follows git's Documentation/gitformat-signature.
"""

from __future__ import annotations

Header = tuple[bytes, bytes]


def parse_headers(data: bytes) -> tuple[list[Header], int]:
    """The headers of `data` as (key, value) in order, and where the message starts.

    A key may come more than once. A line without a space is a key with an empty value.
    """
    headers: list[Header] = []
    at = 0
    end = len(data)
    while at < end:
        stop = data.find(b"\n", at)
        if stop < 0:
            stop = end
        line = data[at:stop]
        at = min(stop + 1, end)
        if not line:
            break
        if line[:1] == b" " and headers:
            key, value = headers[-1]
            headers[-1] = key, value + b"\n" + line[1:]
        else:
            key, _, value = line.partition(b" ")
            headers.append((key, value))
    return headers, at


def build_headers(headers: list[Header]) -> bytes:
    """`headers` as lines, with the empty line that ends them."""
    return b"".join(b"%s %s\n" % (key, value.replace(b"\n", b"\n ")) for key, value in headers) + b"\n"


def first_value(headers: list[Header], key: bytes) -> bytes | None:
    """The value of the first header `key`."""
    for name, value in headers:
        if name == key:
            return value
    return None
