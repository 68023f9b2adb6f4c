"""What tests of reftables share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pygitobj.formats.reftable import Reftable
from pygitobj.formats.reftable_options import TableOptions
from pygitobj.formats.reftable_records import LogRecord, RefRecord
from pygitobj.formats.reftable_writer import written_table
from tests.support.command import run


def require_reftable(place: Path) -> None:
    """Skip a test where git writes no reftables, which is tried out below `place`."""
    tried = place / "tried"
    tried.mkdir()
    if run(["git", "init", "-q", "--bare", "--ref-format=reftable"], tried).code != 0:
        pytest.skip("this git knows no reftables; what a newer one wrote is among the shared repositories")


def refs_of(table: Reftable) -> Iterator[RefRecord]:
    """All records of references in `table`."""
    return (record for run in table.refs() for record in run)


def logs_of(table: Reftable) -> Iterator[LogRecord]:
    """All log records in `table`."""
    return (record for run in table.logs() for record in run)


def written_again(data: bytes, options: TableOptions) -> bytes:
    """The table in `data`, written with `options` of what is read from it."""
    table = Reftable(data)
    bounds = table.header.first_index, table.header.last_index
    return written_table(bounds, refs_of(table), logs_of(table), table.format, options)
