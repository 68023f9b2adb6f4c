"""What git would change in a file's content on its way into a blob, which is refused here instead of being left out.

Follows git's Documentation/gitattributes, "Effects".
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache

from pygitobj.errors import UnsupportedError
from pygitobj.files.directory import GONE, unreadable
from pygitobj.files.small_file import read_small
from pygitobj.formats.numbers import lower
from pygitobj.repository.repository import Repository

# Attributes that change content on its way in.
CHANGING = rb"\b(text|crlf|eol|filter|ident|working-tree-encoding|binary)\b"
MAX_ATTRIBUTES = 1 << 20


def refuse_conversions(repository: Repository, path: str, shown: str) -> None:
    """Raises UnsupportedError where attributes or core.autocrlf may change the content of the file `path`."""
    source = source_of_conversions(repository, path[: path.rfind("/") + 1])
    if source is not None:
        raise UnsupportedError(f"{shown}: {source} may ask for a conversion, which is not supported (use --no-filters)")


# As git does, the attributes are read once for all files of a directory that come one after another.
@lru_cache(maxsize=1)
def source_of_conversions(repository: Repository, directory: str) -> str | None:
    """What may ask for a conversion of files in `directory`: a setting or an attributes file; None for nothing."""
    autocrlf = repository.config.last("core.autocrlf")
    if autocrlf is not None:
        word = autocrlf.entry.value
        if (word is not None and lower(word) == "input") or repository.config.get_bool("core.autocrlf"):
            return "core.autocrlf"
    return next(filter(may_change, attribute_files(repository, directory)), None)


def attribute_files(repository: Repository, directory: str) -> Iterator[str]:
    """The files in which git looks for attributes of files in `directory`."""
    yield "/etc/gitattributes"
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    yield repository.config.get_path("core.attributesFile") or f"{home}/git/attributes"
    yield f"{repository.location.common_dir}/info/attributes"
    work_tree = repository.location.work_tree
    if work_tree is None:
        return
    at = os.path.abspath(directory)
    while at == work_tree or at.startswith(work_tree.rstrip("/") + "/"):
        yield f"{at}/.gitattributes"
        at = os.path.dirname(at)


def may_change(path: str) -> bool:
    """Whether the attributes file `path` is there and sets one that changes content.

    Raises RepositoryError where it cannot be read: git warns, and takes the content as it is.
    """
    try:
        attributes = read_small(path, MAX_ATTRIBUTES)
    except (*GONE, IsADirectoryError):
        return False
    except OSError as error:
        raise unreadable(f"unable to access '{path}'", error) from error
    import re  # most repositories have none

    return re.search(CHANGING, attributes) is not None
