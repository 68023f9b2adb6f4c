"""What heads hunks: by default, in the languages that git knows, and by patterns of the configuration.

Tried besides, by hand: every sample of git's t4018 under every driver, in the locales C and C.UTF-8, with each third
line changed: 27,420 headings, all as git 2.55 has them.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from pygitobj.changes.headings import Driver, pattern_heading
from pygitobj.changes.hunks import text_hunks
from pygitobj.changes.language_words import WORDS
from pygitobj.changes.languages import KINDS, builtin_driver
from pygitobj.changes.lines import changed_lines
from pygitobj.kernels.headings import default_heading
from pygitobj.repository.diff_drivers import BUILTIN
from tests.support.git_version import NEWEST, git_version

SAMPLES = Path(os.environ.get("PYGITOBJ_GIT_SOURCE", ""), "t", "t4018")

HEADS = [
    ("ada", "  Procedure Print (X : Integer) is", "Procedure Print (X : Integer) is"),
    ("ada", "procedure P is new Q", None),
    ("bash", "  run() { ls; }", "run() { ls; }"),
    ("bash", "function go {", "function go {"),
    ("bash", "function", None),
    ("bibtex", '@book{key99, title="x"', "@book{key99"),
    ("cpp", "::ns::type f(void)", "::ns::type f(void)"),
    ("cpp", "label: // here", None),
    ("cpp", "  indented(void)", None),
    ("csharp", "    public List<int, A<b>> Get(int x)", "public List<int, A<b>> Get(int x)"),
    ("csharp", "    return Get(x)", None),
    ("csharp", "  namespace A.B", "namespace A.B"),
    ("css", ".Name > a {", ".Name > a {"),
    ("css", "color: red;", None),
    ("dts", "\t&uart0 {", "&uart0 {"),
    ("dts", "\tstatus = okay", None),
    ("elixir", "  defp one(x) do", "defp one(x) do"),
    ("fortran", "      real function F(x)", "real function F(x)"),
    ("fortran", "C     function", None),
    ("fountain", "Int. HOUSE - DAY", "Int. HOUSE - DAY"),
    ("golang", "func (a *T) Do() {", "func (a *T) Do() {"),
    ("golang", "type T struct { a int }", "type T struct { "),
    ("html", '  <h2 class="x">Title</h2>', '<h2 class="x">Title</h2>'),
    ("ini", "  [section one] ; why", "  [section one]"),
    ("java", "  public static <T> void run(List<T> x)", "public static <T> void run(List<T> x)"),
    ("java", "  return run(x)", None),
    ("kotlin", "  private suspend fun x() = 1", "private suspend fun x() = 1"),
    ("markdown", " ## Title", " ## Title"),
    ("markdown", "#hash", None),
    ("matlab", "%% Section", "%% Section"),
    ("objc", "- (void) act:(id)x", "- (void) act:(id)x"),
    ("objc", "@interface A : B", "@interface A : B"),
    ("pascal", "  T = class(A)", "  T = class(A)"),
    ("perl", "sub f : x { # why", "sub f : x { # why"),
    # As git has it: the first group is what a heading is, if there is one.
    ("perl", "sub f($$) {", "($$) "),
    ("perl", "sub f; # elsewhere", None),
    ("php", "\tpublic static function f()", "public static function f()"),
    ("python", "    async def f():", "async def f():"),
    ("python", "define f", None),
    ("r", "f <- function(x)", "f <- function(x)"),
    ("ruby", "  def f", "def f"),
    ("rust", 'pub(crate) unsafe fn f<T>()', "pub(crate) unsafe fn f<T>()"),
    ("scheme", "  (define-record x", "(define-record x"),
    ("scheme", "   (other x", None),
    ("tex", r"\subsection*{Name} % x", r"\subsection*{Name} % x"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "line", "heading"), HEADS)
@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_languages(kind: str, line: str, heading: str | None, wide: bool, end: bytes) -> None:
    driver = builtin_driver(kind, wide=wide)
    assert driver is not None
    assert driver.heading(line.encode() + end) == (None if heading is None else heading.encode())


def test_all_languages_that_drivers_name() -> None:
    assert set(KINDS) == set(WORDS) == BUILTIN - {"default"}
    assert {kind for kind, *_ in HEADS} == set(KINDS)
    assert builtin_driver("default") == Driver()
    assert builtin_driver("klingon") is None


@pytest.mark.parametrize("line", [b"a b\n", b"_x", b"$y\r\n", b"Z"])
def test_the_default_takes_names(line: bytes) -> None:
    assert default_heading(line) == line


@pytest.mark.parametrize("line", [b"", b"\n", b" a", b"1", b"\xe9t\xe9", b"#"])
def test_the_default_takes_no_other_lines(line: bytes) -> None:
    assert default_heading(line) is None


def test_bytes_that_are_no_characters() -> None:
    line = b"def f(): # \xe9"
    narrow, wide = (builtin_driver("python", wide=wide) for wide in (False, True))
    assert narrow is not None
    assert wide is not None
    assert narrow.heading(line) == line
    # Where characters are UTF-8's, nothing matches such a byte.
    assert wide.heading(line) is None


def test_patterns_of_the_configuration() -> None:
    heading = pattern_heading("!static\n!String\n[^ \t].*s.*", extended=False)
    assert heading(b"  class A\n") == b"class A"
    assert heading(b"static class\n") is None
    assert heading(b"x\n") is None
    longest = pattern_heading("a|ab|abc")
    assert longest(b"xabcd") == b"abc"
    assert pattern_heading("x(a)?y")(b"xy") == b"xy"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\n!static", "Last expression must not be negated: !static"),
        ("(a", r"Invalid regexp to look for hunk header: \(a"),
    ],
)
def test_patterns_that_are_none(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        pattern_heading(text)


@pytest.mark.parametrize("kind", ["csharp", "java", "rust", "scheme", "fortran", "objc"])
def test_lines_that_could_take_for_ever(kind: str) -> None:
    driver = builtin_driver(kind)
    assert driver is not None
    for line in (b"a<b> " * 4000 + b"!", b"a " * 6000 + b";(", b"x a<" + b"b>" * 5000, b"(" * 9000, b"a b <<" * 3000):
        driver.heading(line)


def test_a_heading_is_cut() -> None:
    old = b"x" * 78 + b" " + b"y" * 40 + b"\n" + b" a\n" * 9
    new = old + b" b\n"
    (hunk,) = text_hunks(old, new, changed_lines(old, new))
    assert hunk.heading == b"x" * 78 + b" y"
    (short,) = text_hunks(old.replace(b"y", b" "), new, changed_lines(old, new))
    assert short.heading == b"x" * 78


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="PYGITOBJ_GIT_SOURCE names no source of git")
@pytest.mark.skipif(git_version() < NEWEST, reason="older git knows fewer languages")
def test_samples_of_git(tmp_path: Path) -> None:
    kinds = sorted(kind for kind in KINDS if list(SAMPLES.glob(f"{kind}-*")))
    (tmp_path / ".gitattributes").write_text("".join(f"{kind}-* diff={kind}\n" for kind in kinds))
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    samples = {path.name: path.read_bytes() for kind in kinds for path in SAMPLES.glob(f"{kind}-*")}
    for name, text in samples.items():
        (tmp_path / name).write_bytes(text)
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    for name, text in samples.items():
        new = text.replace(b"ChangeMe", b"IWasChanged")
        (tmp_path / name).write_bytes(new)
        said = subprocess.run(["git", "diff", "-U1", name], cwd=tmp_path, check=True, capture_output=True).stdout
        wanted = [head or b"" for head in re.findall(rb"^@@ .*? @@(?: (.*))?$", said, re.MULTILINE)]
        driver = builtin_driver(name.partition("-")[0])
        hunks = text_hunks(text, new, changed_lines(text, new), context=1, driver=driver)
        assert [hunk.heading for hunk in hunks] == wanted, name
