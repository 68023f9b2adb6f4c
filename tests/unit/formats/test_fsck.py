"""What is wrong with trees, commits and tags, under the names that git gives it."""

from __future__ import annotations

import pytest

from pygitobj.formats.fsck import check_object
from pygitobj.formats.fsck_tree import Finding
from pygitobj.jobs.check.messages import Severities, judge
from pygitobj.oid import SHA1

EMPTY = b"4b825dc642cb6eb9a060e54bf8d69288fbee4904"
ID = b"A" * 20
WHO = b"a <b> 1 +0000"


def entry(text: bytes, oid: bytes = ID) -> bytes:
    """A tree entry of "mode name"."""
    return text + b"\0" + oid


def commit(author: bytes, committer: bytes = WHO, body: bytes = b"\nx") -> bytes:
    """A commit by `author`."""
    return b"tree %b\nauthor %b\ncommitter %b\n%b" % (EMPTY, author, committer, body)


def tag(name: bytes = b"v1", tagger: bytes = WHO) -> bytes:
    """A tag."""
    return b"object %b\ntype tree\ntag %b\ntagger %b\n\nm" % (EMPTY, name, tagger)


TREES = [
    (b"", []),
    (entry(b"100644 a") + entry(b"40000 a.b") + entry(b"160000 s"), []),
    (entry(b"100644 a") + entry(b"100644 a"), ["duplicateEntries"]),
    (entry(b"100644 a") + entry(b"100644 a.b") + entry(b"40000 a"), ["duplicateEntries"]),
    (entry(b"100644 b") + entry(b"100644 a"), ["treeNotSorted"]),
    (entry(b"40000 a") + entry(b"100644 a.b"), ["treeNotSorted"]),
    (entry(b"100644 "), ["badTree"]),
    (entry(b"99 a"), ["badTree"]),
    (b"100644 a\0short", ["badTree"]),
    (entry(b"0100644 a"), ["zeroPaddedFilemode"]),
    (entry(b"100664 a"), ["badFilemode"]),
    (entry(b"100644 a/b"), ["fullPathname"]),
    (entry(b"100644 ."), ["hasDot"]),
    (entry(b"100644 .."), ["hasDotdot"]),
    *[
        (entry(b"100644 " + name), ["hasDotgit"])
        for name in (b".git", b".GIT", b"git~1", b".git. .", b"a\\.git", b".git:x")
    ],
    (entry(b"100644 .g\xe2\x80\x8cit"), ["hasDotgit"]),
    (entry(b"100644 a", bytes(20)), ["nullSha1"]),
    (entry(b"100644 " + b"x" * 5000), ["largePathname"]),
    (entry(b"120000 .gitmodules"), ["gitmodulesSymlink"]),
    (entry(b"120000 gi7eba~1"), ["gitmodulesSymlink"]),
    (entry(b"120000 .mailmap "), ["mailmapSymlink"]),
    # Behind a backslash it is looked at on its own, as in git.
    (entry(b"120000 .gitmodules\\.gitmodules"), ["gitmodulesSymlink"]),
    (entry(b"120000 .gitignore"), ["gitignoreSymlink"]),
    (entry(b"120000 .gitattributes::$INDEX"), ["gitattributesSymlink"]),
    # What follows a byte that is not UTF-8 does not count on HFS+.
    (entry(b"120000 .gitmodules\xff"), ["gitmodulesSymlink"]),
    (entry(b"100644 .git\xffx"), ["hasDotgit"]),
    (entry(b"120000 .gitmodulesx"), []),
    (entry(b"100644 .gitmodules"), []),
]
COMMITS = [
    (commit(WHO), []),
    (commit(WHO, body=b""), []),
    (b"", ["unterminatedHeader"]),
    (b"tree abc\n", ["badTreeSha1"]),
    (b"author\n", ["missingTree"]),
    (b"tree %b\nparent x\n" % EMPTY, ["badParentSha1"]),
    (b"tree %b\n" % EMPTY, ["missingAuthor"]),
    (b"tree %b\nauthor %b\n" % (EMPTY, WHO), ["missingCommitter"]),
    (commit(WHO + b"\nauthor " + WHO), ["multipleAuthors"]),
    (commit(WHO, body=b"\nx\0"), ["nulInCommit"]),
    (commit(b"a\0 <b> 1 +0000"), ["nulInHeader"]),
    *[
        (commit(who), [problem])
        for who, problem in [
            (b"a b> 1 +0000", "badName"),
            (b"a <b 1 +0000", "badEmail"),
            (b"a <b>1 +0000", "missingSpaceBeforeDate"),
            (b"a <b> x +0000", "badDate"),
            (b"a <b> 1", "badDate"),
            (b"a <b> 01 +0000", "zeroPaddedDate"),
            (b"a <b> 0", "zeroPaddedDate"),
            (b"a <b> 1x +0000", "badDate"),
            (b"a <b> 9223372036854775808 +0000", "badDateOverflow"),
            (b"a <b> 1 +000", "badTimezone"),
            (b"a <b> 99999999999999999999 +0000", "badDateOverflow"),
            (b"a<b> 1 +0000", "missingSpaceBeforeEmail"),
            (b"<b> 1 +0000", "missingNameBeforeEmail"),
            (b"", "missingEmail"),
        ]
    ],
]
TAGS = [
    (tag(), []),
    (b"type tree\n", ["missingObject"]),
    (b"object x\n", ["badObjectSha1"]),
    (b"object %b\n" % EMPTY, ["missingTypeEntry"]),
    (b"object %b\ntype foo\n" % EMPTY, ["badType"]),
    (b"object %b\ntype tree\n" % EMPTY, ["missingTagEntry"]),
    (tag(b"a b"), ["badTagName"]),
    (b"object %b\ntype tree\ntag a\n" % EMPTY, ["missingTaggerEntry"]),
    (tag(tagger=WHO + b"\nmore x"), ["extraHeaderEntry"]),
    (tag(tagger=b"a <b> 01 +0000\nmore x"), ["zeroPaddedDate", "extraHeaderEntry"]),
    (tag(tagger=WHO + b"\ngpgsig a\n b"), []),
    (tag(tagger=WHO + b"\ngpgsig-sha256 a\n b\nmore"), ["extraHeaderEntry"]),
    (tag(tagger=WHO + b"\n more"), ["extraHeaderEntry"]),
]
CASES = [(kind, *case) for kind, cases in (("tree", TREES), ("commit", COMMITS), ("tag", TAGS)) for case in cases]


@pytest.mark.parametrize(("kind", "body", "problems"), CASES)
def test_findings(kind: str, body: bytes, problems: list[str]) -> None:
    told: list[str] = []

    def tell(_severity: str, finding: Finding) -> bool:
        told.append(finding.id)
        return True

    severities = Severities(given={"extraheaderentry": "error"})
    assert judge(check_object(kind, body, SHA1), severities, tell) == bool(problems)
    assert told == problems
