"""What may be wrong with objects and references, by git's id for it, and how severe that is: one table for all checks.

fatal     an error that nobody may make less
error     refused
warn      told; an error to those who are strict
info      told
ignore    not told

Others are set as `<id>=<severity>`, by fsck.<id>, or by what fetch and receive-pack hand on of fetch.fsck.<id> and
receive.fsck.<id>. Follows git's Documentation/fsck-msgids.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping

from pygitobj.errors import GitObjectError, RepositoryError
from pygitobj.files.directory import unreadable
from pygitobj.formats.fsck_tree import MAX_NAME, Finding
from pygitobj.formats.numbers import LARGEST_INT, WHITE_SPACE, lower, parse_signed
from pygitobj.formats.small_text import id_at_start
from pygitobj.oid import ObjectFormat
from pygitobj.record import Record
from pygitobj.repository.config import Config

FATAL, ERROR, WARN, INFO, IGNORE = "fatal", "error", "warn", "info", "ignore"
BY_SEVERITY = {
    FATAL: ("nulInHeader", "unterminatedHeader"),
    ERROR: (
        "badDate", "badDateOverflow", "badEmail", "badGpgsig", "badHeadTarget", "badHeaderContinuation", "badName",
        "badObjectSha1", "badPackedRefEntry", "badPackedRefHeader", "badParentSha1", "badRefContent", "badRefFiletype",
        "badRefName", "badRefOid", "badReferentName", "badTimezone", "badTree", "badTreeSha1", "badType",
        "duplicateEntries", "gitattributesBlob", "gitattributesLarge", "gitattributesLineLength",
        "gitattributesMissing", "gitmodulesBlob", "gitmodulesLarge", "gitmodulesMissing", "gitmodulesName",
        "gitmodulesPath", "gitmodulesSymlink", "gitmodulesUpdate", "gitmodulesUrl", "missingAuthor",
        "missingCommitter", "missingEmail", "missingNameBeforeEmail", "missingObject", "missingSpaceBeforeDate",
        "missingSpaceBeforeEmail", "missingTag", "missingTagEntry", "missingTree", "missingType", "missingTypeEntry",
        "multipleAuthors", "packedRefEntryNotTerminated", "packedRefUnsorted", "treeNotSorted", "unknownType",
        "zeroPaddedDate",
    ),
    WARN: (
        "badReftableTableName", "emptyName", "fullPathname", "hasDot", "hasDotdot", "hasDotgit", "largePathname",
        "nulInCommit", "nullSha1", "zeroPaddedFilemode",
    ),
    INFO: (
        "badFilemode", "badTagName", "emptyPackedRefsFile", "gitattributesSymlink", "gitignoreSymlink",
        "gitmodulesParse", "mailmapSymlink", "missingTaggerEntry", "refMissingNewline", "symlinkRef",
        "symrefTargetIsNotARef", "trailingRefContent",
    ),
    IGNORE: ("extraHeaderEntry",),
}  # fmt: skip
SEVERITY = {name.lower(): severity for severity, names in BY_SEVERITY.items() for name in names}
SETTABLE = (ERROR, WARN, IGNORE)
LARGE_PATHNAME, SKIP_LIST = "largepathname", "skiplist"
SEPARATORS = str.maketrans("|,", "  ")


class Severities(Record):
    """How severe what is for one who checks.

    To the `strict` a warning is an error. `given` has what was set otherwise, by ids in lower case. Of the objects
    `skipped`, by raw ids, nothing is told. No name in a tree may have more than `longest` bytes.
    """

    strict: bool = True
    given: Mapping[str, str] = {}
    skipped: frozenset[bytes] = frozenset()
    longest: int = MAX_NAME

    def of(self, name: str) -> str:
        """How severe what is called `name` is: "error", "warn" or "ignore"."""
        severity = self.given.get(name.lower()) or SEVERITY[name.lower()]
        if severity == FATAL or (severity == WARN and self.strict and name.lower() not in self.given):
            return ERROR
        return WARN if severity == INFO else severity


STRICT = Severities()


def with_severity(severities: Severities, name: str, severity: str) -> Severities:
    """`severities` but that `name`, in lower case, is of this `severity`. Raises GitObjectError for what cannot be."""
    if name not in SEVERITY:
        raise GitObjectError(f"Unhandled message id: {name}")
    if name == LARGE_PATHNAME:
        severity, colon, size = severity.partition(":")
        longest = parse_signed(size, LARGEST_INT) if colon else severities.longest
        if not isinstance(longest, int):
            raise GitObjectError(f"unable to parse max tree entry len: {size}")
        severities = severities._replace(longest=longest)
    if severity not in SETTABLE:
        raise GitObjectError(f"Unknown fsck message type: '{severity}'")
    if SEVERITY[name] == FATAL and severity != ERROR:
        raise GitObjectError(f"Cannot demote {name} to {severity}")
    return severities._replace(given={**severities.given, name: severity})


def parse_severities(text: str, object_format: ObjectFormat, severities: Severities = STRICT) -> Severities:
    """`severities` with what `text` sets, `<id>=<severity>` and `skiplist=<path>`, between commas, bars or blanks.

    Raises GitObjectError, RepositoryError.
    """
    for word in text.translate(SEPARATORS).split(" "):
        end = min((at for at in map(word.find, "=:") if at >= 0), default=-1)
        name = lower(word if end < 0 else word[:end])
        if not word:
            continue
        if end < 0:
            raise GitObjectError("skiplist requires a path" if name == SKIP_LIST else f"Missing '=': '{name}'")
        if name == SKIP_LIST:
            severities = skipping(severities, word[end + 1 :], object_format)
        else:
            severities = with_severity(severities, name, word[end + 1 :])
    return severities


def configured(config: Config, object_format: ObjectFormat, severities: Severities = STRICT) -> Severities:
    """`severities` with what fsck.<id> and fsck.skipList set. Raises GitObjectError, RepositoryError."""
    for entry, _ in config.values:
        if not entry.name.startswith("fsck."):
            continue
        if entry.value is None:
            raise RepositoryError(f"missing value for '{entry.name}'")
        name = entry.name.removeprefix("fsck.")
        if name == SKIP_LIST:
            severities = skipping(severities, os.path.expanduser(entry.value), object_format)
        else:
            severities = with_severity(severities, name, entry.value)
    return severities


def skipping(severities: Severities, path: str, object_format: ObjectFormat) -> Severities:
    """`severities` but that the objects listed in the file `path` are passed over. Raises RepositoryError."""
    return severities._replace(skipped=severities.skipped | read_skip_list(path, object_format))


def read_skip_list(path: str, object_format: ObjectFormat) -> frozenset[bytes]:
    """The ids in the file `path`, one a line, with comments from "#" on. Raises GitObjectError, RepositoryError."""
    try:
        with open(path, "rb") as file:
            lines = file.read().split(b"\n")
    except FileNotFoundError:
        raise GitObjectError(f"could not open object name list: {path}") from None
    except OSError as error:
        raise unreadable(f"could not open object name list: {path}", error) from error
    ids = set()
    for line in lines:
        text = line.partition(b"\0")[0].partition(b"#")[0].strip(WHITE_SPACE.encode())
        oid = id_at_start(text, object_format)
        if oid is not None and len(text) == object_format.hex_size:
            ids.add(bytes(oid))
        elif text:
            raise GitObjectError(f"invalid object name: {text.decode('utf-8', 'surrogateescape')}")
    return frozenset(ids)


def judge(findings: Iterable[Finding], severities: Severities, tell: Callable[[str, Finding], bool]) -> bool:
    """Whether `findings` are to be refused. `tell` is told each with its severity, and says which is an error."""
    refused = False
    for finding in findings:
        severity = severities.of(finding.id)
        is_error = severity != IGNORE and tell(severity, finding)
        refused = is_error if finding.settles else refused or is_error
        if is_error and not finding.goes_on:
            break
    return refused
