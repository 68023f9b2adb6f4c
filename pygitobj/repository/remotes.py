"""The remotes that a configuration has: their URLs, as git would use them, and what is fetched and pushed.

    remote.<name>.url               where from, several are pushed to; an empty one takes back those before it
    remote.<name>.pushurl           where to, in the place of these
    remote.<name>.fetch, push       refspecs
    url.<base>.insteadOf            a URL that starts so starts with <base>; the longest counts
    url.<base>.pushInsteadOf        the same for pushing, where there is no pushurl

Follows git's Documentation/config/remote and Documentation/config/url.
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.record import Record
from pygitobj.repository.config import Config, require_text
from pygitobj.repository.legacy_remotes import LegacyRemote, LegacyRemotes

REMOTE, URL = "remote.", "url."


class Remote(Record):
    """A remote: where it is fetched from and pushed to, and its refspecs, such as "+refs/heads/*:refs/remotes/o/*"."""

    name: str
    urls: tuple[str, ...]
    push_urls: tuple[str, ...]
    fetch: tuple[str, ...]
    push: tuple[str, ...]


class Rewriting:
    """What URLs become, by url.<base>.insteadOf or pushInsteadOf, whichever `key` says in lower case."""

    def __init__(self, config: Config, key: str) -> None:
        self.bases = [
            (text, name[len(URL) : -len(key) - 1])
            for name, values in config.by_name.items()
            if name.startswith(URL) and name.endswith(f".{key}") and len(name) > len(URL) + len(key)
            for text in texts_of(config, name)
        ]

    def rewritten(self, url: str) -> str | None:
        """What `url` becomes by the longest start that it has; None where it has none of them."""
        found = [(len(start), base) for start, base in self.bases if url.startswith(start)]
        if not found:
            return None
        longest = max(size for size, _ in found)
        base = next(base for size, base in found if size == longest)
        return base + url[longest:]


def load_remotes(config: Config, legacy: LegacyRemotes, warn: Callable[[str], None]) -> dict[str, Remote]:
    """The remotes by their names, in the order in which the configuration first names them.

    Of names that git refuses `warn` is told. Raises RepositoryError for a value that is not there.
    """
    names: dict[str, None] = {}
    for value in config.values:
        name, dot, _ = value.entry.name.removeprefix(REMOTE).rpartition(".")
        if value.entry.name.startswith(REMOTE) and dot:
            names[name] = None
    fetching, pushing = Rewriting(config, "insteadof"), Rewriting(config, "pushinsteadof")
    found = {}
    for name in names:
        if name.startswith("/"):
            warn(f"warning: config remote shorthand cannot begin with '/': {name}")
        else:
            found[name] = remote_of(config, name, fetching, pushing, legacy.get(name))
    return found


def remote_of(config: Config, name: str, fetching: Rewriting, pushing: Rewriting, in_file: LegacyRemote) -> Remote:
    """The remote `name`. Raises RepositoryError."""
    given = [*since_empty(texts_of(config, f"{REMOTE}{name}.url")), *in_file.urls]
    urls = [fetching.rewritten(url) or url for url in given]
    push_urls = since_empty(texts_of(config, f"{REMOTE}{name}.pushurl"))
    if push_urls:
        to = [fetching.rewritten(url) or url for url in push_urls]
    else:
        changed = [pushing.rewritten(url) for url in given]
        to = [url for url in changed if url is not None] or urls
    fetch, push = (texts_of(config, f"{REMOTE}{name}.{key}") for key in ("fetch", "push"))
    return Remote(name, tuple(urls), tuple(to), (*fetch, *in_file.fetch), (*push, *in_file.push))


def texts_of(config: Config, name: str) -> list[str]:
    """The values of `name`, in order. Raises RepositoryError for one that is not there."""
    return [require_text(value) for value in config.by_name.get(name, ())]


def since_empty(values: list[str]) -> list[str]:
    """Those of `values` that come after the last empty one."""
    return values[len(values) - values[::-1].index("") :] if "" in values else values
