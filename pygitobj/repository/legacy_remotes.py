"""Remotes as they were kept before the configuration had them: a file each, which counts where that has no URL.

    remotes/<name>      lines: `URL: <url>`, `Push: <refspec>`, `Pull: <refspec>`
    branches/<name>     one line: `<url>`, or `<url>#<branch>`; that branch is fetched into the one called <name>

Follows git's Documentation/urls-remotes, "Named file in $GIT_DIR/remotes" and "... branches".
"""

from __future__ import annotations

import os
from collections.abc import Callable

from pygitobj.files.directory import GONE, unreadable
from pygitobj.files.small_file import read_small
from pygitobj.formats.small_text import SPACE, text_of
from pygitobj.record import Record
from pygitobj.repository.config import Config

URL, PUSH, PULL = b"URL:", b"Push:", b"Pull:"
HEADS = "refs/heads/"
DEFAULT_BRANCH = "master"
DEPRECATED = """\
warning: reading remote from "{0}/{1}", which is nominated for removal.

If you still use the "remotes/" directory it is recommended to
migrate to config-based remotes:

\tgit remote rename {1} {1}

If you cannot, please let us know why you still need to use it by
sending an e-mail to <git@vger.kernel.org>."""


class LegacyRemote(Record):
    """What the file of a remote says."""

    urls: tuple[str, ...] = ()
    fetch: tuple[str, ...] = ()
    push: tuple[str, ...] = ()


NOTHING = LegacyRemote()


class LegacyRemotes:
    """The remotes that have files below `directory`, each read once; `warn` is told of those that there are."""

    def __init__(self, directory: str, config: Config, warn: Callable[[str], None]) -> None:
        self.directory = directory
        self.config = config
        self.warn = warn
        self.known: dict[str, LegacyRemote] = {}

    def get(self, name: str) -> LegacyRemote:
        """What files say of the remote `name`; nothing where the configuration has a URL. Raises RepositoryError."""
        if name not in self.known:
            self.known[name] = self.read(name) if self.counts(name) else NOTHING
        return self.known[name]

    def counts(self, name: str) -> bool:
        """Whether files are looked at for the remote `name`."""
        urls = self.config.all(f"remote.{name}.url")
        return name not in ("", ".", "..") and "/" not in name and (not urls or urls[-1] == "")

    def read(self, name: str) -> LegacyRemote:
        """What its files say of the remote `name`. Raises RepositoryError."""
        content = self.content("remotes", name)
        found = NOTHING if content is None else of_lines(content)
        if found.urls:
            return found
        content = self.content("branches", name)
        line = b"" if content is None else text_of(content.partition(b"\n")[0]).strip(SPACE)
        if not line:
            return found
        url, hash_sign, branch = os.fsdecode(line).partition("#")
        branch = branch if hash_sign else self.config.get("init.defaultBranch") or DEFAULT_BRANCH
        fetch, push = f"{HEADS}{branch}:{HEADS}{name}", f"HEAD:{HEADS}{branch}"
        return LegacyRemote((url,), (*found.fetch, fetch), (*found.push, push))

    def content(self, kind: str, name: str) -> bytes | None:
        """The content of a file of the remote `name`; None where there is none."""
        path = f"{self.directory}/{kind}/{name}"
        try:
            content = read_small(path)
        except GONE:
            return None
        except IsADirectoryError:
            content = b""
        except OSError as error:
            raise unreadable(f"unable to access '{path}'", error) from error
        self.warn(DEPRECATED.format(kind, name))
        return content


def of_lines(content: bytes) -> LegacyRemote:
    """What the lines of a file in `remotes` say."""
    said: dict[bytes, list[str]] = {URL: [], PUSH: [], PULL: []}
    for line in content.split(b"\n"):
        text = text_of(line).rstrip(SPACE)
        for word, values in said.items():
            if text.startswith(word):
                values.append(os.fsdecode(text.removeprefix(word).lstrip(SPACE)))
    return LegacyRemote(tuple(said[URL]), tuple(said[PULL]), tuple(said[PUSH]))
