"""grep beside git: the same lines, names, numbers, colours, messages and exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import PYGITOBJ, git, pygitobj, run
from tests.support.git_version import needs_newest_git

SOURCE = b"""#include <x>

/* comment
 * foo
 */
int main(int argc)
{
\tfoo(bar);

\tfoo_bar = foobar;
}


static void
other(void)
{
\treturn;
}

int foo;
"""
PYTHON = b"""class Foo:
    def foo(self):
        return bar

    async def baz(self):
        # foo
        pass
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of odd files: binary ones, by content and by attribute, no line ends, bytes that are no UTF-8."""
    root = tmp_path_factory.mktemp("grep") / "r"
    git(root.parent, "init", "-q", "-b", "main", "r")
    files = {
        "a.c": SOURCE,
        "crlf.txt": b"foo\r\nbar\r\n\r\nfoo bar\r\n",
        "no-end.txt": b"foo\nbar foo\n\n\nbar",
        "empty": b"",
        "ends": b"\n\n\n",
        "bin": b"foo\0bar\nfoo\n",
        "later": b"foo\n" * 3000 + b"\0bar foo\n",
        "odd.txt": b"caf\x80 foo\ncaf\xc3\xa9 foo\n\x81\x82foo\n\xc3\xa9foo\xc3\xa9\n\xc3\x89t\xc3\xa9 \xc3\x9f ss\n",
        "sub/dir/deep/x.py": PYTHON,
        "sub/y.txt": b"foo bar baz\nbaz foo foo\nfoo-bar_foo foo\n" * 4,
        "sub/sp ace\t.txt": b"foo\n",
        "sub/\u00e9.txt": b"foo bar\n",
        "words.txt": b"foo foofoo foo_ _foo foo-foo\nxfoo foo\n aa aaa a\nabab aba\n",
        "attr/t.dat": b"foo\0 text by attribute\nbar\n",
        "attr/b.txt": b"foo binary by attribute\nbar\n",
        "attr/f.q": b"head one\nfoo\n body\nHEAD two\nbar\n foo\n",
        "attr/c.up": b"foo bar\nFoo\n",
        ".gitattributes": b"*.py diff=python\n*.c diff=cpp\n*.dat diff\nattr/b.txt -diff\n*.q diff=qq\n*.up diff=up\n",
    }
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    (root / "link").symlink_to("foo")
    git(root, "config", "diff.qq.xfuncname", "^(head.*|HEAD.*)$")
    git(root, "config", "diff.up.textconv", "tr a-z A-Z <")
    git(root, "add", ".")
    git(root, "commit", "-qm", "one")
    git(root, "tag", "-am", "a tag", "v1")
    (root / "sub/y.txt").write_bytes(b"foo more\n")
    git(root, "commit", "-qam", "two")
    (root.parent / "patterns").write_bytes(b"foo\r\n\n^bar\n")
    return root


QUESTIONS = [
    "-n foo HEAD v1", "-c foo HEAD", "-l -z foo HEAD", "-L foo HEAD", "-z -n foo HEAD", "-q foo HEAD", "-h none HEAD",
    "-v -h foo HEAD", "-i FOO HEAD", "-w foo HEAD", "-o -n --column foo HEAD", "-a foo HEAD", "-I foo HEAD",
    "--textconv -n FOO HEAD", "-E foo|bar HEAD", "-F fo* HEAD", "-e foo --and --not -e bar HEAD",
    "--all-match -l -e foo --and -e bar -e baz v1", "( -e foo -e bar ) --and -e baz v1", "--column -v foo HEAD -- a.c",
    "--column -e bar --or -e foo v1", "-A1 bar HEAD -- a.c *.txt", "-B2 bar HEAD -- a.c *.txt",
    "-1 foo HEAD -- words.txt sub",
    "-W -n foo HEAD -- *.c *.py *.q", "-p -A1 bar HEAD -- *.c *.py *.q", "-W -p -B1 foo HEAD -- *.q a.c",
    "--break --heading -n foo HEAD -- sub a.c", "--color=always -n --column foo HEAD -- a.c",
    "--color=always -W foo HEAD -- *.c", "--color=always -o -w foo HEAD -- words.txt",
    "--color=always -A1 -e foo --and --not -e bar HEAD -- a.c", "--color=always -c foo HEAD",
    "-m1 -A2 foo HEAD -- *.txt",
    "-m0 foo HEAD", "--max-depth 1 foo HEAD", "--max-depth 0 foo HEAD -- sub attr :!a.c",
    "foo HEAD:sub HEAD:a.c HEAD:sub/y.txt", "-p foo v1^{tree} -- attr", "foo HEAD a.c", "foo HEAD none", "foo none",
    "foo none --", "foo HEAD -- :!sub :(icase)A.C", "foo HEAD -- :(attr:diff=python)", "-f ../patterns HEAD",
    "-e \\( HEAD", "-f ../patterns -E -e a{2,1} HEAD", "( -e foo HEAD", "-C x foo HEAD", "-A -1 foo HEAD",
    "-m x foo HEAD",
    "--max-depth foo HEAD", "--color=no foo HEAD", "", "--cached foo HEAD", "--threads=-1 foo HEAD",
    "--exclude-standard foo HEAD", "-x foo HEAD", "-o -E a|ab HEAD -- words.txt", "-o -w aa* HEAD -- words.txt",
    "-o \\<a HEAD -- words.txt", "-o [^f] HEAD -- odd.txt", "foo.*bar HEAD", "-i \u00e9 HEAD",
    "-n ^ HEAD -- *.txt ends empty", "-n $ HEAD -- *.txt ends empty",
]  # fmt: skip
SETTINGS = [
    "grep.lineNumber=true", "grep.column=true", "grep.patternType=fixed", "grep.patternType=none",
    "grep.extendedRegexp=true", "color.grep=always", "color.grep.match=none", "color.grep.none=red", "grep.threads=-1",
    "core.quotePath=false",
]  # fmt: skip


def agree(place: Path, *words: str) -> None:
    # With threads git loses a line now and then.
    expected = run(["git", "-c", "grep.threads=1", *words], place)
    assert pygitobj(place, *words) == expected, words


@needs_newest_git  # 2.39 counts columns of later matches otherwise
def test_as_git(place: Path) -> None:
    for question in QUESTIONS:
        agree(place, "grep", *question.split())
    for setting in SETTINGS:
        agree(place, "-c", setting, "grep", "fo*", "HEAD", "--", "sub", "*.c")


def test_from_a_directory_below(place: Path) -> None:
    for question in (
        "foo HEAD", "--full-name foo HEAD", "foo HEAD -- .. ", "-z foo HEAD -- ../a.c ../sub",
        "foo HEAD:a.c HEAD:./y.txt",
        "foo HEAD:sub", "foo HEAD -- :!dir", "foo HEAD y.txt", "-c foo HEAD -- :/",
    ):  # fmt: skip
        agree(place / "sub", "grep", *question.split())


def test_in_a_bare_repository_without_some_objects(place: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(place), "bare")
    bare = tmp_path / "bare"
    git(bare, "unpack-objects", "-q", stdin=git(bare, "pack-objects", "-q", "--all", "--stdout"))
    for question in ("foo HEAD -- a.c", "foo", "foo a.c", "-p foo HEAD -- a.c sub"):
        agree(bare, "grep", *question.split())
    objects = bare / "objects"
    for pack in (objects / "pack").iterdir():
        pack.unlink()
    git(bare, "unpack-objects", "-q", stdin=git(place, "pack-objects", "-q", "--all", "--stdout"))
    blob, tree = (git(bare, "rev-parse", f"HEAD:{name}").decode().strip() for name in ("a.c", "sub"))
    (objects / blob[:2] / blob[2:]).unlink()
    agree(bare, "grep", "foo", "HEAD", "--", "a.c", "bin")
    agree(bare, "grep", "-a", "-L", "foo", "HEAD", "--", "a.c", "bin")
    agree(bare, "grep", "foo", blob)
    (objects / blob[:2] / blob[2:]).write_bytes(b"damaged")
    damaged, theirs = (run([*name, "grep", "foo", "HEAD", "--", "a.c", "bin"], bare) for name in (PYGITOBJ, ["git"]))
    assert (damaged.code, damaged.out) == (theirs.code, theirs.out)
    (objects / tree[:2] / tree[2:]).unlink()
    agree(bare, "grep", "foo", "HEAD", "--", "bin", "sub")


def test_what_needs_more_than_revisions_is_refused(place: Path, tmp_path: Path) -> None:
    for words in (
        "foo",
        "--cached foo",
        "--untracked foo",
        "--no-index foo",
        "--recurse-submodules foo HEAD",
        "-Oless foo HEAD",
    ):
        answer = pygitobj(place, "grep", *words.split())
        assert answer.code == 128
        assert b"only revisions and trees are searched" in answer.err
    agree(tmp_path, "grep", "foo", "HEAD")


def test_no_line_behind_the_last_and_functions_that_end_in_blanks(place: Path) -> None:
    oid = git(place, "hash-object", "-w", "--stdin", stdin=b"foo\n bar\n  ").decode().strip()
    assert pygitobj(place, "grep", "-h", "-W", "foo", oid).out == b"foo\n bar\n"
    assert pygitobj(place, "grep", "-c", "^$", "HEAD", "--", "a.c").out == b"HEAD:a.c:5\n"
    line = b"x" * 100_000
    long = git(place, "hash-object", "-w", "--stdin", stdin=line + b"foo" + line + b"\nfoo\n").decode().strip()
    assert (
        pygitobj(place, "grep", "-o", "-n", "x*foo", long).out
        == f"{long}:1:".encode() + line + f"foo\n{long}:2:foo\n".encode()
    )
