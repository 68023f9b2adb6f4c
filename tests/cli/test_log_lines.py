"""log -L beside git: the same words give the same bytes, messages and exit code."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.support.command import git, pygitobj, run
from tests.support.git_version import needs_newest_git

pytestmark = needs_newest_git

FIRST = (
    "int f(void)\n{\n\treturn 1;\n}\n\nint g(void)\n{\n\treturn 2;\n}\n\nint main(void)\n{\n\treturn f() + g();\n}\n"
)
ABOVE = "/* above */\n\n"
G = FIRST.replace("return 2", "int two = 2;\n\treturn two")
F = FIRST.replace("return 1", "return 11")
BOTH = ABOVE + F.replace("return 2", "int two = 2;\n\treturn two")
LAST = BOTH.replace("\treturn 11;\n", "").replace("f() + g();\n}\n", "f() +\n\t\tg();\n}")
# Each commit with its parents, and its files as they are.
HISTORY: list[tuple[int, list[int], dict[str, str]]] = [
    (1, [], {"a.c": FIRST, "n": "1\n2\n3\n"}),
    (2, [1], {"a.c": FIRST, "n": "1\n2\nthree\n"}),
    (3, [2], {"a.c": ABOVE + F, "n": "1\n2\nthree\n"}),
    (4, [2], {"b.c": G, "n": "1\n2\nthree\n"}),
    (5, [4], {"b.c": G, "n": "1\n2\nthree\n4\n"}),
    (6, [3, 5], {"b.c": BOTH, "n": "1\n2\nthree\n4\n"}),
    (7, [6], {"b.c": BOTH.replace("\t", "    "), "n": "1\n2\nthree\n4\n", "sub/c": "x\n"}),
    (8, [6], {"b.c": BOTH, "n": "zero\n1\n2\nthree\n4\n"}),
    (9, [7, 8], {"b.c": BOTH.replace("11", "12"), "n": "zero\n1\n2\nthree\n4\n", "sub/c": "x\n"}),
    (10, [9], {"b.c": LAST, "n": "zero\n1\n3\n4\n", "sub/c": "x\ny\n", "empty": ""}),
]
WALKS = r"""
-L1,9:b.c|-L:f:b.c|-L:g:b.c|-L:main:b.c|-L:f:b.c -L:main:b.c|-L5:b.c|-L,4:b.c|-L9,7:b.c|-L/two/,+1:b.c -L/g/,-2:b.c
-L1,3:n|-L1,3:n -L:g:b.c|-L3,3:n -L3,+1:n|-L:f:b.c -s|-L:f:b.c --oneline|-L:f:b.c --graph|-L:g:b.c --graph --oneline -s
-L:g:b.c --parents|-L:f:b.c --children --oneline|-L:g:b.c --parents --oneline -s --first-parent|-L:f:b.c --reverse
-L:g:b.c --first-parent --oneline|-L:main:b.c -2|-L:f:b.c --skip=1 --oneline|-L:f:b.c --max-count-oldest=1
-L:f:b.c --until=@1005|-L:f:b.c --since=@1004|-L:f:b.c --since-as-filter=@1004|-L:g:b.c --graph --until=@1005
-L:g:b.c HEAD ^HEAD~2|-L:g:b.c HEAD~3..HEAD|-L:g:b.c --boundary HEAD ^HEAD~2|-L:g:b.c --parents --boundary HEAD ^HEAD~2
-L:g:b.c --no-merges --oneline|-L:g:b.c --merges|-L:g:b.c --author=nobody|-L:g:b.c --grep=3 --oneline
-L:f:b.c --simplify-merges --oneline|-L:f:b.c --simplify-by-decoration --oneline|-L:g:b.c --full-history --oneline
-L:g:b.c --date-order --oneline|-L1,9:b.c v1|-L:g:a.c HEAD~2^2~2|-L1:sub/c|-L,:empty|-L:f:b.c --left-right --oneline
"""
DIFFERENCES = r"""
-L:g:b.c --raw|-L:g:b.c --raw -p|-L:g:b.c --name-only|-L:g:b.c --name-status|-L:g:b.c --name-status -z
-L1:sub/c --summary|-L:g:b.c -M90%|-L:g:b.c --no-renames|-L:g:b.c -C --raw|-L:f:b.c -w|-L:f:b.c -w --raw
-L:f:b.c -b --oneline|-L:f:b.c --word-diff|-L:main:b.c --word-diff=porcelain
-L:f:b.c --color=always|-L:main:b.c --color-words
-L:f:b.c -U0|-L:f:b.c -U9|-L:f:b.c -W|-L:f:b.c --no-prefix|-L:f:b.c --full-index|-L:f:b.c --line-prefix=x --graph
-L:g:b.c -S11 --oneline|-L:g:b.c -Gtwo -s|-L:f:b.c --diff-filter=A --oneline -s|-L:f:b.c --diff-filter=a --oneline -s
-L1,3:n --name-only --oneline|-L:f:b.c -m --oneline -s|-L:f:b.c --cc|-L:f:b.c --exit-code -s|-L:f:b.c -q
-L:f:b.c -O/dev/null|-L:f:b.c --relative|-L:f:b.c --patience|-L:f:b.c --output-indicator-new=x -1|-L:f:b.c --check -s
"""
WRONG = r"""
-L|-Lb.c|-L1:|-L1:nosuch|-L/foo:b.c|-L99:b.c|-L9:n|-L:b.c|-L:nosuch:b.c|-L0:b.c|-L-1:b.c|-L1,+0:b.c|-L1,x:b.c|-L/(/:b.c
-L/none/:b.c|-L:\(:b.c|-L1:empty|-L1:sub|-L1:../x|-L1:b.c --stat|-L1:b.c --numstat|-L1:b.c --dirstat|-L1:b.c --check
-L1:b.c --full-diff|-L1:b.c -- b.c|-L1:b.c --follow|-L1:b.c --follow -- b.c|-L1:b.c --all|-L1:b.c HEAD HEAD~1
-L1:b.c ^HEAD|-L1:b.c HEAD^{tree}|-L1:b.c -g|-L1:b.c --nosuch|-L1:b.c --graph --reverse|-L1:b.c --compact-summary
"""


def stream() -> str:
    """The history for fast-import."""
    said = []
    for number, parents, files in HISTORY:
        mark = f"mark :{number}\ncommitter A <a@x> {1000 + number} +0000\ndata <<E\nc {number}\nE\n"
        above = "".join(
            f"{word} :{parent}\n" for word, parent in zip(("from", *["merge"] * len(parents)), parents, strict=False)
        )
        texts = "".join(f"M 644 inline {path}\ndata {len(text)}\n{text}\n" for path, text in files.items())
        said.append(f"commit refs/heads/main\n{mark}{above}deleteall\n{texts}\n")
    return "".join(said) + "tag v1\nfrom :9\ntagger A <a@x> 2000 +0000\ndata 0\n\n"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("lines")
    git(place, "init", "-q", "-b", "main")
    git(place, "fast-import", "--quiet", stdin=stream().encode())
    return place


def lines_of(words: str) -> list[list[str]]:
    """Each line of `words`, as what is asked in it."""
    return [line.split("|") for line in words.splitlines() if line]


@pytest.mark.parametrize("asked", [*lines_of(WALKS), *lines_of(DIFFERENCES), *lines_of(WRONG)])
def test_words(repository: Path, asked: list[str]) -> None:
    for words in asked:
        said = ["log", *shlex.split(words.replace("\\", "\\\\"))]
        assert pygitobj(repository, *said) == run(["git", *said], repository), words


def test_what_git_gets_wrong(repository: Path) -> None:
    # git compares with nothing where it does not walk, and stops where sides are swapped and a file was new.
    assert pygitobj(repository, "show", "-s", "--format=%s", "-L:g:b.c").out == b""
    assert pygitobj(repository, "show", "-s", "--format=%s", "-L:f:b.c").out == b"c 10\n"
    turned = pygitobj(repository, "log", "--format=", "-R", "-L:g:b.c")
    assert turned.code == 0
    assert b"new file" not in turned.out
    assert b"+++ /dev/null" in turned.out
