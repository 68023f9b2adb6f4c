"""log beside git: the same words and settings give the same bytes, messages and exit code."""

from __future__ import annotations

import shlex
from functools import cache
from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run
from tests.support.git_version import needs_newest_git

pytestmark = needs_newest_git
WORDS = r"""
|-h|--help-all|-q -h|-qh|--nosuch|-source|--source=x|--no-decorate=1|--decorate-refs|-L|-n|-nx|-2x|--max-count=x
--decorate=nope|HEAD --decorate=short|--decorate|--decorate=full|--no-decorate|--decorate=no|--decorate=auto
--decorate --oneline main side|--decorate --decorate-refs=refs/tags|--decorate --decorate-refs=tags/
--decorate --decorate-refs=heads/*|--decorate --decorate-refs-exclude=refs/heads --oneline
--decorate --decorate-refs=refs/tags --no-decorate-refs|--decorate --decorate-refs=HEAD --clear-decorations
--decorate --decorate-refs=heads --decorate-refs-exclude=heads/s*|--clear-decorations --decorate --all
--source|--source --all --oneline|--source main side --format=%S%x20%s|--source v1 light|--no-source --source HEAD~1
--simplify-by-decoration --oneline --all|--simplify-by-decoration --decorate-refs=tags --oneline
--oneline|--oneline --parents|--oneline --no-abbrev-commit|--oneline --abbrev=9|--abbrev-commit|--no-abbrev
--abbrev-commit --no-abbrev|--abbrev-commit --parents --children|--children|--parents -- f|--pretty=raw --abbrev-commit
--pretty|--pretty=short|--pretty=full|--pretty=fuller|--pretty=raw|--pretty=email|--pretty=mboxrd|--pretty=reference
--pretty=oneline|--pretty=nope|--format=%h%x20%d|--format=|--format=format:|--format=format:%s|--format=tformat:%s
--format=%s%n|--format=%C(auto)%h%d%Creset --color=always|--format=%Cred%s --no-color|--pretty=raw --decorate
--graph|--graph --oneline --all|--graph --pretty=email -2|--graph --format=%h%n%s|--graph --format=format:%s%n%n%b
--graph --format=|--graph --log-size|--graph --color=always|--graph --decorate --oneline --color=always
--graph --boundary HEAD ^main|--graph --left-right main...side|--graph --cherry-mark main...side|--graph -- f
--graph --format=%>|(30)%s|--graph --graph-lane-limit=1|--no-walk --graph|--graph --reverse|--graph -2 --date=short
--reverse|--reverse -2|--log-size|--log-size --oneline|--left-right main...side|--left-right --oneline main...side
--cherry-mark main...side|--cherry main...side --oneline|--boundary HEAD ^main|--boundary --oneline HEAD ^main
--left-right --boundary --parents main~1...side|--merges|--no-merges|--first-parent|--no-walk side main
--no-walk=unsorted
-1|-n 2|--skip=2|--max-count-oldest=2|--topo-order|--date-order|--author-date-order|--all|--branches=nope|--tags
-g|-g -2 --oneline|-g --date=iso|-g --pretty=short main|-g main@{1}|-g --format=%gd%x20%gs%x20%gn%x20%ge|-g --no-walk
-g main@{now} --date=short|-g --pretty=raw|-g --graph|-g --pretty=reference|-g --grep-reflog=commit|-g -- f
--show-linear-break|--show-linear-break=x --oneline --all|--show-linear-break --reverse|--show-linear-break --graph
--show-linear-break=x --boundary HEAD~1..HEAD --oneline|--notes|--notes --oneline|--no-notes|--show-notes --format=%N%s
--notes=other|--notes=nope|--notes --notes=other|--show-notes=other|--no-notes --notes=other|--notes=other --no-notes
--standard-notes --oneline|--no-standard-notes|--no-standard-notes --notes=other|--show-notes-by-default --oneline
--format=%s%x20%N|--format=%s%x20%N --no-notes|--grep=noted|--notes --grep=noted --oneline|--pretty=email --notes
--date=iso|--date=short|--date=nope|--date=unix|--relative-date --no-notes -g main@{0} -0|--date=raw --pretty=fuller
--use-mailmap|--no-mailmap|--mailmap --no-use-mailmap|--author=Mapped --oneline|--author=Mapped --no-mailmap
--author=A --oneline|--format=%an%x20%aN --no-mailmap|--encoding=latin1|--encoding=none|--expand-tabs=2|--no-expand-tabs
--encode-email-headers --pretty=email|--no-encode-email-headers --pretty=email|nosuch|HEAD:f|HEAD^{tree}|v1|light
HEAD f|HEAD -- nosuch|f|f HEAD|-- f|HEAD..|^HEAD|main side ^HEAD~1|--stdin|--default side|--end-of-options --all
-i --grep=M
--show-signature|--no-show-signature|--children --parents|--walk-reflogs --topo-order|--ancestry-path HEAD|--=
"""
# Words that ask for differences.
DIFFERENCES = r"""
-p|-p --stat|--patch-with-stat|--patch-with-raw|--raw|--raw --abbrev=5|--raw --no-abbrev|--name-only|--name-status -z|-s
--stat|--shortstat --oneline|--numstat --format=%s|--summary|--dirstat|-p --graph|--stat --graph --all|--raw --graph -m
-p --graph --oneline|--raw -z|--raw -z --oneline|--name-only --format=%s|--name-only --format=format:%s|--raw --format=
-m -p|-m --raw --first-parent|--first-parent --raw|--diff-merges=1 --raw|--diff-merges=off -p|--diff-merges=nope|--dd
--diff-merges=first-parent|-m|--diff-merges=on --raw --oneline|--no-diff-merges -m --raw|--no-diff-merges --raw
-Stwo --oneline|-STWO --regexp-ignore-case --oneline|-Stwo --raw|-Stwo -1 --oneline --skip=1|-G. --oneline -2
--diff-filter=D --oneline|--diff-filter=M -1 --raw|--diff-filter=m --raw|--graph --diff-filter=a --raw
--find-object=HEAD:f --oneline|-q|-q -p|-p -q|-q --raw|--full-diff --raw -- f|--full-diff --raw --parents -- f
--raw --parents -- f|--raw -- f|--root --raw --max-parents=0|--no-commit-id --raw|--always -Stwo|--exit-code
--exit-code -1|--dd --oneline -- f|--diff-merges=1 --cc --oneline -- f|-m --no-diff-merges --oneline -- f
--check|-U1 -p|-w -p|--color=always -p -2|--color=always --stat|--no-prefix -p -1|-R --raw|-t --raw|-r
--no-renames --raw
-M --name-status|-C --raw|--pretty=email -p|--pretty=email --stat -p --notes|--pretty=email --stat|--reverse --raw -2
-g --raw -2|--boundary --raw HEAD ^main|--left-right --name-only main...side|--log-size --raw|--show-linear-break --raw
--relative --raw|--source --raw -1|-p -- g|--ignore-submodules=x|--name-only --name-status|--stat=40 -p
--line-prefix=x --raw|--line-prefix=x|--line-prefix=x --oneline|-G(|-S( --pickaxe-regex|--color=true
"""
# What show is asked for.
SHOWN = r"""
|-s|--boundary --raw|v1|v1 light
--oneline v1|--pretty=email v1|--pretty=raw v1|--pretty=fuller v1|--format=%s v1|--color=always v1|tree
blob
HEAD:|HEAD:f|HEAD~3|HEAD~3 HEAD~3|HEAD: HEAD HEAD:f v1|HEAD~3..HEAD|--raw HEAD~1|HEAD~1 -- g|nosuch|HEAD:nosuch|--nosuch
-h
--no-walk=unsorted main HEAD|--do-walk HEAD|-1|-2 HEAD|--all|--branches=x|-q|--stat HEAD|--first-parent HEAD~1|-m HEAD~1
--diff-merges=1 HEAD~1|--diff-merges=off HEAD~1|-g|--skip=1 HEAD|:f|--name-only HEAD^{tree} HEAD|--notes HEAD|--decorate
--cc -I^x HEAD~1|--notes=\\ HEAD|--exit-code HEAD HEAD~1 HEAD:|--exit-code -s HEAD v1|--check HEAD HEAD~1 v1
"""
# Settings, and words with them.
SETTINGS = r"""
log.date=iso: -1|log.date=nope: -1|log.date=iso: -1 --pretty=reference|log.decorate=full: -1|log.decorate=short:
log.decorate=nope: -1|log.decorate: -1|log.decorate=1: -1 --pretty=raw|log.abbrevCommit=1: -1|log.abbrevCommit=x: -1
log.abbrevCommit=1: -1 --pretty=raw|log.abbrevCommit=1: -1 --no-abbrev-commit|log.showSignature=1: -1|log.mailmap=0:
log.mailmap=0: --use-mailmap|log.mailmap=0: --author=Mapped|log.initialDecorationSet=all: --decorate --all
log.excludeDecoration=refs/heads: --decorate|log.excludeDecoration=heads/*: --decorate --decorate-refs=heads
log.excludeDecoration: -1 --decorate
log.diffMerges=nope: -1|log.diffMerges: -1|log.graphColors=red,blue: --graph --color=always
format.pretty=oneline: -2|format.pretty=nope: -1|format.pretty: -1|format.pretty=%h: -2 --pretty
format.pretty=reference: -1 --date=iso|format.subjectPrefix=X: -1 --pretty=email
format.encodeEmailHeaders=0: --pretty=email
i18n.logOutputEncoding=latin1:|i18n.logOutputEncoding=nope: -1|i18n.commitEncoding=latin1: -1
core.notesRef=refs/notes/other:
notes.displayRef=refs/notes/*:|notes.displayRef=refs/notes/other: --oneline --notes|color.ui=always: -1
color.ui=nope: -1|color.grep.match=blue: --grep=m --color=always|color.grep.selected=green: --grep=m --color=always
color.grep.matchSelected=red: --author=A --committer=M --pretty=fuller --color=always
color.grep.match=x: --grep=m --color=always|i18n.logOutputEncoding=latin1: --grep=b.. --oneline
color.diff=always: --decorate|color.diff=never: --color=always -1|color.diff=always: --no-color -1|diff.color=always: -1
color.diff.commit=blue: --color=always --decorate|color.diff.commit=nope: -1|diff.color.commit=red: --color=always -1
color.decorate.branch=blue: --color=always --decorate|color.decorate.HEAD=ul: --color=always --oneline --decorate
color.decorate.tag=nope: -1|color.decorate.nope=red: -1|color.decorate.tag=red: --format=%C(auto)%d --color=always
grep.patternType=extended: --grep=m|x --oneline|grep.patternType=nope: -1|grep.extendedRegexp=1: --grep=m|x --oneline
grep.patternType=fixed: --grep=m. --oneline|core.abbrev=12: --oneline -1|pretty.mine=%h: --pretty=mine
log.showRoot=x: -1
log.showRoot=0: --raw|log.showRoot=0: --raw --root|log.diffMerges=1: -m --raw|log.diffMerges=on: -m --raw
log.diffMerges=off: -m --raw
log.diffMerges=first-parent: --diff-merges=on --oneline|diff.renames=0: --name-status|diff.renames=copies: --name-status
diff.renames=x: -1|diff.context=0: -p -1|diff.context=-1: -p -1|diff.noprefix=1: -p -1|diff.srcPrefix=x/: -p -1
diff.mnemonicPrefix=1: -p -1|diff.relative=1: --raw|diff.algorithm=nope: -1|diff.algorithm=patience: -p
diff.colorMoved=x: -1
diff.statNameWidth=5: --stat|diff.statGraphWidth=2: --stat|diff.orderFile=nope: --raw -1|diff.submodule=x: -1
diff.dirstat=x: -1
diff.ignoreSubmodules=x: -1|diff.suppressBlankEmpty=1: -p|diff.interHunkContext=3: -p
color.diff.meta=blue: --color=always -p
gpg.minTrustLevel=nope: --show-signature -1|gpg.minTrustLevel=fully: --show-signature -1|log.follow=x: -1
log.follow=1: --raw -- :(exclude)f|log.follow=1: --raw -- f
""".replace("m|x", "m\0x")
SECONDS = 1_700_000_100


@cache
def made_at(place: Path) -> Path:
    """A repository with a merge, tags, a mailmap, notes, logs, a remote branch, a stash, and odd texts."""
    git(place, "init", "-q", "-b", "main")
    git(place, "config", "user.name", "A")
    git(place, "config", "user.email", "a@x")
    for number in range(1, 5):
        commit(place, "f", str(number), f"m {number}\n\n\ttab é\nFrom here", SECONDS + number)
    git(place, "checkout", "-q", "-b", "side", "HEAD~2")
    commit(place, "g", "x", "side", SECONDS + 9)
    git(place, "-c", "user.name=M", "merge", "-q", "-m", "mrg", "main")
    commit(place, ".mailmap", "Mapped <b@x> <ada@example.com>\n", "a mailmap", SECONDS + 10)
    git(place, "mv", "g", "renamed")
    commit(place, "f", "one\ntwo\n", "two", SECONDS + 11)
    git(place, "tag", "-a", "-m", "t", "v1", "HEAD~1")
    git(place, "tag", "-a", "-m", "of a tree", "tree", "HEAD^{tree}")
    git(place, "tag", "-a", "-m", "of a blob", "blob", "HEAD:f")
    git(place, "tag", "light", "HEAD~2")
    git(place, "notes", "add", "-m", "noted\n\nmore", "HEAD")
    git(place, "notes", "--ref=other", "add", "-m", "elsewhere", "HEAD~1")
    git(place, "update-ref", "refs/remotes/origin/main", "main")
    git(place, "update-ref", "refs/stash", "main~1")
    git(place, "update-ref", "refs/other/x", "main~1")
    return place


def commit(place: Path, path: str, text: str, message: str, seconds: int) -> None:
    """Make a commit at that second."""
    (place / path).write_text(text)
    git(place, "add", path)
    git(place, "commit", "-q", "-m", message, f"--date=@{seconds} +0000")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_at(tmp_path_factory.mktemp("log"))


def same(repository: Path, words: list[str], *before: str) -> None:
    """Fails unless both answer alike."""
    assert pygitobj(repository, *before, *words) == run(["git", *before, *words], repository)


@pytest.mark.parametrize("words", [words for line in WORDS.splitlines() for words in line.split("|")])
def test_words(repository: Path, words: str) -> None:
    same(repository, ["log", *shlex.split(words)])


@pytest.mark.parametrize("words", [words for line in DIFFERENCES.splitlines() if line for words in line.split("|")])
def test_differences(repository: Path, words: str) -> None:
    same(repository, ["log", *shlex.split(words)])


@pytest.mark.parametrize("words", [words for line in SHOWN.splitlines() for words in line.split("|")])
def test_show(repository: Path, words: str) -> None:
    same(repository, ["show", *shlex.split(words)])


@pytest.mark.parametrize(
    "words",
    ["", "-h", "--nosuch"]
    + ["--i-still-use-this " + more for more in ("", "-2 -p", "-m -- f", "--always --cc -- f", "--first-parent")],
)
def test_whatchanged(repository: Path, words: str) -> None:
    same(repository, ["whatchanged", *shlex.split(words)])


@pytest.mark.parametrize("given", [given for line in SETTINGS.splitlines() if line for given in line.split("|")])
def test_settings(repository: Path, given: str) -> None:
    setting, _, words = given.replace("\0", "|").partition(":")
    same(repository, ["log", *shlex.split(words)], "-c", setting)


@pytest.mark.parametrize("given", [b"HEAD~1\n", b"--all\n", b"HEAD\n--\nf\n", b"--nosuch\n", b"\n", b"nosuch\n"])
def test_standard_input(repository: Path, given: bytes) -> None:
    ours = pygitobj(repository, "log", "--stdin", "--oneline", stdin=given)
    assert ours == run(["git", "log", "--stdin", "--oneline"], repository, given)


def test_nothing_is_there(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    for words in ([], ["--all"], ["main"], ["-g"]):
        same(tmp_path, ["log", *words])


def test_a_program_shows_files(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "attributes").write_text("f diff=up\ng diff=up\n")
    settings = ("-c", "diff.up.textconv=tr a-z A-Z <", "-c", f"core.attributesFile={tmp_path}/attributes")
    for words in (["log", "-p"], ["log", "-p", "--cc"], ["show"], ["show", "--no-textconv"], ["log", "-STWO", "--raw"],
        ["show", "--textconv", "HEAD:f", "blob"], ["show", "--textconv", "--no-textconv", "HEAD:f"]):  # fmt: skip
        same(repository, words, *settings)


def test_no_place_for_what_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "nowhere"))
    git(tmp_path, "init", "-q", "-b", "main")
    headers = f"tree {git(tmp_path, 'mktree').decode()}author A <a@x> 1 +0000\ncommitter A <a@x> 1 +0000\n"
    body = headers + "gpgsig -----BEGIN SSH SIGNATURE-----\n -----END SSH SIGNATURE-----\n\nsigned\n"
    (tmp_path / "body").write_text(body)
    oid = git(tmp_path, "hash-object", "-w", "-t", "commit", "body").decode().strip()
    same(tmp_path, ["log", "--show-signature", oid])
    same(tmp_path, ["log", "--show-signature", oid], "-c", "gpg.ssh.allowedSignersFile=nosuch")


def test_replace_refs_that_are_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_REPLACE_REF_BASE", "refs/instead/")
    git(tmp_path, "init", "-q", "-b", "main")
    for number in range(3):
        git(tmp_path, "-c", "user.name=A", "-c", "user.email=a@x", "commit", "-q", "--allow-empty", "-m", str(number))
    git(tmp_path, "replace", "HEAD~1", "HEAD~2")
    same(tmp_path, ["log", "--decorate", "--oneline"])


@needs_newest_git
def test_attributes_that_the_index_alone_has(tmp_path: Path) -> None:
    """They count for commands that read an index. And notes that are no tree end whatever shows them."""
    git(tmp_path, "init", "-q")
    (tmp_path / ".gitattributes").write_text("f -diff\n")
    (tmp_path / "f").write_text("x\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "m")
    (tmp_path / ".gitattributes").unlink()
    nothing = git(tmp_path, "hash-object", "-t", "tree", "--stdin").decode().strip()
    said = [
        "log -p",
        "show",
        "diff-tree -p --root HEAD",
        "grep x HEAD",
        "log -L1:f",
        "rev-list -1 --notes --pretty HEAD",
    ]
    for words in (*map(str.split, said), ["diff", nothing, "HEAD"]):
        same(tmp_path, words)
    git(tmp_path, "update-ref", "refs/notes/commits", "HEAD:f")
    for words in map(str.split, said):
        same(tmp_path, words)
