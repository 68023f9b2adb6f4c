"""archive beside git: the same bytes of tar and zip, messages and exit codes."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run
from tests.support.git_version import needs_newest_git, newest

ATTRIBUTES = b"""ign export-ignore
ignored export-ignore
eol.txt eol=crlf
subst export-subst ident
subst2 export-subst
a/x named
"""
LONG = ["d" * 90, "e" * 90, "n" * 120]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tree with long paths and links, modes, a submodule, odd names, and attributes that count."""
    root = tmp_path_factory.mktemp("archive") / "r"
    git(root.parent, "init", "-q", "-b", "main", "r")
    files = {
        "a/x": b"one\n", "a/b/y": b"two\n", "a/b/c/run": b"#!/bin/sh\n", "a/ignored": b"i\n", "ign/f": b"i\n",
        "bin": b"\0bin", "eol.txt": b"lf\n", "empty": b"", "\u00e4": b"x", f"deep/{LONG[0]}/{LONG[1]}/file": b"l\n",
        f"{LONG[2]}/{'o' * 110}": b"m\n", "numbers": b"".join(b"%d\n" % n for n in range(3000)),
        "subst": b"$Format:%H %s$ and $Format:%ad$ x $Format: $Id$ $\n$Id$\n" + b"$Format:%(describe)$\n" * 2,
        "subst2": b"a$Format:%an", ".gitattributes": ATTRIBUTES,
    }  # fmt: skip
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    (root / "a/b/c/run").chmod(0o755)
    (root / "link").symlink_to("a/x")
    (root / "longlink").symlink_to("t" * 150)
    git(root, "add", ".")
    git(root, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub/module")
    git(root, "commit", "-qm", "subject")
    git(root, "tag", "-am", "t", "v1")
    (root.parent / "more").write_bytes(b"more\n")
    return root


def require_same(place: Path, *words: str) -> None:
    assert pygitobj(place, *words) == run(["git", *words], place)


WORDS = [
    "HEAD", "v1", newest("HEAD^{tree} --mtime=2001-02-03T04:05:06Z"), "--prefix=p/ HEAD", "--prefix=p// HEAD",
    "--prefix=p HEAD", "-v HEAD", "HEAD b", "HEAD none", "HEAD ../bin", "HEAD :/a", "HEAD *", "HEAD :!b",
    "HEAD a/b ign", "HEAD --prefix=z/",
    "--add-file=../more HEAD", "--prefix=q/ --add-file=../more --prefix= HEAD", "--add-virtual-file=v/w:hello HEAD",
    "--add-virtual-file=none HEAD", "--add-virtual-file=:x HEAD", "--add-file=none HEAD", "--add-file=. HEAD",
    "--add-file=../more --no-add-file HEAD", "-l", "--list", newest("-l x"), newest(""), "none", "HEAD:bin",
    newest("HEAD:a --mtime=@5"),
    "--format=none HEAD", "-5 HEAD", "-12 --format=zip HEAD", "--worktree-attributes HEAD",
    newest("HEAD :(attr:named)"),
]  # fmt: skip


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("where", ["", newest("a")])
def test_tar(place: Path, words: str, where: str) -> None:
    require_same(place / where, "archive", *words.split())


@needs_newest_git
@pytest.mark.parametrize("words", ["-h", "--bogus", '--add-virtual-file="a\\tb":c HEAD', '--add-virtual-file="x HEAD'])
def test_words_of_newer_git(place: Path, words: str) -> None:
    require_same(place, "archive", *words.split())


@pytest.mark.parametrize(
    "options", ["", "-0", "-9", "--prefix=p/", "-v", newest("HEAD^{tree} --mtime=@1500000000"), "HEAD a"]
)
def test_zip(place: Path, options: str) -> None:
    words = ["archive", "--format=zip", *options.split(), *([] if "HEAD" in options else ["HEAD"])]
    ours, theirs = pygitobj(place, *words), run(["git", *words], place)
    assert (ours.code, ours.err) == (theirs.code, theirs.err)
    # zlib need not be the same one.
    assert contents(ours.out) == contents(theirs.out)


def contents(archive: bytes) -> list[tuple[object, ...]]:
    """What a zip has: of each entry all but how it is deflated."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        return [
            (one.filename, one.date_time, one.extra, one.flag_bits, one.external_attr, one.internal_attr,
             one.create_version, one.create_system, opened.read(one), opened.comment)
            for one in opened.infolist()
        ]  # fmt: skip


@needs_newest_git
@pytest.mark.parametrize("options", ["--format=tgz", "--format=tar.gz -9", "-1 --format=tgz"])
def test_gzip(place: Path, options: str) -> None:
    words = ["archive", *options.split(), "HEAD"]
    ours, theirs = pygitobj(place, *words).out, run(["git", *words], place).out
    assert ours[:10] == theirs[:10]
    with tarfile.open(fileobj=io.BytesIO(ours)) as one, tarfile.open(fileobj=io.BytesIO(theirs)) as other:
        assert one.getnames() == other.getnames()


def test_large_files_are_not_held(place: Path) -> None:
    words = ["-c", "core.bigFileThreshold=1k", "archive", "HEAD"]
    require_same(place, *words)
    ours, theirs = pygitobj(place, *words, "--format=zip"), run(["git", *words, "--format=zip"], place)
    assert contents(ours.out) == contents(theirs.out)


@pytest.mark.parametrize(
    "setting",
    ["tar.umask=0", "tar.umask=0077", "tar.foo.command=cat", "tar.foo.command=tr a b", "tar.foo.command=none-x"],
)
def test_settings(place: Path, setting: str) -> None:
    name = "foo" if "command" in setting else "tar"
    require_same(place, "-c", setting, "archive", f"--format={name}", "HEAD")
    require_same(place, "-c", setting, "archive", "-l")


@pytest.mark.parametrize("name", ["o.zip", "o.tar", "o.x", "o.tgz"])
def test_into_a_file_of_that_format(place: Path, name: str) -> None:
    made = place.parent / name
    said = pygitobj(place, "archive", "-o", os.fspath(made), "HEAD")
    assert (said.code, said.out) == (0, b"")
    starts = {"o.zip": b"PK\3\4", "o.tgz": b"\x1f\x8b"}
    assert made.read_bytes().startswith(starts.get(name, b"pax_global_header"))


@needs_newest_git
def test_outside_of_a_repository(place: Path) -> None:
    for words in (["-l"], ["HEAD"], []):
        require_same(place.parent, "archive", *words)


def test_other_repositories_are_refused(place: Path) -> None:
    said = pygitobj(place, "archive", "--remote=.", "HEAD")
    assert (said.code, said.out) == (128, b"")
    assert b"--remote is not supported" in said.err


def test_odd_dates_of_commits_count_as_in_walks(place: Path) -> None:
    tree = git(place, "rev-parse", "HEAD:a").decode().strip()
    for date in ("-1", "x", "18446744073709551616", None):
        committer = "" if date is None else f"committer C <c@x> {date} +0000\n"
        body = f"tree {tree}\nauthor A <a@x> 1 +0000\n{committer}\nodd\n".encode()
        oid = git(place, "hash-object", "-t", "commit", "--literally", "-w", "--stdin", stdin=body).decode().strip()
        ours, theirs = pygitobj(place, "archive", oid), run(["git", "archive", oid], place)
        assert (ours.code, ours.out) == (0, theirs.out)


def test_what_the_encoding_of_a_commit_makes_of_it(place: Path) -> None:
    words = ["-c", "i18n.commitEncoding=ISO-8859-1", "commit-tree", "-m", "caf\udce9", "HEAD^{tree}"]
    require_same(place, "archive", git(place, *words).decode().strip(), "subst")


def test_attributes_of_what_is_not_there(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_ATTR_SOURCE", "")
    assert pygitobj(place, "archive", "HEAD").err == b"fatal: bad --attr-source or GIT_ATTR_SOURCE\n"
