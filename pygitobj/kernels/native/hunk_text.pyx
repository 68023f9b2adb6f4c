"""The hunks of a patch between two texts as bytes. How: kernels/pure/hunk_text.py."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.stdint cimport int64_t
from libc.stdio cimport snprintf
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy

from pygitobj.kernels.headings import shown_heading
from pygitobj.kernels.native.line_diff cimport Ways, list_groups, mark_texts
from pygitobj.kernels.native.line_texts cimport Side, Texts, give_back, line_starts_of

cdef enum:
    LF = 10
    # No more of a heading is shown.
    MOST_HEADING = 80
    # A header without its heading.
    MOST_HEADER = 80
    ALL = 0x7FFFFFFF

cdef const char *NEW_LINE = b"\n"
cdef const char *NO_END = b"\\ No newline at end of file\n"
cdef size_t NO_END_SIZE = 28


cdef struct Group:
    int64_t old_start
    int64_t old_end
    int64_t new_start
    int64_t new_end


cdef struct Span:
    size_t first            # groups of one hunk, and the lines that it shows
    size_t last
    Group lines


cdef struct Hunks:
    Texts texts
    Group *groups
    size_t count
    int64_t context
    int64_t most            # groups of one hunk are no further apart


cdef struct Out:
    char *text              # what is written, once there is room for all of it
    size_t size
    const char *prefix
    size_t prefix_size


cdef inline void write(Out *out, const char *text, size_t size) noexcept nogil:
    """Write so much, or without a place count it."""
    if out.text != NULL:
        memcpy(out.text + out.size, text, size)
    out.size += size


cdef void write_lines(Out *out, const Side *side, char sign, int64_t start, int64_t end) noexcept nogil:
    """Write lines of a text, each behind its sign."""
    cdef const int64_t *starts = line_starts_of(side)
    cdef int64_t line
    cdef size_t size
    cdef const char *text
    for line in range(start, end):
        text = <const char *>side.text + starts[line]
        size = starts[line + 1] - starts[line]
        write(out, out.prefix, out.prefix_size)
        write(out, &sign, 1)
        write(out, text, size)
        if text[size - 1] != LF:
            write(out, NEW_LINE, 1)
            write(out, out.prefix, out.prefix_size)
            write(out, NO_END, NO_END_SIZE)


cdef void write_hunk(Out *out, const Hunks *hunks, const Span *span, const char *signs) noexcept nogil:
    """Write the lines of a hunk; those that stay are the new text's."""
    cdef int64_t at = span.lines.new_start
    cdef size_t number
    cdef const Group *group
    for number in range(span.first, span.last + 1):
        group = &hunks.groups[number]
        write_lines(out, &hunks.texts.new, signs[0], at, group.new_start)
        write_lines(out, &hunks.texts.old, signs[1], group.old_start, group.old_end)
        write_lines(out, &hunks.texts.new, signs[2], group.new_start, group.new_end)
        at = group.new_end
    write_lines(out, &hunks.texts.new, signs[0], at, span.lines.new_end)


cdef Span span_at(const Hunks *hunks, size_t first) noexcept nogil:
    """The hunk that begins with a group."""
    cdef Span span
    cdef const Group *group = &hunks.groups[first]
    cdef int64_t before = min(hunks.context, group.old_start), behind
    span.first = span.last = first
    while span.last + 1 < hunks.count and group_distance(hunks, span.last) <= hunks.most:
        span.last += 1
    span.lines.old_start, span.lines.new_start = group.old_start - before, group.new_start - before
    group = &hunks.groups[span.last]
    behind = min(hunks.context, hunks.texts.old.count - group.old_end)
    behind = min(behind, hunks.texts.new.count - group.new_end)
    span.lines.old_end, span.lines.new_end = group.old_end + behind, group.new_end + behind
    return span


cdef inline int64_t group_distance(const Hunks *hunks, size_t group) noexcept nogil:
    """How many lines are between a group and the next one."""
    return hunks.groups[group + 1].old_start - hunks.groups[group].old_end


cdef bytes heading_above(const Side *side, int64_t line, int64_t above, object heading):
    """What the nearest of the lines before `line` that heads something, down to `above`, has; None without one."""
    cdef const int64_t *starts = line_starts_of(side)
    cdef int64_t start
    cdef size_t size
    cdef unsigned char first
    while line > above:
        line -= 1
        start = starts[line]
        size = starts[line + 1] - start
        if heading is None:
            first = side.text[start]
            if not 97 <= first | 32 <= 122 and first != 95 and first != 36:
                continue
            return shown_heading((<const char *>side.text)[start : start + min(size, <size_t>MOST_HEADING)])
        found = heading((<const char *>side.text)[start : start + size])
        if found is not None:
            return shown_heading(found)
    return None


cdef size_t write_numbers(char *to, char sign, int64_t start, int64_t end) noexcept nogil:
    """Lines as a header tells them."""
    cdef long long first = start + (end > start), count = end - start
    if count == 1:
        return snprintf(to, MOST_HEADER, " %c%lld", sign, first)
    return snprintf(to, MOST_HEADER, " %c%lld,%lld", sign, first, count)


cdef bytes header_of(const Group *lines, bytes prefix, bytes heading):
    """The line above a hunk."""
    cdef char text[2 * MOST_HEADER]
    cdef size_t size = write_numbers(text, 45, lines.old_start, lines.old_end)
    size += write_numbers(text + size, 43, lines.new_start, lines.new_end)
    return prefix + b"@@" + text[:size] + (b" @@ " if heading else b" @@") + heading + b"\n"


cdef bytes made(Hunks *hunks, const char *signs, bytes prefix, object heading):
    """All hunks as text."""
    cdef Out out = Out(NULL, 0, <const char *>prefix, PyBytes_GET_SIZE(prefix))
    cdef Span span
    cdef size_t at = 0
    cdef int64_t above = 0
    cdef bytes text = b"", found, header
    cdef list headers = []
    while at < hunks.count:
        span = span_at(hunks, at)
        found = heading_above(&hunks.texts.old, span.lines.old_start, above, heading)
        text = text if found is None else found
        above = span.lines.old_start
        header = header_of(&span.lines, prefix, text)
        headers.append(header)
        write(&out, <const char *>header, PyBytes_GET_SIZE(header))
        write_hunk(&out, hunks, &span, signs)
        at = span.last + 1
    found = PyBytes_FromStringAndSize(NULL, out.size)
    out.text, out.size, at = PyBytes_AS_STRING(found), 0, 0
    for header in headers:
        span = span_at(hunks, at)
        write(&out, <const char *>header, PyBytes_GET_SIZE(header))
        write_hunk(&out, hunks, &span, signs)
        at = span.last + 1
    return found


def hunk_text(
    bytes old not None,
    bytes new not None,
    tuple ways not None,
    tuple around not None,
    bytes signs not None,
    bytes prefix not None,
    heading,
):
    """All hunks; nothing where no line differs."""
    cdef Hunks hunks
    algorithm, white_space, indent_heuristic, cuts_tail = ways
    context, between = around
    if PyBytes_GET_SIZE(signs) != 3 or min(context, between) < 0 or cuts_tail and context:
        raise ValueError("no such way to show hunks")
    hunks.context = min(context, ALL)
    hunks.most = 2 * hunks.context + <int64_t>min(between, ALL)
    mark_texts(&hunks.texts, old, new, Ways(algorithm, white_space, indent_heuristic, cuts_tail))
    hunks.groups = NULL
    try:
        hunks.count = list_groups(&hunks.texts, NULL) // 4
        hunks.groups = <Group *>malloc(max(hunks.count, <size_t>1) * sizeof(Group))
        if hunks.groups == NULL:
            raise MemoryError
        list_groups(&hunks.texts, <int64_t *>hunks.groups)
        return made(&hunks, PyBytes_AS_STRING(signs), prefix, heading)
    finally:
        free(hunks.groups)
        give_back(&hunks.texts)
