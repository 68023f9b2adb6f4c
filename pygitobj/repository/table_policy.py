"""How reftables are written here.

    reftable.blockSize              the size of blocks in bytes, 0 for the default
    reftable.restartInterval        how many records share a restart, 0 for the default
    reftable.indexObjects           whether tables have objects
    reftable.geometricFactor        how much larger each table is than the next, 0 for the default
    reftable.lockTimeout            how long another's lock is waited for, in milliseconds; -1 for ever
    GIT_TEST_REFTABLE_AUTOCOMPACTION    whether each change merges tables that have become too many

Follows git's Documentation/config/reftable.
"""

from __future__ import annotations

from collections.abc import Mapping

from pygitobj.errors import RepositoryError
from pygitobj.formats.reftable_options import DEFAULT_BLOCK_SIZE, DEFAULT_RESTART_INTERVAL, TableOptions
from pygitobj.refs.updates import TablePolicy
from pygitobj.repository.config import Config, environment_bool

AUTO_COMPACTION = "GIT_TEST_REFTABLE_AUTOCOMPACTION"
DEFAULT_FACTOR = 2
DEFAULT_TIMEOUT = 100
MOST_BLOCK_SIZE = (1 << 24) - 1
MOST_INTERVAL = (1 << 16) - 1
MOST_FACTOR = (1 << 8) - 1


def load_table_policy(config: Config, environ: Mapping[str, str]) -> TablePolicy:
    """What `config` and `environ` say of writing reftables. Raises RepositoryError for a value that git refuses."""
    size = config.get_int("reftable.blockSize", 0)
    if not 0 <= size <= MOST_BLOCK_SIZE:
        raise RepositoryError("reftable block size cannot exceed 16MB")
    interval = config.get_int("reftable.restartInterval", 0)
    if not 0 <= interval <= MOST_INTERVAL:
        raise RepositoryError(f"reftable block size cannot exceed {MOST_INTERVAL}")
    factor = config.get_int("reftable.geometricFactor", 0)
    if not 0 <= factor <= MOST_FACTOR:
        raise RepositoryError(f"reftable geometric factor cannot exceed {MOST_FACTOR}")
    timeout = config.get_int("reftable.lockTimeout", DEFAULT_TIMEOUT)
    if timeout < -1:
        raise RepositoryError("reftable lock timeout does not support negative values other than -1")
    objects = config.get_bool("reftable.indexObjects", True)
    options = TableOptions(size or DEFAULT_BLOCK_SIZE, interval or DEFAULT_RESTART_INTERVAL, objects)
    merges = environment_bool(environ, AUTO_COMPACTION, True)
    return TablePolicy(timeout / 1000, factor or DEFAULT_FACTOR, merges, options)
