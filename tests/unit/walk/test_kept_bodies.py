"""Bodies that are kept for a while."""

from __future__ import annotations

from pygitobj.walk.kept_bodies import KeptBodies


def test_a_body_is_taken_once() -> None:
    kept = KeptBodies()
    kept.keep([b"a", b"b", b"c"], [b"1", None, b"3"])
    assert kept.take([b"a", b"a", b"b", b"c", b"d"]) == [b"1", None, None, b"3", None]


def test_the_last_ones_are_kept() -> None:
    """Whether or not the others were taken, no more is held than twice the room and one step."""
    kept = KeptBodies(room=100)
    for step in range(50):
        kept.keep([b"%d-%d" % (step, at) for at in range(5)], [b"x" * 10] * 5)
        assert sum(map(len, [*kept.young.values(), *kept.old.values()])) <= 2 * 100 + 2 * 50
    assert kept.take([b"49-0", b"47-4", b"30-0"]) == [b"x" * 10, b"x" * 10, None]
