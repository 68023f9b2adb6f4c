"""References as they are stored, for `Repository`: moved into the other way of storing them, and checked."""

from __future__ import annotations

from pygitobj.face.arguments import require_flags
from pygitobj.face.running import Running
from pygitobj.jobs.check.messages import STRICT, configured
from pygitobj.jobs.check.refs import verify_refs as run_verify_refs
from pygitobj.jobs.migrate.migrate import migrate_refs as run_migrate_refs
from pygitobj.oid import shown
from pygitobj.refs.backends import STORAGES, backend_of
from pygitobj.refs.refs import Refs
from pygitobj.repository.layout import read_layout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.repository.repository import Repository


def migrate_refs(repository: Repository, ref_format: object, reflogs: bool) -> None:
    """Store the references of `repository` as `ref_format` says; it goes on with them as they are stored then."""
    if ref_format not in STORAGES:
        raise ValueError(f'"files" or "reftable" is expected, not {shown(ref_format)}')
    require_flags(reflogs=reflogs)
    try:
        with Running(repository, "migrate references") as fresh:
            run_migrate_refs(fresh, str(ref_format), reflogs=reflogs, warn=repository.warn)
    finally:
        look_again(repository)


def look_again(repository: Repository) -> None:
    """Let `repository` look for its references where they are stored now."""
    location = repository.location
    now = read_layout(location.git_dir, location.common_dir, location.named)
    layout = location.layout._replace(version=now.version, ref_storage=now.ref_storage)
    repository.location = location._replace(layout=layout)
    storage = layout.ref_storage
    repository.ref_store = Refs(backend_of(storage, location.git_dir, location.common_dir, repository.format))
    repository.refresh()


def verify_refs(repository: Repository, strict: bool) -> list[str]:
    """What is wrong with the references of `repository` as they are stored, a line each."""
    require_flags(strict=strict)
    severities = configured(repository.config, repository.format, STRICT._replace(strict=strict))
    lines: list[str] = []
    run_verify_refs(repository, severities, lines.append)
    return lines
