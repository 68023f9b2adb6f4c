"""Parents that commits have instead of their own: `info/grafts`.

    <commit> <parent> ...       a line has a commit and the parents that it has here; # starts a comment

Follows git's Documentation/gitrepository-layout, "info/grafts".
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping

from pygitobj.files.small_file import content_of
from pygitobj.formats.small_text import SPACE, id_at_start, is_space, text_of
from pygitobj.oid import ObjectFormat, ObjectId

# What git says where there is such a file.
DEPRECATED = """\
hint: Support for <GIT_DIR>/info/grafts is deprecated
hint: and will be removed in a future Git version.
hint:
hint: Please use "git replace --convert-graft-file"
hint: to convert the grafts into replace refs.
hint:
hint: Turn this message off by running
hint: "git config set advice.graftFileDeprecated false\""""


def grafts_file(common_dir: str, base: str, environ: Mapping[str, str]) -> str:
    """Where grafts are, if there are any; a name that the environment gives is one below `base`."""
    named = environ.get("GIT_GRAFT_FILE")
    return f"{common_dir}/info/grafts" if named is None else os.path.join(base, named)


def read_grafts(
    path: str, object_format: ObjectFormat, warn: Callable[[str], None], *, advises: bool
) -> dict[bytes, tuple[bytes, ...]]:
    """Commits and the parents that the file `path` gives them; of two lines about one commit the first counts.

    Of lines that say nothing `warn` is told, and with `advises` that such files are to go. Raises RepositoryError.
    """
    found: dict[bytes, tuple[bytes, ...]] = {}
    content = content_of(path)
    if content and advises:
        for hint in DEPRECATED.split("\n"):
            warn(hint)
    for text, ids in graft_lines(content, object_format):
        if ids is None:
            warn(f"error: bad graft data: {text.decode('utf-8', 'replace')}")
        elif bytes(ids[0]) in found:
            warn(f"error: duplicate graft data: {text.decode('utf-8', 'replace')}")
        else:
            found[bytes(ids[0])] = tuple(map(bytes, ids[1:]))
    return found


def graft_lines(content: bytes, object_format: ObjectFormat) -> Iterator[tuple[bytes, list[ObjectId] | None]]:
    """The lines of a file of grafts that say something, with the ids in them: None where they are none."""
    for line in content.split(b"\n"):
        text = text_of(line.rstrip(SPACE))
        if text and not text.startswith(b"#"):
            yield text, graft_of(text, object_format)


def graft_of(text: bytes, object_format: ObjectFormat) -> list[ObjectId] | None:
    """The ids in a line of grafts, each after one white space but the first; None where anything else is in it."""
    ids = []
    size = object_format.hex_size
    for at in range(0, len(text), size + 1):
        oid = id_at_start(text[at:], object_format)
        after = text[at + size : at + size + 1]
        if oid is None or (after and not is_space(after)):
            return None
        ids.append(oid)
    return ids
