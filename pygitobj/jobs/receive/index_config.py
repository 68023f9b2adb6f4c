"""How a pack is indexed: what a caller says, and the configuration where that says nothing.

Follows git's Documentation/git-index-pack and Documentation/config/pack.txt.
"""

from __future__ import annotations

from pygitobj.errors import GitObjectError
from pygitobj.jobs.check.messages import STRICT, Severities
from pygitobj.jobs.receive.incoming import Checks
from pygitobj.jobs.receive.index_pack import ROOM, IndexOptions
from pygitobj.record import Record
from pygitobj.repository.big_files import big_file_size
from pygitobj.repository.repository import Repository
from pygitobj.store.place import available_cores


class Said(Record):
    """What a caller says of a pack that comes in.

    `strict` asks that all is there which its objects name, `fsck` that these are well-formed, as `strict` does too,
    by `severities`; `self_contained` whether it names objects outside of it. With `promisor` it is from a remote that
    has promised what it names. No object may stand twice in it with `once`, nor with `strict` or `self_contained`.
    The numbers, and `reverse`, are None where the configuration decides.
    """

    strict: bool = False
    fsck: bool = False
    self_contained: bool = False
    severities: Severities = STRICT
    promisor: bool = False
    once: bool = False
    version: int | None = None
    first_large: int | None = None
    reverse: bool | None = None
    threads: int = 0


def index_options(repository: Repository | None, said: Said) -> IndexOptions:
    """How to index, by what was `said` and the configuration of `repository`, None outside of one.

    Raises RepositoryError, GitObjectError for a value that cannot be.
    """
    options = IndexOptions(
        refuse_twice=said.strict or said.self_contained or said.once, checks=checks_for(repository, said)
    )
    version, reverse, threads = said.version, said.reverse, said.threads
    if repository is not None:
        config = repository.config
        if version is None:
            version = config.get_int("pack.indexVersion", 2)
            if version > 2:
                raise GitObjectError(f"bad pack.indexVersion={version}")
        reverse = config.get_bool("pack.writeReverseIndex", True) if reverse is None else reverse
        threads = threads or config.get_int("pack.threads")
        options = options._replace(room=config.get_size("core.deltaBaseCacheLimit", ROOM))
    if said.first_large is not None:
        options = options._replace(first_large=said.first_large)
    return options._replace(
        version=1 if version == 1 else 2, reverse=reverse is not False, threads=threads or available_cores()
    )


def checks_for(repository: Repository | None, said: Said) -> Checks:
    """What is asked of the objects. Raises GitObjectError, RepositoryError."""
    checks = Checks(form=said.strict or said.fsck, links=said.strict or said.self_contained, severities=said.severities)
    if repository is None or not (checks.form or checks.links):
        return checks
    promising = said.promisor and repository.has_promisor()
    return checks._replace(
        shallow=repository.shallow,
        promised=everything if promising else repository.promised_now(),
        big_file=big_file_size(repository.config),
    )


def everything(_oid: bytes) -> bool:
    """What a pack from a remote that has promised objects names, that remote has."""
    return True
