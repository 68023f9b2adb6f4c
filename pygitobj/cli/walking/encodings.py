"""The encoding that commits are shown in."""

from __future__ import annotations

from pygitobj.cli.walking.given import Given
from pygitobj.formats.encoding import UTF_8
from pygitobj.repository.repository import Repository

NO_ENCODING = "none"


def output_encoding(repository: Repository, given: Given) -> str:
    """The encoding that commits are shown in, empty where they stay as they are."""
    if given.encoding is not None:
        return "" if given.encoding == NO_ENCODING else given.encoding
    config = repository.config
    return config.get("i18n.logOutputEncoding") or config.get("i18n.commitEncoding") or UTF_8
