"""Which references get logs: what core.logAllRefUpdates says of it.

Follows git's Documentation/config/core, "core.logAllRefUpdates".
"""

from __future__ import annotations

from pygitobj.formats.numbers import lower
from pygitobj.refs.updates import LOG_ALWAYS, LOG_NONE, LOG_NORMAL
from pygitobj.repository.config import Config, maybe_bool, parse_bool

LOG_ALL = "core.logAllRefUpdates"


def logs_said(config: Config) -> str | None:
    """LOG_NONE, LOG_NORMAL or LOG_ALWAYS, None where nobody says it. Raises RepositoryError for another word."""
    value = config.last(LOG_ALL)
    if value is None:
        return None
    text = value.entry.value
    if text is not None and maybe_bool(text) is None and lower(text) == LOG_ALWAYS:
        return LOG_ALWAYS
    return LOG_NORMAL if parse_bool(text, value.entry.name) else LOG_NONE
