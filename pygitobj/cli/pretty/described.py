"""What `%(describe)` shows: what `git describe` says of commits, with the options that a format gives it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pygitobj.cli.short_ids import digits_in
from pygitobj.formats.small_text import SPACE
from pygitobj.jobs.inspect.describe import CannotDescribeError, Choice, Describer, Style
from pygitobj.oid import ObjectId
from pygitobj.repository.repository import Repository
from pygitobj.store.short_ids import ShortIds
from pygitobj.walk.history import History

ABBREV, MATCH, EXCLUDE, TAGS = "--abbrev=", "--match=", "--exclude=", "--tags"


class Descriptions:
    """Describes commits of `repository`; what names them is looked at once for each choice of options."""

    def __init__(self, repository: Repository, history: Callable[[], History], ids: ShortIds) -> None:
        self.repository = repository
        self.history = history
        self.ids = ids
        self.describers: dict[tuple[str, ...], Describer] = {}

    def of(self, oid: bytes, words: Sequence[str]) -> bytes:
        """What the commit `oid` is called with the options `words`, nothing where it cannot be called anything."""
        key = tuple(words)
        describer = self.describers.get(key)
        if describer is None:
            describer = self.describers[key] = self.describer(words)
        try:
            text = describer.describe(ObjectId(oid))
        except CannotDescribeError:
            return b""
        return text.encode("utf-8", "surrogateescape").rstrip(SPACE)

    def describer(self, words: Sequence[str]) -> Describer:
        """What describes commits with the options `words`."""
        switches = [word for word in words if "=" not in word]
        digits = [word.removeprefix(ABBREV) for word in words if word.startswith(ABBREV)]
        choice = Choice(
            tags=bool(switches) and switches[-1] == TAGS,
            matches=[word.removeprefix(MATCH) for word in words if word.startswith(MATCH)],
            excludes=[word.removeprefix(EXCLUDE) for word in words if word.startswith(EXCLUDE)],
        )
        style = Style(digits=digits_in(digits[-1], "abbrev") if digits else None)
        describer = Describer(self.repository, self.history(), self.ids, choice, style)
        # As in git, whoever looks at a format is not told that a tag calls itself something else.
        describer.warn = keep_quiet
        return describer


def keep_quiet(_: str) -> None:
    """Tells nobody."""
