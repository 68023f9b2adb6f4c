"""check-attr beside git: the same bytes, messages and exit codes.

Tried besides, by hand: files of a hundred megabytes, ten thousand attributes, ten thousand macros each of the next.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.command import Answer, git, pygitobj, run
from tests.support.git_version import needs_newest_git

TOP = rb"""
* text=auto
*.c text eol=lf diff=cpp
[attr]m -x y=3 binary
[attr]binary -text
*.m m !z
b/* -foo=bar b
/a/*.d/ dir
"q\t." tab
!neg x
y a,b
"unclosed z
 deep/**/f **
deep/**/g found
"""
BELOW = b"[attr]no yes\n*.c -text\nb/x.c eol=crlf\r\nb/ dir\n/c.c !diff\n"
FILES = {
    ".gitattributes": TOP,
    "a/.gitattributes": BELOW,
    "a/b/.gitattributes": b"\xef\xbb\xbfbom.c bom\n*.c text\n",
    ".git/info/attributes": b"info.* info\n[attr]m other\n",
    "attributes": b"global.* global\n*.c global\n",
    "other/.gitattributes": b"* other\n",
}
PATHS = [
    "x", "x.c", "y.m", "a/x.c", "a/b/x.c", "a/b/y.c", "a/c.c", "a/x.d/", "a/x.d", "a/b/", "a/b", "b/x", "b/c/x", "q\t.",
    "unclosed", '"unclosed', "info.c", "global.x", "global.c", "./x.c", "a/../x.c", "a//b/./x.c", "a/b/..",
    ".", "", "a/b/bom.c",
    "deep/g", "deep/x/y/g", "other/x", "nowhere/x.c", "X.C", "\udcff", "ä", "q\\", "!neg",
]  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A work tree with attributes in every place, of which the index has others."""
    root = tmp_path_factory.mktemp("attributes") / "r"
    git(root.parent, "init", "-q", "-b", "main", "r")
    (root / "other").mkdir()
    (root / "other/.gitattributes").write_bytes(b"* index-alone\n")
    (root / ".gitattributes").write_bytes(b"* index\nz\xff attr\n")
    git(root, "add", ".")
    git(root, "commit", "-qm", "1")
    (root / "other/.gitattributes").unlink()
    for name, content in FILES.items():
        if name != "other/.gitattributes":
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)
    git(root, "config", "core.attributesFile", str(root / "attributes"))
    git(root.parent, "clone", "-q", "--bare", "r", "bare")
    (root.parent / "bare/.gitattributes").write_bytes(b"* never\n")
    return root


def both(place: Path, *words: str, stdin: bytes = b"") -> tuple[Answer, Answer]:
    """What git says, and what we say."""
    return run(["git", *words], place, stdin), pygitobj(place, *words, stdin=stdin)


def once(said: bytes) -> list[bytes]:
    """The lines of `said`, each once: git reads a file again when it comes back to a directory."""
    return list(dict.fromkeys(said.splitlines()))


def require_same(theirs: Answer, ours: Answer) -> None:
    assert (ours.out, ours.code, once(ours.err)) == (theirs.out, theirs.code, once(theirs.err))


@pytest.mark.parametrize("options", [[], ["--cached"], ["-z"]])
@pytest.mark.parametrize("names", [["-a"], ["text"], ["text", "eol", "b", "foo", "dir", "z", "y"]])
def test_paths(place: Path, options: list[str], names: list[str]) -> None:
    require_same(*both(place, "check-attr", *options, *names, "--", *PATHS))


def test_case_does_not_count(place: Path) -> None:
    paths = [path.upper() for path in PATHS] + PATHS
    require_same(*both(place, "-c", "core.ignoreCase=true", "check-attr", "-a", *paths))


def test_names_beyond_ascii_as_they_are(place: Path) -> None:
    require_same(*both(place, "-c", "core.quotePath=false", "check-attr", "text", *PATHS))


@pytest.mark.parametrize(
    ("words", "stdin"),
    [
        (["-a"], b"x.c\na/x.c"),
        (["text", "eol"], b"x.c\n\na/x.c\n"),
        (["-a"], b""),
        (["text"], b'"q\\t."\nx.c\r\n"a/x.c" more\nx.c\0more\n"x.c\\000y"\n'),
        (["text"], b'x.c\n"x\n'),
        (["text"], b'x.c\n"\\q"\nx\n'),
        (["-z", "text"], b'x.c\0"x"\0\0a/x.c'),
        (["-z", "-a"], b"x.c\nx\0y.m\0"),
        (["text"], b"x.c\n../x\nx\n"),
        (["--cached", "-a"], b"x.c\nother/x\n"),
    ],
)
def test_paths_of_standard_input(place: Path, words: list[str], stdin: bytes) -> None:
    require_same(*both(place, "check-attr", "--stdin", *words, stdin=stdin))


WORDS = [
    "", "--", "text", "text --", "-- x", "-a", "-a --", "-a x -- y", "-a -- x", "--stdin", "--stdin -- x", "-- text x",
    "--stdin text -- x", "--stdin -a x", "--stdin -a --", "--stdin text --", "text x y", "text eol -- x y", "-- -a",
    "text -- x -- y", "a,b x", "--bogus", "--all --no-all text x", "text --cached x", "text x -z", "-q", "--source",
    "text /x", "text ../x",
]  # fmt: skip


@needs_newest_git
@pytest.mark.parametrize("words", WORDS)
def test_words(place: Path, words: str) -> None:
    require_same(*both(place, "check-attr", *words.split()))


def test_empty_name(place: Path) -> None:
    require_same(*both(place, "check-attr", "", "--", "f"))


@pytest.mark.parametrize("path", ["x.c", "../x.c", "b/x.c", "../../x", "b/../../x", "..", "."])
def test_from_below(place: Path, path: str) -> None:
    require_same(*both(place / "a", "check-attr", "-a", path))


def test_absolute_paths(place: Path) -> None:
    link = place.parent / "link"
    link.unlink(missing_ok=True)
    link.symlink_to(place)
    for path in (
        f"{place}/a/x.c",
        f"{place}/a/b/",
        f"{place}",
        f"{link}/a/x.c",
        f"{place}x/y",
        f"{place}/../r/x.c",
        "/",
    ):
        require_same(*both(place / "a", "check-attr", "-a", "--", path))
        require_same(*both(place / "a", "check-attr", "text", path))


@pytest.mark.parametrize("words", [["x.c"], ["/x"], ["../x"], ["--cached", "x.c"]])
def test_bare(place: Path, words: list[str]) -> None:
    require_same(*both(place.parent / "bare", "check-attr", "text", *words))
    require_same(*both(place, "--git-dir=../bare", "check-attr", "text", *words))


def test_bare_with_an_index_elsewhere(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_INDEX_FILE", str(place / ".git/index"))
    git(place.parent / "bare", "fetch", "-q", str(place), "main")
    require_same(*both(place.parent / "bare", "check-attr", "--cached", "-a", "x.c", "other/x"))


def test_bare_has_info(place: Path) -> None:
    (place.parent / "bare/info").mkdir(exist_ok=True)
    (place.parent / "bare/info/attributes").write_bytes(b"x info\n")
    require_same(*both(place.parent / "bare", "check-attr", "-a", "x", "y"))
    (place.parent / "bare/info/attributes").unlink()


def test_without_a_work_tree(place: Path) -> None:
    for words in (["text", "x"], [], ["--bogus"]):
        require_same(*both(place / ".git", "check-attr", *words))
        require_same(*both(place.parent, "check-attr", *words))


def test_work_tree_elsewhere(place: Path) -> None:
    require_same(*both(place.parent, "--git-dir=r/.git", "--work-tree=r", "check-attr", "-a", "x.c", "a/x.c"))
    require_same(*both(place.parent, "--git-dir=r/.git", "check-attr", "-a", "x.c", "r/x.c"))


def test_user_and_system(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "xdg/git").mkdir(parents=True)
    (tmp_path / "home/.config/git").mkdir(parents=True)
    (tmp_path / "xdg/git/attributes").write_bytes(b"* xdg\n")
    (tmp_path / "home/.config/git/attributes").write_bytes(b"* home\n[attr]hm -q\n")
    (tmp_path / "home/mine").write_bytes(b"* mine\n")
    git(place, "config", "--unset", "core.attributesFile")
    try:
        monkeypatch.setenv("HOME", str(tmp_path / "home"))
        require_same(*both(place, "check-attr", "-a", "x", "a/b/c.c"))
        require_same(*both(place, "-c", "core.attributesFile=~/mine", "check-attr", "-a", "x"))
        require_same(*both(place, "-c", "core.attributesFile=attributes", "check-attr", "-a", "global.x"))
        require_same(*both(place / "a", "-c", "core.attributesFile=attributes", "check-attr", "-a", "global.x"))
        require_same(*both(place, "-c", "core.attributesFile=", "check-attr", "-a", "x"))
        require_same(*both(place, "-c", "core.attributesFile=~nobody/x", "check-attr", "-a", "x"))
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
        require_same(*both(place, "check-attr", "-a", "x"))
        monkeypatch.setenv("GIT_ATTR_NOSYSTEM", "yes")
        require_same(*both(place, "check-attr", "-a", "x"))
    finally:
        git(place, "config", "core.attributesFile", str(place / "attributes"))


@needs_newest_git
def test_reserved_names(place: Path, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x builtin_foo\ny builtin_objectmode=1\n[attr]builtin_m x\n")
    require_same(*both(place, "-c", f"core.attributesFile={tmp_path}/a", "check-attr", "-a", "x"))


@needs_newest_git
@pytest.mark.parametrize("where", ["r", "bare"])
@pytest.mark.parametrize(
    "words",
    [
        ["check-attr", "--source=HEAD"],
        ["check-attr", "--source", "main^{tree}"],
        ["check-attr", "--source=nope"],
        ["check-attr", "--source=HEAD", "--cached"],
        ["check-attr", "--source=" + "1" * 40],
        ["check-attr", "--source=HEAD:.gitattributes"],
        ["--attr-source=HEAD", "check-attr"],
        ["--attr-source=nope", "check-attr"],
        ["--attr-source=nope", "check-attr", "--cached"],
        ["-c", "attr.tree=HEAD", "check-attr"],
        ["-c", "attr.tree=nope", "check-attr"],
        ["-c", "attr.tree", "check-attr"],
        ["-c", "attr.tree=nope", "--attr-source=HEAD", "check-attr"],
        ["--attr-source=nope", "check-attr", "--source=HEAD"],
    ],
)
def test_source(place: Path, where: str, words: list[str]) -> None:
    require_same(*both(place.parent / where, *words, "-a", "x", "other/x", "other/y/z", "z\udcff"))


@needs_newest_git
def test_source_in_the_environment(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for source in ("HEAD", "nope", ""):
        monkeypatch.setenv("GIT_ATTR_SOURCE", source)
        require_same(*both(place, "check-attr", "-a", "x", "other/x"))
        require_same(*both(place, "-c", "attr.tree=nope", "check-attr", "-a", "x", "other/x"))


@needs_newest_git
@pytest.mark.parametrize("cached", [[], ["--cached"]])
def test_object_mode(tmp_path: Path, cached: list[str]) -> None:
    git(tmp_path, "init", "-q", "r")
    root = tmp_path / "r"
    (root / "file").write_bytes(b"")
    (root / "program").write_bytes(b"")
    (root / "program").chmod(0o755)
    (root / "link").symlink_to("nowhere")
    (root / "folder").mkdir()
    os.mkfifo(root / "pipe")
    for name in ("sub", "empty", "staged"):
        git(root, "init", "-q", name)
    for name in ("sub", "staged"):
        git(root / name, "commit", "-q", "--allow-empty", "-m", "1")
    (root / "broken").mkdir()
    (root / "broken/.git").write_text("nothing\n")
    (root / "leads").mkdir()
    (root / "sub/.git").rename(root / "real")
    (root / "sub/.git").write_text("gitdir: ../real\n")
    (root / "leads/.git").write_text("gitdir: ../nowhere\n")
    git(root, "-c", "advice.addEmbeddedRepo=false", "add", "file", "program", "link", "staged")
    for path in (
        "file",
        "program",
        "link",
        "folder",
        "folder/",
        "pipe",
        "sub",
        "empty",
        "staged",
        "broken",
        "leads",
        "no",
    ):
        require_same(*both(root, "check-attr", *cached, "builtin_objectmode", path))
    require_same(*both(root, "check-attr", "-a", "file"))


@pytest.mark.parametrize("kind", ["link", "directory", "unreadable", "large"])
def test_file_that_is_none(tmp_path: Path, kind: str) -> None:
    git(tmp_path, "init", "-q", "r")
    root = tmp_path / "r"
    (root / ".gitattributes").write_bytes(b"* index\n")
    git(root, "add", ".")
    (root / ".gitattributes").unlink()
    if kind == "link":
        (root / "there").write_bytes(b"* there\n")
        (root / ".gitattributes").symlink_to("there")
        (root / ".git/info/attributes").symlink_to(root / "there")
    elif kind == "directory":
        (root / ".gitattributes").mkdir()
    elif kind == "large":
        with open(root / ".gitattributes", "wb") as file:
            file.truncate(100 << 20)
    elif os.geteuid():
        (root / ".gitattributes").touch(mode=0)
    require_same(*both(root, "check-attr", "-a", "x"))


def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "r")
    os.mkfifo(tmp_path / "r/.gitattributes")
    answer = pygitobj(tmp_path / "r", "check-attr", "text", "x")
    assert answer == (
        b"x: text: unspecified\n", b"warning: unable to access '.gitattributes': Not a regular file\n", 0
    )  # fmt: skip


def test_conflict_has_ours(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "r")
    root = tmp_path / "r"
    ids = [
        git(root, "hash-object", "-w", "--stdin", stdin=b"* stage%d\n" % stage).decode().strip() for stage in (1, 2, 3)
    ]
    lines = "".join(f"100644 {oid} {stage}\t.gitattributes\n" for stage, oid in enumerate(ids, 1))
    git(root, "update-index", "--index-info", stdin=lines.encode())
    require_same(*both(root, "check-attr", "-a", "x"))
    require_same(*both(root, "check-attr", "--cached", "-a", "x"))


def test_damaged_index(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "r")
    (tmp_path / "r/.git/index").write_bytes(b"DIRC" + bytes(40))
    theirs, ours = both(tmp_path / "r", "check-attr", "text", "x")
    assert (ours.code, ours.out) == (theirs.code, theirs.out) == (128, b"")


@pytest.mark.parametrize("path", [".", "", "./", "a/.."])
@needs_newest_git
def test_the_top_has_no_mode(place: Path, path: str) -> None:
    require_same(*both(place, "check-attr", "builtin_objectmode", "--", path))
