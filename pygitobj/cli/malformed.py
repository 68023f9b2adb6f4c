"""What `hash-object` refuses: objects that are not well-formed, told as git tells of them."""

from __future__ import annotations

from collections.abc import Iterator

from pygitobj.cli.session import warn
from pygitobj.errors import MISSING_OR_BAD, GitObjectError
from pygitobj.formats.fsck import check_object
from pygitobj.formats.fsck_blob import check_special
from pygitobj.formats.fsck_tree import GITMODULES, Finding
from pygitobj.jobs.check.messages import STRICT, judge
from pygitobj.oid import ObjectFormat
from pygitobj.repository.repository import Repository


def refuse_malformed(kind: str, data: bytes, object_format: ObjectFormat, repository: Repository | None) -> None:
    """Raises GitObjectError where `data` is no well-formed object of the type `kind`; says why.

    Of the special blobs that a tree names all is told too, but nothing refused.
    """
    special: dict[tuple[str, bytes], None] = {}
    findings = check_object(kind, data, object_format, lambda kind, oid: special.update({(kind, oid): None}))
    if judge(findings, STRICT, tell_finding):
        raise GitObjectError("refusing to create malformed object")
    for name, oid in sorted(special, key=lambda key: key[0] != GITMODULES):
        judge(special_findings(repository, name, oid), STRICT, tell_finding)


def tell_finding(_severity: str, finding: Finding) -> bool:
    """Print what was found; all of it is an error here."""
    if finding.before:
        warn(f"error: {finding.before}")
    warn(f"error: object fails fsck: {finding.id}: {finding.message}")
    return True


def special_findings(repository: Repository | None, kind: str, oid: bytes) -> Iterator[Finding]:
    """What is wrong with the object `oid`, which a tree calls `kind`."""
    name = kind.removeprefix(".")
    try:
        found = None if repository is None else repository.objects.read(oid)
    except MISSING_OR_BAD:
        found = None
    if found is None:
        yield Finding(f"{name}Missing", f"unable to read {kind} blob", goes_on=True)
    elif found.type != "blob":
        yield Finding(f"{name}Blob", f"non-blob found at {kind}", goes_on=True)
    else:
        yield from check_special(kind, found.data)
