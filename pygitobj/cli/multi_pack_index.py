"""`multi-pack-index`: check the index of many packs. It is not written yet.

Follows git's Documentation/git-multi-pack-index.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from pygitobj.cli.parse_options import Option, Spec, UsageError, parse_options, usage_text
from pygitobj.cli.progress import Progress
from pygitobj.cli.session import Session, warn
from pygitobj.cli.subcommands import split_at_subcommand
from pygitobj.errors import RepositoryError, UnsupportedError
from pygitobj.files.directory import is_directory, real_path
from pygitobj.jobs.check.multi_pack_index import verify_multi_pack_index
from pygitobj.jobs.report import silent

OPTIONS = (
    Option(
        "directory",
        "value",
        "object directory containing set of packfile and pack-index pairs",
        long="object-dir",
        argument="<directory>",
    ),
    Option("progress", "flag", "force progress reporting", long="progress"),
)
VERIFY = "git multi-pack-index [<options>] verify"
SPEC = Spec(
    usage=(
        "git multi-pack-index [<options>] write [--preferred-pack=<pack>]\n"
        "  [--[no-]bitmap] [--[no-]incremental] [--[no-]stdin-packs]\n"
        "  [--refs-snapshot=<path>] [--[no-]write-chain-file]\n"
        "  [--base=<checksum>]",
        "git multi-pack-index [<options>] compact [--[no-]incremental]\n"
        "  [--[no-]bitmap] [--base=<checksum>] [--[no-]write-chain-file]\n"
        "  <from> <to>",
        VERIFY,
        "git multi-pack-index [<options>] expire",
        "git multi-pack-index [<options>] repack [--batch-size=<size>]",
    ),
    options=OPTIONS,
)
VERIFY_SPEC = Spec(usage=(VERIFY,), options=OPTIONS)
NOT_THERE = ("write", "compact", "expire", "repack")


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code: 1 where something is wrong with the index."""
    before, name, rest = split_at_subcommand(SPEC, words, "--object-dir")
    if name in NOT_THERE:
        session.open_repository().close()
        raise UnsupportedError(f"multi-pack-index {name} is not supported yet")
    if name != "verify":
        raise UsageError(f"error: unknown subcommand: `{name}'\n{usage_text(SPEC)}")
    parsed = parse_options(VERIFY_SPEC, rest)
    if parsed.arguments:
        raise UsageError(usage_text(VERIFY_SPEC))
    after = parsed.options
    is_shown = after.flag("progress", before.flag("progress", sys.stderr.isatty()))
    with session.open_repository() as repository:
        given = (after if "directory" in after else before).text("directory")
        directory = repository.objects.path if given is None else object_directory(given)
        report = Progress() if is_shown else silent
        return 0 if verify_multi_pack_index(directory, repository.format, warn, report) else 1


def object_directory(path: str) -> str:
    """The object directory `path`, with links followed. Raises RepositoryError where there is none."""
    place = real_path(path)
    if not is_directory(place):
        raise RepositoryError(f"object directory {place} does not exist; check .git/objects/info/alternates")
    return place
