"""A blob's content as the file of it has it: ident, line ends, encoding, filter, in this order.

Follows git's Documentation/gitattributes, "Effects".
"""

from __future__ import annotations

from pygitobj.errors import ConversionError
from pygitobj.formats.encoding import UTF_8, out_of_utf_8
from pygitobj.jobs.convert import end_of_line, ident

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.jobs.convert.driver import Plan
    from pygitobj.jobs.convert.filters import Filters, Metadata
    from pygitobj.repository.repository import Repository


def to_worktree(
    repository: Repository, plan: Plan, filters: Filters, path: bytes, data: bytes, metadata: Metadata
) -> bytes:
    """`data`, of a blob, as the file `path` has it. Raises ConversionError where a required filter gives nothing."""
    if plan.ident and ident.has_keyword(data):
        # The id of what is there: a replace ref may have put it under another one.
        data = ident.out_of_blob(data, repository.format.hash_object("blob", data).hex().encode())
    if plan.rule is not None:
        data = end_of_line.out_of_blob(data, plan.rule)
    if plan.encoding and data:
        data = encoded(repository, plan.encoding, path, data)
    if plan.driver is None:
        return data
    made = filters.apply(plan.driver, "smudge", path, data, metadata)
    if made is None and plan.driver.required:
        raise ConversionError(f"{shown(path)}: smudge filter {plan.driver.name} failed")
    return data if made is None else made


def encoded(repository: Repository, encoding: str, path: bytes, data: bytes) -> bytes:
    """`data` in `encoding`; as it is where that cannot be, which is told of. Raises UnsupportedError."""
    made = out_of_utf_8(data, encoding)
    if made is None:
        repository.warn(f"error: failed to encode '{shown(path)}' from {UTF_8} to {encoding}")
        return data
    return made


def shown(path: bytes) -> str:
    """How messages show `path`."""
    return path.decode("utf-8", "surrogateescape")
