"""What the walk over history needs of commits. Which parts these are: kernels/pure/commits.py."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.stdint cimport UINT64_MAX, uint64_t
from libc.string cimport memchr, memcmp

from pygitobj.kernels.columns import CommitLinks

cdef enum:
    LONGEST_HASH = 32
    TREE_SIZE = 5
    PARENT_SIZE = 7
    AUTHOR_SIZE = 6
    COMMITTER_SIZE = 9


# The value of each hex digit, 255 for what is none.
cdef unsigned char[256] VALUES
for one in range(256):
    VALUES[one] = int(chr(one), 16) if chr(one) in "0123456789abcdefABCDEF" else 255


cdef bint raw_id_at(const char *at, size_t hash_size, unsigned char *raw) noexcept nogil:
    """Write the raw id that is in hex at `at`; False where none is."""
    cdef size_t byte
    cdef unsigned char high, low, seen = 0
    for byte in range(hash_size):
        high, low = VALUES[<unsigned char>at[2 * byte]], VALUES[<unsigned char>at[2 * byte + 1]]
        seen |= high | low
        raw[byte] = <unsigned char>(high << 4 | low)
    return seen < 16


cdef bytes raw_id(const char *at, size_t hash_size):
    """The raw id in hex at `at`; None for none."""
    cdef unsigned char[LONGEST_HASH] raw
    if not raw_id_at(at, hash_size, raw):
        return None
    return PyBytes_FromStringAndSize(<char *>raw, hash_size)


cdef uint64_t date_in(const char *at, const char *end) noexcept nogil:
    """When the commit was committed whose parents end at `at`, as `parse_date` of kernels/pure/commits.py says it."""
    cdef const char *line
    cdef const char *stop
    cdef uint64_t value = 0
    cdef unsigned int one
    cdef bint negative
    if end - at <= 1 + AUTHOR_SIZE or memcmp(at + 1, b"author", AUTHOR_SIZE) != 0:
        return 0
    line = <const char *>memchr(at + 1, 10, end - at - 1)
    if line == NULL or end - line <= 1 + COMMITTER_SIZE or memcmp(line + 1, b"committer", COMMITTER_SIZE) != 0:
        return 0
    stop = <const char *>memchr(line + 1, 10, end - line - 1)
    if stop == NULL:
        return 0
    at = stop
    while at > line and at[-1] != b">":
        at -= 1
    if at == line:
        return 0
    while at < stop and (at[0] == b" " or at[0] == b"\t" or at[0] == b"\r"):
        at += 1
    negative = at < stop and at[0] == b"-"
    at += negative
    while at < stop and 48 <= at[0] <= 57:
        one = at[0] - 48
        if value > (UINT64_MAX - one) // 10:
            return UINT64_MAX
        value = 10 * value + one
        at += 1
    return 0 - value if negative else value


cdef object parse_one(bytes body, size_t hash_size):
    """The links of the commit `body`, None where it is malformed."""
    cdef const char *start = PyBytes_AS_STRING(body)
    cdef size_t size = PyBytes_GET_SIZE(body), digits = 2 * hash_size, at = TREE_SIZE + digits
    if size <= at or memcmp(start, b"tree ", TREE_SIZE) != 0 or start[at] != b"\n":
        return None
    tree = raw_id(start + TREE_SIZE, hash_size)
    if tree is None:
        return None
    parents = []
    while size - at > PARENT_SIZE and memcmp(start + at + 1, b"parent ", PARENT_SIZE) == 0:
        if size - at <= 1 + PARENT_SIZE + digits or start[at + 1 + PARENT_SIZE + digits] != b"\n":
            return None
        parent = raw_id(start + at + 1 + PARENT_SIZE, hash_size)
        if parent is None:
            return None
        parents.append(parent)
        at += 1 + PARENT_SIZE + digits
    return CommitLinks(tree, tuple(parents), date_in(start + at, start + size))


def parse_commits(bodies, size_t hash_size):
    """The links of each of the commits `bodies`; None for None, and for what is malformed."""
    if hash_size > LONGEST_HASH:
        raise ValueError("a hash that is too long")
    return [None if body is None else parse_one(body, hash_size) for body in bodies]
