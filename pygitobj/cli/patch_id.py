"""`patch-id`: ids of the patches on standard input, by which those that change the same are found.

    <patch id> <commit>     a line for each patch; the id of a commit is zeros where none was named

Follows git's Documentation/git-patch-id.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from pygitobj.cli.parse_options import Option, Spec, parse_options
from pygitobj.cli.session import Session
from pygitobj.formats.patch_id import patch_ids
from pygitobj.oid import SHA1
from pygitobj.repository.default_config import check_default_config

SPEC = Spec(
    usage=("git patch-id [--stable | --unstable | --verbatim]",),
    options=(
        Option("way", "mode", "use the unstable patch ID algorithm", long="unstable"),
        Option("way", "mode", "use the stable patch ID algorithm", long="stable"),
        Option("way", "mode", "don't strip whitespace from the patch", long="verbatim"),
    ),
)


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    if list(words) in (["-h"], ["--help-all"]):
        parse_options(SPEC, words)
    repository = session.find_repository()
    config = session.config(repository)
    check_default_config(config)
    verbatim = config.get_bool("patchid.verbatim")
    stable = config.get_bool("patchid.stable") or verbatim
    way = parse_options(SPEC, words).options.mode("way")
    if way is not None:
        verbatim = way.long == "verbatim"
        stable = verbatim or way.long == "stable"
    object_format = SHA1 if repository is None else repository.format
    for found in patch_ids(sys.stdin.buffer, object_format, stable=stable, verbatim=verbatim):
        sys.stdout.write(f"{found.id} {found.commit}\n")
    return 0
