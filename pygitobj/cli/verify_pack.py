"""`verify-pack`: check packs and their indexes.

Follows git's Documentation/git-verify-pack.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial

from pygitobj.cli.index_pack import Given, format_for, options_for, show_statistics
from pygitobj.cli.parse_options import Option, Spec, UsageError, parse_options, usage_text
from pygitobj.cli.session import Session, warn
from pygitobj.errors import GitObjectError
from pygitobj.files.pack_family import PACK_SUFFIX
from pygitobj.jobs.receive.index_pack import IndexOptions
from pygitobj.jobs.receive.verify_pack import stem_of, verify_named
from pygitobj.oid import ObjectFormat

SPEC = Spec(
    usage=("git verify-pack [-v | --verbose] [-s | --stat-only] [--] <pack>.idx...",),
    options=(
        Option("verbose", "flag", "verbose", short="v", long="verbose"),
        Option("statistics", "flag", "show statistics only", short="s", long="stat-only"),
        Option("format", "value", "specify the hash algorithm to use", long="object-format", argument="<hash>"),
    ),
)


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code: 1 where a pack is bad."""
    parsed = parse_options(SPEC, words)
    if not parsed.arguments:
        raise UsageError(usage_text(SPEC))
    repository = session.find_repository()
    given = parsed.options
    try:
        object_format = format_for(given.text("format"), repository)
    except GitObjectError as error:
        for _ in parsed.arguments:
            warn(f"fatal: {error}")
        return 1
    options = options_for(Given(), repository)
    statistics, verbose = given.flag("statistics"), given.flag("verbose")
    good = [verify_one(path, object_format, options, statistics, verbose) for path in parsed.arguments]
    return 0 if all(good) else 1


def verify_one(path: str, object_format: ObjectFormat, options: IndexOptions, statistics: bool, verbose: bool) -> bool:
    """Whether the pack that `path` names, with or without a suffix, is good; says what was asked for."""
    show = partial(show_statistics, listed=not statistics) if statistics or verbose else None
    shown = f"{stem_of(path)}{PACK_SUFFIX}"
    try:
        verify_named(path, object_format, options, show=show)
    except GitObjectError as error:
        warn(f"fatal: {error}")
        if statistics or verbose:
            sys.stdout.write(f"{shown}: bad\n")
        return False
    if verbose and not statistics:
        sys.stdout.write(f"{shown}: ok\n")
    return True
