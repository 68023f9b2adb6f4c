"""What the configuration says of log and show.

Follows git's Documentation/config/log, format, color and grep.
"""

from __future__ import annotations

from collections.abc import Mapping

from pygitobj.cli.diffing.merges import DEFAULT_WAYS, SEPARATE, WAYS
from pygitobj.cli.pretty.colors import slot_color
from pygitobj.cli.pretty.decorations import COLORS
from pygitobj.errors import RepositoryError
from pygitobj.record import Record
from pygitobj.repository.config import Config, bad_variable, maybe_bool

AUTO, SHORT, FULL, NO = "auto", "short", "full", "no"
PATTERN_KINDS = {"default": "", "basic": "basic", "extended": "extended", "fixed": "fixed", "perl": "perl"}


class LogConfig(Record):
    """What is usual: `pretty` is the format, None for git's; `decorate` one of AUTO, SHORT, FULL and NO.

    `colors` are those of decorations.
    """

    pretty: str | None
    date: str | None
    decorate: str
    abbrev_commit: bool
    show_root: bool
    follow: bool
    show_signature: bool
    mailmap: bool
    subject_prefix: str
    encodes_headers: bool
    merges: str
    colors: Mapping[str, bytes]
    pattern_kind: str


def log_config(config: Config) -> LogConfig:
    """What `config` says. Raises RepositoryError in git's words."""
    return LogConfig(
        pretty=config.get("format.pretty"),
        date=config.get("log.date"),
        decorate=configured_decoration(config),
        abbrev_commit=config.get_bool("log.abbrevCommit"),
        show_root=config.get_bool("log.showRoot", True),
        follow=config.get_bool("log.follow"),
        show_signature=config.get_bool("log.showSignature"),
        mailmap=config.get_bool("log.mailmap", True),
        subject_prefix=config.get("format.subjectPrefix", "PATCH") or "",
        encodes_headers=config.get_bool("format.encodeEmailHeaders", True),
        merges=configured_merges(config),
        colors=decoration_colors(config),
        pattern_kind=configured_pattern_kind(config),
    )


def decoration_word(text: str | None) -> str | None:
    """What `text` says of decorations; None for what it cannot."""
    said = maybe_bool(text)
    if said is not None:
        return SHORT if said else NO
    return text if text in (AUTO, SHORT, FULL) else None


def configured_decoration(config: Config) -> str:
    """What log.decorate says; what cannot be says that there are none."""
    value = config.last("log.decorate")
    return AUTO if value is None else decoration_word(value.entry.value) or NO


def configured_merges(config: Config) -> str:
    """How log.diffMerges has differences of merges shown where they are asked for. Raises RepositoryError."""
    value = config.last("log.diffMerges")
    if value is None:
        return SEPARATE
    text = value.entry.value
    if text is None:
        raise bad_variable(value, f"missing value for '{value.entry.name}'")
    if text in DEFAULT_WAYS:
        return SEPARATE
    if text not in WAYS:
        raise RepositoryError(str(bad_variable(value, "")))
    return WAYS[text]


def decoration_colors(config: Config) -> Mapping[str, bytes]:
    """The colours of each kind of decoration. Raises RepositoryError."""
    names = {kind: f"color.decorate.{kind}".lower() for kind in COLORS if kind}
    return COLORS | {kind: slot_color(config, (name,), COLORS[kind]) for kind, name in names.items()}


def configured_pattern_kind(config: Config) -> str:
    """How patterns are read where no option says it. Raises RepositoryError."""
    text = config.get("grep.patternType", "default") or ""
    if text not in PATTERN_KINDS:
        raise RepositoryError(f"bad grep.patterntype argument: {text}")
    return PATTERN_KINDS[text] or ("extended" if config.get_bool("grep.extendedRegexp") else "")
