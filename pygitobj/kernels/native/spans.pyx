"""Spans of lines on their way from a file to the file that it was made of. The twin in Python is pure/spans.py."""

from operator import itemgetter

first_line = itemgetter(0)


def pass_spans(spans, groups):
    """What of `spans` the old file has, where it has it, and what is of the new file alone.

    Spans are of the new file; `groups` are old start, old end, new start, new end, and so on.
    """
    cdef list passed = [], kept = [], left = list(reversed(spans))
    cdef long long offset = 0, old_end, new_start, new_end
    cdef Py_ssize_t at
    for at in range(0, len(groups), 4):
        old_end, new_start, new_end = groups[at + 1], groups[at + 2], groups[at + 3]
        take_before(left, new_start, offset, passed)
        take_before(left, new_end, 0, kept)
        offset = old_end - new_end
    if left:
        left.reverse()
        if not offset:
            passed.extend(left)
        else:
            for start, final, count, marks in left:
                passed.append((start + offset, final, count, marks))
    return passed, kept


cdef int take_before(list left, long long end, long long offset, list taken) except -1:
    """Move what lies before the line `end` from `left`, whose first span is the last, to `taken`, by `offset` lines."""
    cdef list halves = None
    cdef tuple span
    cdef long long start, final, count, inside
    while left:
        span = left[-1]
        start = span[0]
        if start >= end:
            break
        left.pop()
        final, count, marks = span[1], span[2], span[3]
        inside = end - start
        if count > inside:
            if halves is None:
                halves = []
            halves.append((end, final + inside, count - inside, marks))
            span = None
            count = inside
        taken.append(span if span is not None and not offset else (start + offset, final, count, marks))
    if halves is not None:
        halves.reverse()
        left.extend(halves)
    return 0


def merge_spans(one, other):
    """Both lists as one; of spans that start at the same line those of `one` come first."""
    if not one or not other:
        return one or other
    if one[-1][0] <= other[0][0]:
        return one + other
    return sorted(one + other, key=first_line)
