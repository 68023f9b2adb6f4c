"""Values of the configuration that git looks at before most commands do anything, whether they count there or not.

Here those are looked at that cannot be: booleans, texts that are missing, levels of compression. Follows git's
Documentation/git-config and config/core.
"""

from __future__ import annotations

from pygitobj.errors import RepositoryError
from pygitobj.formats.numbers import lower
from pygitobj.repository.config import Config, ConfigValue, parse_bool, parse_int, require_text

BOOLEANS = frozenset(
    (
        "core.bare", "core.filemode", "core.fsyncobjectfiles", "core.ignorecase", "core.ignorestat",
        "core.lockfilepid", "core.precomposeunicode", "core.protecthfs", "core.protectntfs", "core.quotepath",
        "core.sparsecheckout", "core.sparsecheckoutcone", "core.symlinks", "core.trustctime",
        "sparse.expectfilesoutsideofpatterns",
    )
)  # fmt: skip
# Booleans that have one word besides.
WORDS = {"core.autocrlf": "input", "core.safecrlf": "warn"}
TEXTS = frozenset(
    (
        "attr.tree", "core.askpass", "core.attributesfile", "core.checkroundtripencoding", "core.checkstat",
        "core.commentchar", "core.commentstring", "core.createobject", "core.editor", "core.excludesfile",
        "core.fsync", "core.fsyncmethod", "core.whitespace", "i18n.commitencoding", "i18n.logoutputencoding",
        "core.abbrev",
    )
)  # fmt: skip
LEVELS = frozenset(("core.compression", "core.loosecompression", "pack.compression"))
COMPRESSION_LEVELS = range(-1, 10)


def check_default_config(config: Config) -> None:
    """Raises RepositoryError, in git's words, for the first of these values in `config` that cannot be."""
    for value in config.values:
        check(value)


def check(value: ConfigValue) -> None:
    """Raises RepositoryError where `value` is one of these and cannot be."""
    name, text = value.entry.name, value.entry.value
    if name in BOOLEANS:
        parse_bool(text, name)
    elif name in TEXTS:
        require_text(value)
    elif name in WORDS:
        if text is None or lower(text) != WORDS[name]:
            parse_bool(text, name)
    elif name in LEVELS:
        require_level(parse_int(text, name, value.origin.shown), name)


def require_level(level: int, name: str) -> int:
    """`level`, which `name` sets. Raises RepositoryError where there is no such."""
    if level not in COMPRESSION_LEVELS:
        raise RepositoryError(f"bad {'pack' if name == 'pack.compression' else 'zlib'} compression level {level}")
    return level
