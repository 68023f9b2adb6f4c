"""A transaction over the references of a repository: what its configuration, environment and hooks make of one.

    core.logAllRefUpdates           which references get logs; without it all branches, and none in a bare repository
    core.filesRefLockTimeout        how long another's lock on a reference is waited for, in milliseconds
    core.packedRefsTimeout          the same for packed-refs
    GIT_QUARANTINE_PATH             references may not be changed: objects that come in are not yet kept

Follows git's Documentation/config/core and githooks, "reference-transaction".
"""

from __future__ import annotations

import os
from collections.abc import Callable

from pygitobj.errors import RefError
from pygitobj.oid import ObjectId
from pygitobj.refs.new_values import NewValues
from pygitobj.refs.transaction import Hook, Transaction
from pygitobj.refs.updates import LOG_NONE, LOG_NORMAL, New, Old, RefPolicy, Update
from pygitobj.refs.values import Symbolic
from pygitobj.repository.identity import load_log_ident
from pygitobj.repository.log_policy import logs_said
from pygitobj.repository.table_policy import load_table_policy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.formats.ident import Ident
    from pygitobj.repository.repository import Repository

EVENT = "reference-transaction"
UNLOCKED = "Unable to create '"
QUARANTINED = "ref updates forbidden inside quarantine environment"


def begin_transaction(
    repository: Repository,
    *,
    hooks: bool = False,
    who: Ident | None = None,
    timeout: float | None = None,
    allows_refusals: bool = False,
    flushes: bool = False,
) -> Transaction:
    """A transaction over the references of `repository`, with nothing in it yet.

    With `hooks` the reference-transaction hook is run. `who` is named in the logs, otherwise the committer. `timeout`
    is how many seconds another's lock is waited for, otherwise what the configuration says. With `flushes` what is
    written is on the disk afterwards. Raises RepositoryError for configuration that git refuses.
    """
    policy = load_ref_policy(repository)._replace(flushes=flushes)
    if timeout is not None:
        tables = policy.tables._replace(lock_timeout=timeout)
        policy = policy._replace(lock_timeout=timeout, packed_timeout=timeout, tables=tables)
    environ = repository.environ
    return Transaction(
        repository.ref_store.backend,
        policy,
        NewValues(repository.reader),
        committer(repository) if who is None else lambda: who,
        hook=hook_of(repository) if hooks else None,
        allows_refusals=allows_refusals,
        forbidden=QUARANTINED if environ.get("GIT_QUARANTINE_PATH") else "",
    )


def committer(repository: Repository) -> Callable[[], Ident]:
    """Tells who changes references, as the logs have it."""

    def find() -> Ident:
        return load_log_ident(repository.config, repository.environ)

    return find


def load_ref_policy(repository: Repository) -> RefPolicy:
    """How references of `repository` are written. Raises RepositoryError for configuration that git refuses."""
    config = repository.config
    return RefPolicy(
        lock_timeout=config.get_int("core.filesRefLockTimeout", 100) / 1000,
        packed_timeout=config.get_int("core.packedRefsTimeout", 1000) / 1000,
        log_refs=log_refs(repository),
        files=repository.write_policy(),
        tables=load_table_policy(config, repository.environ),
    )


def log_refs(repository: Repository) -> str:
    """Which references get logs: LOG_NONE, LOG_NORMAL or LOG_ALWAYS."""
    return logs_said(repository.config) or (LOG_NONE if repository.location.is_bare else LOG_NORMAL)


def hook_of(repository: Repository) -> Hook:
    """What runs the reference-transaction hook."""

    def tell(state: str, updates: list[Update]) -> bool:
        from pygitobj.repository.hooks import run_hooks  # most repositories have none

        zeros = str(repository.format.null_id)
        lines = [f"{shown(update.old, zeros)} {shown(update.new, zeros)} {update.name}\n" for update in updates]
        return run_hooks(repository, EVENT, [state], os.fsencode("".join(lines)))

    return tell


def shown(value: New | Old, zeros: str) -> str:
    """`value` as the hook is told of it."""
    if isinstance(value, Symbolic):
        return f"ref:{value.target}"
    return str(value) if isinstance(value, ObjectId) else zeros


def shown_error(repository: Repository, error: RefError) -> str:
    """What `error` says, with paths as git's messages have them, from where it works; locks have theirs in full."""
    text = str(error)
    if UNLOCKED in text:
        return text
    location = repository.location
    return text.replace(f"'{location.git_dir}/", f"'{location.named}/")
