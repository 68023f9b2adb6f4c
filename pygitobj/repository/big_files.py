"""From how many bytes on a file is a large one: `core.bigFileThreshold`.

Follows git's Documentation/config/core.
"""

from __future__ import annotations

from pygitobj.formats.binary import BIG_FILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.config import Config


def big_file_size(config: Config) -> int:
    """How many bytes `config` says. Raises BadConfigError for what is no size."""
    return config.get_size("core.bigFileThreshold", BIG_FILE)
