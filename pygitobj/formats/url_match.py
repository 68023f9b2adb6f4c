"""Which of the URLs that a configuration has settings for is most like one that is used.

    scheme, port        the same
    host                the same; a part that is "*" is like any
    user                the same, where the pattern has one
    path                the same, or that of the pattern is a directory of it

A longer host counts more than a longer path, and that more than a user. Follows git's Documentation/git-config,
"http.<url>.*".
"""

from __future__ import annotations

from pygitobj.formats.url import Url

ANY_PART = "*"
# How like a URL is: the longer host, the longer path, whether the user is the same.
Likeness = tuple[int, int, bool]
# That of a setting for no URL.
FOR_ALL: Likeness = (0, 0, False)


def likeness(url: Url, pattern: Url) -> Likeness | None:
    """How like `pattern` is to `url`, the more the greater; None where it is not."""
    if pattern.scheme != url.scheme or pattern.port != url.port or not is_host_like(url.host, pattern.host):
        return None
    if pattern.user is not None and (url.user is None or name_of(url.user) != name_of(pattern.user)):
        return None
    length = common_path(url.rest, pattern.rest)
    return (len(pattern.host), length, pattern.user is not None) if length else None


def name_of(user: str) -> str:
    """The name in `user`, without the password."""
    return user.partition(":")[0]


def is_host_like(host: str, pattern: str) -> bool:
    """Whether `host` is what `pattern` says."""
    parts, wanted = parts_of(host), parts_of(pattern)
    return len(parts) == len(wanted) and all(want in (ANY_PART, part) for part, want in zip(parts, wanted, strict=True))


def parts_of(host: str) -> list[str]:
    """What stands between the dots of `host`; after a last one there is nothing."""
    return host.removesuffix(".").split(".") if host else []


def common_path(path: str, start: str) -> int:
    """How many characters of `path` the directory `start` is, its slash too; 0 where it is none of it."""
    if start in ("", "/"):
        return 1 if path[:1] in ("", "/") else 0
    start = start.removesuffix("/")
    if not path.startswith(start) or path[len(start) : len(start) + 1] not in ("", "/"):
        return 0
    return len(start) + 1
