"""How reftables are written: what the configuration says of their blocks.

Follows git's Documentation/config/reftable.
"""

from __future__ import annotations

from pygitobj.record import Record

DEFAULT_BLOCK_SIZE = 4096
DEFAULT_RESTART_INTERVAL = 16


class TableOptions(Record):
    """How tables are written: the size of blocks, how many records share a restart, and whether with objects."""

    block_size: int = DEFAULT_BLOCK_SIZE
    restart_interval: int = DEFAULT_RESTART_INTERVAL
    index_objects: bool = True
