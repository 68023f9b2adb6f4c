"""The first table of references of a repository that is made: it has HEAD.

Follows git's Documentation/technical/reftable, "Layout".
"""

from __future__ import annotations

from pygitobj.errors import GitObjectError
from pygitobj.files.atomic import WritePolicy, make_directory
from pygitobj.oid import ObjectFormat
from pygitobj.refs.backends import REFTABLE, backend_of
from pygitobj.refs.new_values import NewValues
from pygitobj.refs.replace import Reader
from pygitobj.refs.transaction import Transaction
from pygitobj.refs.updates import RefPolicy, Update
from pygitobj.refs.values import Symbolic
from pygitobj.store.object_store import ObjectStore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

HEAD = "HEAD"


def require_writable(git_dir: str, object_format: ObjectFormat) -> None:
    """Raises UnsupportedError where no table can be written."""
    backend_of(REFTABLE, git_dir, git_dir, object_format).begin(RefPolicy()).abort()


def make_reftable(
    top: str, objects: str, object_format: ObjectFormat, branch: str, policy: WritePolicy, *, is_new: bool
) -> None:
    """Make the directory of tables at `top`, and for a repository that `is_new` a table in which HEAD is `branch`.

    Raises OSError, GitObjectError.
    """
    make_directory(f"{top}/reftable", policy)
    if is_new:
        backend = backend_of(REFTABLE, top, top, object_format)
        with ObjectStore(objects, object_format, log=False) as store:
            change = Transaction(backend, RefPolicy(files=policy), NewValues(Reader(store)), nobody)
            change.queue(Update(HEAD, Symbolic(branch), no_deref=True, logs=False))
            change.commit()


def nobody() -> NoReturn:
    """Raises GitObjectError: nothing is logged."""
    raise GitObjectError("nobody is known yet who could be named in a log")
