"""How many files may be open at once: who is let go first, and what happens where the system has no more."""

from __future__ import annotations

import errno
import gc

import pytest

from pygitobj.files.pool import LEAST, MOST, OpenFiles, default_limit


class Holder:
    """Something with files open, that counts how often it lets go."""

    def __init__(self, pool: OpenFiles) -> None:
        self.pool = pool
        self.used = False
        self.released = 0

    def release(self) -> None:
        self.pool.forget(self)
        self.released += 1


def opened(pool: OpenFiles, count: int) -> list[Holder]:
    holders = [Holder(pool) for _ in range(count)]
    for holder in holders:
        pool.add(holder)
    return holders


def released(holders: list[Holder]) -> list[int]:
    return [at for at, holder in enumerate(holders) if holder.released]


def test_the_one_that_was_opened_longest_ago_is_let_go() -> None:
    pool = OpenFiles(limit=3)
    holders = opened(pool, 3)
    assert released(holders) == []
    for holder in holders:
        holder.used = False
    more = opened(pool, 2)
    assert (released(holders), released(more), pool.count) == ([0, 1], [], 3)


def test_one_that_was_read_stays_once_more() -> None:
    pool = OpenFiles(limit=3)
    holders = opened(pool, 3)
    for at, holder in enumerate(holders):
        holder.used = at == 0
    more = opened(pool, 1)
    assert released(holders) == [1]
    assert not holders[0].used
    holders[2].used = True
    more += opened(pool, 1)
    # It was not read since.
    assert released(holders) == [0, 1]
    assert not holders[2].used
    assert released(more) == []


def test_where_all_were_read_one_goes_all_the_same() -> None:
    pool = OpenFiles(limit=1)
    holders = opened(pool, 5)
    assert sum(holder.released for holder in holders) == 4
    assert pool.count == 1


def test_files_of_one_holder_go_together() -> None:
    pool = OpenFiles(limit=3)
    one, other = Holder(pool), Holder(pool)
    pool.add(one)
    pool.add(one)
    pool.add(other)
    assert pool.count == 3
    one.used = False
    pool.add(other)
    assert (one.released, other.released, pool.count) == (1, 0, 2)


def test_what_let_go_by_itself_does_not_count() -> None:
    pool = OpenFiles(limit=2)
    holders = opened(pool, 2)
    holders[0].release()
    pool.forget(holders[0])
    assert pool.count == 1
    opened(pool, 1)
    assert holders[1].released == 0


def test_what_nobody_has_any_more_does_not_count() -> None:
    pool = OpenFiles(limit=2)
    kept = opened(pool, 1)
    opened(pool, 1)
    gc.collect()
    kept += opened(pool, 1)
    assert (released(kept), pool.count) == ([], 2)


def test_a_store_counts_among_the_whole() -> None:
    whole = OpenFiles(limit=3)
    one, other = OpenFiles(whole=whole), OpenFiles(limit=1, whole=whole)
    holders = opened(one, 3)
    assert (one.count, whole.count, released(holders)) == (3, 3, [])
    last = opened(other, 2)
    assert released(last) == [0]
    assert whole.count == 3
    assert (one.count, other.count) == (2, 1)
    holders[2].release()
    assert (whole.count, one.count) == (2, 1)


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.ENOMEM])
def test_where_the_system_has_no_more_everything_is_let_go_and_it_is_tried_again(number: int) -> None:
    pool = OpenFiles(limit=9)
    asked: list[int] = []

    def call(value: int) -> int:
        asked.append(value)
        if len(asked) == 1:
            raise OSError(number, "no more")
        return value + 1

    with pytest.raises(OSError, match="no more"):
        pool.attempt(call, 5)
    asked.clear()
    holders = opened(pool, 2)
    assert pool.attempt(call, 5) == 6
    assert (asked, released(holders), pool.count) == ([5, 5], [0, 1], 0)


def test_another_error_is_no_reason_to_let_go() -> None:
    pool = OpenFiles(limit=9)
    holders = opened(pool, 2)

    def call(_: int) -> int:
        raise PermissionError(errno.EACCES, "no")

    with pytest.raises(PermissionError):
        pool.attempt(call, 5)
    assert released(holders) == []


def test_the_limit_follows_what_the_process_may_have() -> None:
    assert LEAST <= default_limit() <= MOST
    assert OpenFiles().most == default_limit()
    assert OpenFiles(limit=7).most == 7
