"""The headers that start a commit or a tag.

    key         then a space, then a value up to the end of the line
    " " …       a line that starts with a space goes on with the value before it, after a newline
    ""          an empty line ends the headers; the rest is the message

Follows git's Documentation/gitformat-signature.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from pygitobj.oid import HEX_BYTES, ObjectFormat, shown

Header = tuple[bytes, bytes]
# What a key cannot have: it ends at the first of these.
AFTER_KEY = frozenset(b" \n\0")


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


def build_headers(headers: Sequence[Header]) -> bytes:
    """`headers` as lines, with the empty line that ends them. Raises ValueError for what would not be read again."""
    for key, value in headers:
        if not key or not AFTER_KEY.isdisjoint(key):
            raise ValueError(f"not a header's key: {shown(key)} (expected bytes without space, newline and NUL)")
        if b"\0" in value:
            raise ValueError(f"a NUL in the header {key.decode('latin-1')}: {shown(value)}")
    return b"".join(b"%s %s\n" % (key, value.replace(b"\n", b"\n ")) for key, value in headers) + b"\n"


def require_order(headers: Sequence[Header], order: Sequence[bytes], many: Container[bytes] = ()) -> None:
    """Raises ValueError unless the keys in `order` come in it, on one line and once each, and all others after them.

    Those in `many` may come more than once. What is out of its place is another thing to git, or nothing.
    """
    last = -1
    for key, value in headers:
        place = order.index(key) if key in order else len(order)
        name = key.decode("latin-1")
        if place < last:
            raise ValueError(f"a header out of its place: {name} after {headers_named(order[last:])}")
        if place < len(order) and place == last and key not in many:
            raise ValueError(f"a header that comes twice: {name}")
        if place < len(order) and b"\n" in value:
            raise ValueError(f"a header of more than one line: {name}")
        last = place


def headers_named(keys: Sequence[bytes]) -> str:
    """What a message calls the headers from the first of `keys` on."""
    return keys[0].decode("latin-1") if keys else "others"


def require_digits(key: str, value: bytes, object_format: ObjectFormat) -> None:
    """Raises ValueError unless the header `key` has the digits of an id."""
    if len(value) != object_format.hex_size or not HEX_BYTES.issuperset(value):
        raise ValueError(f"{key}: expected {object_format.hex_size} hex digits, not {shown(value)}")


def first_value(headers: Sequence[Header], key: bytes) -> bytes | None:
    """The value of the first header `key`."""
    for name, value in headers:
        if name == key:
            return value
    return None


def last_value(headers: Sequence[Header], key: bytes) -> bytes | None:
    """The value of the last header `key`."""
    return first_value(headers[::-1], key)


def first_line(value: bytes) -> bytes:
    """The line on which the header stands that has the value `value`: those that go on with it mean nothing to git."""
    return value.partition(b"\n")[0]
