"""URLs, as far as git must know what its transport will see of one: normal form, and percent-encoding.

    scheme://user:password@host:port/path?query#fragment

Follows RFC 3986, and git's Documentation/git-config, "http.<url>.*".
"""

from __future__ import annotations

from pygitobj.formats.numbers import DIGITS, LETTERS
from pygitobj.record import Record

SCHEME_CHARACTERS = LETTERS | DIGITS | frozenset("+.-")
HOST_CHARACTERS = LETTERS | DIGITS | frozenset(".-_[:]")
# Always written as %XX; those that are reserved only where they came so.
UNSAFE = frozenset(' <>"%{}|\\^`') | {chr(byte) for byte in (*range(0x20), *range(0x7F, 0x100))}
RESERVED = frozenset(":/?#[]@!$&'()*+,;=")
HEX = frozenset("0123456789abcdefABCDEF")
DEFAULT_PORTS = {"http": "80", "https": "443"}
MAX_PORT = 65535
ESCAPE_SIZE = 3


class Url(Record):
    """The parts of a URL in its normal form; `user` with the password, None without an @; `rest` from its path on."""

    scheme: str
    user: str | None
    host: str
    port: str
    rest: str

    def __str__(self) -> str:
        user = "" if self.user is None else f"{self.user}@"
        port = f":{self.port}" if self.port else ""
        return f"{self.scheme}://{user}{self.host}{port}{self.rest}"


class BadUrlError(ValueError):
    """Text that is no URL."""


def decode_url(url: str) -> str:
    """`url`, a character for each byte, with all %XX behind its first colon replaced by what they stand for.

    %00 and what is no hexadecimal number stay.
    """
    start = max(url.find(":"), 0)
    return url[:start] + decode_percent(url[start:])


def decode_percent(text: str) -> str:
    """`text`, a character for each byte, with all %XX replaced by what they stand for; others, and %00, stay."""
    parts, at = [], 0
    while at < len(text):
        code = escaped_at(text, at)
        parts.append(chr(code) if code else text[at])
        at += ESCAPE_SIZE if code else 1
    return "".join(parts)


def escaped_at(text: str, at: int) -> int | None:
    """The number of the byte that %XX at `at` stands for, None where there is none."""
    digits = text[at + 1 : at + ESCAPE_SIZE]
    if text[at] != "%" or len(digits) != ESCAPE_SIZE - 1 or not HEX.issuperset(digits):
        return None
    return int(digits, 16)


def normal_url(url: str) -> str:
    """The normal form of `url`, a character for each byte. Raises BadUrlError."""
    return str(parse_url(url))


def parse_url(url: str, wildcards: str = "") -> Url:
    """The parts of `url`, a character for each byte; `wildcards` may stand in the host too. Raises BadUrlError."""
    size = next((at for at, letter in enumerate(url) if letter not in SCHEME_CHARACTERS), len(url))
    scheme, rest = url[:size], url[size:]
    if scheme[:1] not in LETTERS or not rest.startswith("://"):
        raise BadUrlError("invalid URL scheme name or missing '://' suffix")
    scheme, rest = scheme.lower(), rest[len("://") :]
    end = first_of(rest, "/?#")
    authority, rest = rest[:end], rest[end:]
    before, at, place = authority.partition("@")
    if not at:
        before, place = "", authority
    user = normal_escapes(before) if at else None
    host, port = host_and_port(scheme, place, wildcards)
    end = first_of(rest, "?#")
    path, rest = rest[:end], rest[end:]
    return Url(scheme, user, host, port, normal_path(path) + normal_escapes(rest))


def first_of(text: str, letters: str) -> int:
    """Where one of `letters` first stands in `text`; its end where none does."""
    return min((at for at in map(text.find, letters) if at >= 0), default=len(text))


def normal_escapes(text: str) -> str:
    """`text` with what must be written as %XX written so, and nothing else. Raises BadUrlError."""
    parts, at = [], 0
    while at < len(text):
        code = escaped_at(text, at)
        if code is None and text[at] == "%":
            raise BadUrlError("invalid %XX escape sequence")
        letter = text[at] if code is None else chr(code)
        keeps = letter in UNSAFE or (code is not None and letter in RESERVED)
        parts.append(f"%{ord(letter):02X}" if keeps else letter)
        at += 1 if code is None else ESCAPE_SIZE
    return "".join(parts)


def host_and_port(scheme: str, place: str, wildcards: str) -> tuple[str, str]:
    """A host and a port, the port empty where it is the usual one. Raises BadUrlError."""
    if (not place or place.startswith(":")) and scheme != "file":
        raise BadUrlError("missing host and scheme is not 'file:'")
    colon = place.rfind(":")
    if colon < 0 or "]" in place[colon:]:
        colon = len(place)
    host, port = place[:colon], place[colon + 1 :]
    if scheme == "file" and not host and port:
        raise BadUrlError("a 'file:' URL may not have a port number")
    if not HOST_CHARACTERS.union(wildcards).issuperset(host):
        raise BadUrlError("invalid characters in host name")
    port = port.lstrip("0") or port[-1:]
    if not port or DEFAULT_PORTS.get(scheme) == port:
        return host.lower(), ""
    if not DIGITS.issuperset(port) or len(port) > len(str(MAX_PORT)) or not 0 < int(port) <= MAX_PORT:
        raise BadUrlError("invalid port number")
    return host.lower(), port


def normal_path(path: str) -> str:
    """A path with its "." and ".." followed. Raises BadUrlError where these lead out of it."""
    kept: list[str] = []
    segments = [normal_escapes(segment) for segment in path.removeprefix("/").split("/")]
    for segment in segments:
        if segment == "..":
            if not kept:
                raise BadUrlError("invalid '..' path segment")
            kept.pop()
        elif segment != ".":
            kept.append(segment)
    return "/" + "/".join(kept)
