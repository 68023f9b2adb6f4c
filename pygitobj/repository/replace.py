"""Replace refs: `refs/replace/<id>` says that another object is to be read in the place of `<id>`.

Follows git's Documentation/git-replace.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pygitobj.errors import RepositoryError, UnsupportedError
from pygitobj.oid import HEX_DIGITS, ObjectId
from pygitobj.repository.refs import Refs

DEFAULT_BASE = "refs/replace/"
MAX_DEPTH = 5


def load_replacements(refs: Refs, environ: Mapping[str, str], warn: Callable[[str], None]) -> dict[bytes, ObjectId]:
    """What is to be read in the place of what, chains followed to their ends; as {id: id}.

    Raises RepositoryError for a chain of more than five.
    """
    base = environ.get("GIT_REPLACE_REF_BASE", DEFAULT_BASE)
    base = base if base.endswith("/") else base + "/"
    direct: dict[bytes, ObjectId] = {}
    try:
        for ref in refs.starting_with(base):
            digits = ref.name.removeprefix(base)
            if len(digits) == refs.format.hex_size and HEX_DIGITS.issuperset(digits):
                direct[ObjectId(digits)] = ref.id
            else:
                warn(f"warning: bad replace ref name: {ref.name}")
    except UnsupportedError:
        return {}
    return {oid: end_of_chain(direct, oid) for oid in direct}


def end_of_chain(direct: dict[bytes, ObjectId], oid: bytes) -> ObjectId:
    """What `oid` is replaced by in the end."""
    at = ObjectId(oid)
    for _ in range(MAX_DEPTH):
        if at not in direct:
            return at
        at = direct[at]
    raise RepositoryError(f"replace depth too high for object {ObjectId(oid)}")
