"""Pack what is asked for, into files that stay or into one file that others get: all that `pack-objects` does.

    refuse      what would make a pack that nobody can use
    look        what goes in (wanted.py)
    prepare     deltas (pack_objects.py)
    write       packs with their indexes, or one stream

Follows git's Documentation/git-pack-objects.
"""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.errors import GitObjectError
from pygitobj.jobs.packing.pack_objects import PackOptions, prepare, stream_pack, write_packs
from pygitobj.jobs.packing.wanted import Request, wanted
from pygitobj.jobs.report import silent
from pygitobj.record import Record
from pygitobj.repository.repository import Repository
from pygitobj.store.write_entries import Written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from pygitobj.jobs.report import Report


def tell_nobody(_trailer: str) -> None:
    """Tell nobody."""


class Output(Record):
    """Where packs go: files that are called `to`-<trailer>, a path, or the one file `to`.

    `tell` is told the trailer in hex of each pack that is there. With `non_empty` a pack of nothing is not written.
    `report` is told how far writing to a file is.
    """

    to: str | BinaryIO
    tell: Callable[[str], None] = tell_nobody
    non_empty: bool = False
    report: Report = silent


def pack_wanted(repository: Repository, request: Request, options: PackOptions, output: Output) -> Written | None:
    """Pack what `request` asks for; None where nothing was written, as asked for.

    Raises GitObjectError, OSError; packs that were told of stay.
    """
    refuse_useless(options, output, thin=request.thin)
    store, to = repository.objects, output.to
    objects, edge = wanted(repository, request, options.deltas.window, options.report)
    prepared = prepare(store, objects, options, edge if edge.hashes else None)
    if output.non_empty and not prepared.objects.count:
        return None
    if isinstance(to, str):
        return write_packs(prepared, store, to, options, repository.write_policy(), {}, output.tell)
    return stream_pack(prepared, store, to, options._replace(report=output.report))


def refuse_useless(options: PackOptions, output: Output, *, thin: bool) -> None:
    """Raises GitObjectError where a pack would be cut in parts on its way, or could not be indexed where it stays."""
    is_file = isinstance(output.to, str)
    if options.entries.limit and not is_file:
        raise GitObjectError("--max-pack-size cannot be used to build a pack for transfer")
    if thin and is_file:
        raise GitObjectError("--thin cannot be used to build an indexable pack")
