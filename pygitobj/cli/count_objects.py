"""`count-objects`: how many objects there are, and how much room they take.

    --json      all counts, sizes in bytes, as one object

Follows git's Documentation/git-count-objects.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence

from pygitobj.cli.parse_options import Option, Spec, UsageError, parse_options, usage_text
from pygitobj.cli.session import Session, shown_path, warn
from pygitobj.formats.human_size import human_size
from pygitobj.formats.quote import quote_c
from pygitobj.jobs.inspect.count_objects import ObjectCounts, count_objects, ignore

SPEC = Spec(
    usage=("git count-objects [-v] [-H | --human-readable]",),
    options=(
        Option("verbose", "flag", "be verbose", short="v", long="verbose"),
        Option("human", "flag", "print sizes in human readable format", short="H", long="human-readable"),
        Option("json", "flag", "print all counts as JSON", long="json", hidden=True),
    ),
)


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    parsed = parse_options(SPEC, words)
    if parsed.arguments:
        raise UsageError(usage_text(SPEC))
    given = parsed.options
    verbose = given.flag("verbose")
    with session.open_repository(warn_of_pack) as repository:
        counts = count_objects(repository.objects, report_garbage if verbose else ignore)
        fully = repository.config.get_bool("core.quotePath", True)
    if given.flag("json"):
        told = {name: value for name, value in counts._asdict().items() if name != "garbage_files"}
        sys.stdout.write(json.dumps(told) + "\n")
    elif verbose:
        show_all(counts, [quoted(path, fully) for path in counts.alternates], human=given.flag("human"))
    else:
        size = human_size(counts.loose_size) if given.flag("human") else f"{counts.loose_size // 1024} kilobytes"
        sys.stdout.write(f"{counts.loose} objects, {size}\n")
    return 0


def quoted(path: str, fully: bool) -> str:
    """`path` as git shows it; `fully` is core.quotePath."""
    return os.fsdecode(quote_c(os.fsencode(path), fully=fully))


def report_garbage(message: str, path: str) -> None:
    """Tell of a file that does not belong."""
    warn(f"warning: {message}: {shown_path(path)}")


def warn_of_pack(line: str) -> None:
    """Tell of a pack or an index that cannot be used, whose path is shown as in the other lines."""
    warn(line.replace(f"{os.getcwd()}/.git/", ".git/"))


def show_all(counts: ObjectCounts, alternates: list[str], *, human: bool) -> None:
    """Print what `-v` asks for."""

    def shown(size: int) -> str:
        return human_size(size) if human else str(size // 1024)

    lines = {
        "count": counts.loose,
        "size": shown(counts.loose_size),
        "in-pack": counts.packed,
        "packs": counts.packs,
        "size-pack": shown(counts.pack_size),
        "prune-packable": counts.packable,
        "garbage": counts.garbage,
        "size-garbage": shown(counts.garbage_size),
    }
    sys.stdout.write("".join(f"{name}: {value}\n" for name, value in lines.items()))
    sys.stdout.write("".join(f"alternate: {path}\n" for path in alternates))
