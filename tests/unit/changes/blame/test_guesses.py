"""Where lines that an ignored commit changed may come from."""

from __future__ import annotations

from pygitobj.changes.blame.guesses import in_common, pairs_of, pass_ignored
from pygitobj.changes.blame.values import IGNORED, UNBLAMABLE


def test_what_lines_have_in_common() -> None:
    assert in_common(pairs_of(b"cat mat"), pairs_of(b"father rather")) == 2
    assert in_common(pairs_of(b"Cat\n"), pairs_of(b"  cat  ")) == 4
    assert in_common(pairs_of(b"tim"), pairs_of(b"mit")) == 0


def test_a_line_goes_to_the_one_that_it_is_like() -> None:
    old = b"int first(int alpha);\nint second(int beta);\n"
    new = b"int second(long beta);\nint first(long alpha);\n"
    passed, kept = pass_ignored([(0, 0, 2, 0)], [0, 2, 0, 2], old, new)
    # The order of lines is kept: the surer of both keeps the other from its own.
    assert len(passed) + len(kept) == 2
    passed, kept = pass_ignored([(0, 0, 2, 0)], [0, 2, 0, 2], old, old.replace(b"int ", b"long "))
    assert (passed, kept) == ([(0, 0, 2, IGNORED)], [])


def test_a_line_like_no_other_stays() -> None:
    passed, kept = pass_ignored([(0, 0, 3, 0)], [1, 1, 1, 2], b"a\nb\n", b"a\nsomething else\nb\n")
    assert passed == [(0, 0, 1, 0), (1, 2, 1, 0)]
    assert kept == [(1, 1, 1, UNBLAMABLE)]


def test_a_line_may_be_like_one_elsewhere() -> None:
    old = b"the quick brown fox jumps\nb\nc\n"
    new = b"b\nc\nthe quick brown fox jumped\n"
    passed, kept = pass_ignored([(0, 0, 3, 0)], [0, 1, 0, 0, 3, 3, 2, 3], old, new)
    assert passed == [(0, 2, 1, IGNORED), (1, 0, 2, 0)]
    assert kept == []
