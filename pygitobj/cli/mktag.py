"""`mktag`: a tag object from its bytes on standard input, if nothing is wrong with it.

Follows git's Documentation/git-mktag.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from pygitobj.cli.parse_options import Option, Spec, parse_options
from pygitobj.cli.session import Session, warn
from pygitobj.errors import MISSING_OR_BAD, GitObjectError
from pygitobj.formats.fsck import check_tag
from pygitobj.formats.fsck_tree import Finding
from pygitobj.formats.tag import Tag
from pygitobj.jobs.check.messages import ERROR, WARN, Severities, configured, judge
from pygitobj.oid import ObjectFormat
from pygitobj.repository.repository import Repository

# What elsewhere is let pass: a line that git does not know.
MADE_WITH_CARE = Severities(given={"extraheaderentry": WARN})
SPEC = Spec(
    usage=("git mktag",),
    options=(Option("strict", "flag", "enable more strict checking", long="strict"),),
)


def run(session: Session, words: Sequence[str]) -> int:
    """Do what `words` say; gives the exit code."""
    strict = parse_options(SPEC, words).options.flag("strict", True)
    with session.open_repository() as repository:
        data = sys.stdin.buffer.read()
        severities = configured(repository.config, repository.format, MADE_WITH_CARE)
        refuse_malformed(data, repository.format, severities, strict=strict)
        tag = Tag(data, None, repository.format)
        refuse_other_target(repository, tag)
        sys.stdout.write(f"{repository.objects.write(tag)}\n")
    return 0


def refuse_malformed(data: bytes, object_format: ObjectFormat, severities: Severities, *, strict: bool) -> None:
    """Raises GitObjectError where `data` is no good tag; says why. To the `strict` a warning is an error."""

    def told(severity: str, finding: Finding) -> bool:
        is_error = strict or severity == ERROR
        warn(f"{'error' if is_error else 'warning'}: tag input does not pass fsck: {finding.id}: {finding.message}")
        return is_error

    if judge(check_tag(data, object_format), severities, told):
        raise GitObjectError("tag on stdin did not pass our strict fsck check")


def refuse_other_target(repository: Repository, tag: Tag) -> None:
    """Raises GitObjectError unless what is tagged is there and of the type that the tag says."""
    try:
        kind = repository.reader.read(tag.object).type
    except MISSING_OR_BAD:
        raise GitObjectError(f"could not read tagged object '{tag.object}'") from None
    said = tag.required("type").decode()
    if kind != said:
        raise GitObjectError(f"object '{tag.object}' tagged as '{said}', but is a '{kind}' type")
