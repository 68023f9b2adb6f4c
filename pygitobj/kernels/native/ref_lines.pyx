"""References as lines. What these are: kernels/pure/ref_lines.py."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stddef cimport size_t
from libc.string cimport memchr, memcmp, memcpy, memset

from pygitobj.kernels.columns import PlainRefs
from pygitobj.kernels.native.growing cimport Growing

cdef enum:
    LONGEST_HASH = 32
    # Ids that were seen are looked for by their first three digits: most references share few of them.
    SLOTS = 4096
    BEFORE_NAMES = 6
    LOCK_SIZE = 5
    # What a byte is in a name.
    PLAIN = 0
    FORBIDDEN = 1
    LINE_END = 2
    SLASH = 3
    DOT = 4
    BRACE = 5

cdef unsigned char[256] KINDS
cdef signed char[256] VALUES


cdef void fill_tables() noexcept:
    """What each byte is in a name, and as a digit in lower case."""
    cdef int byte
    for byte in range(256):
        KINDS[byte] = FORBIDDEN if byte <= 32 or byte == 127 else PLAIN
        VALUES[byte] = byte - 48 if 48 <= byte <= 57 else byte - 87 if 97 <= byte <= 102 else -1
    for byte in b"~^:?[\\*":
        KINDS[byte] = FORBIDDEN
    KINDS[10], KINDS[47], KINDS[46], KINDS[123] = LINE_END, SLASH, DOT, BRACE


fill_tables()


cdef bint is_id(const unsigned char *at, size_t hex_size) noexcept nogil:
    """Whether an id is at `at`, in lower case and not all zero."""
    cdef size_t place
    cdef int all_of = 0
    cdef signed char value
    for place in range(hex_size):
        value = VALUES[at[place]]
        if value < 0:
            return False
        all_of |= value
    return all_of != 0


cdef const unsigned char *name_end(const unsigned char *at, const unsigned char *end) noexcept nogil:
    """Where the name ends that is at `at`, behind refs/, with its line; NULL where it is none."""
    cdef const unsigned char *part = at
    cdef unsigned char kind
    while at < end:
        kind = KINDS[at[0]]
        if kind == PLAIN:
            pass
        elif kind == LINE_END or kind == SLASH:
            if at == part or (at - part > LOCK_SIZE and memcmp(at - LOCK_SIZE, b".lock", LOCK_SIZE) == 0):
                return NULL
            if kind == LINE_END and at[-1] == b".":
                return NULL
            if kind == LINE_END:
                return at
            part = at + 1
        elif kind == DOT:
            if at == part or at[-1] == b".":
                return NULL
        elif kind == FORBIDDEN or at[-1] == b"@":
            return NULL
        at += 1
    return NULL


cdef bint is_above(const unsigned char *name, size_t size, const unsigned char *before, size_t size_before) noexcept nogil:
    """Whether `name` comes after the name `before`."""
    cdef int order = memcmp(name, before, size if size < size_before else size_before)
    return order > 0 or (order == 0 and size > size_before)


cdef size_t slot_of(const unsigned char *at) noexcept nogil:
    """Where the id at `at` is looked for."""
    return <size_t>VALUES[at[0]] << 8 | <size_t>VALUES[at[1]] << 4 | <size_t>VALUES[at[2]]


cdef size_t hashed(const char *at) noexcept nogil:
    """The same for what may be no id."""
    return (<size_t>(at[0] & 31) << 7 ^ <size_t>(at[1] & 31) << 4 ^ <size_t>(at[2] & 31)) % SLOTS


cdef bytes raw_id(const unsigned char *at, size_t hex_size):
    """The raw id of the digits at `at`."""
    cdef char[LONGEST_HASH] raw
    cdef size_t byte
    for byte in range(hex_size // 2):
        raw[byte] = <char>(VALUES[at[2 * byte]] << 4 | VALUES[at[2 * byte + 1]])
    return PyBytes_FromStringAndSize(raw, hex_size // 2)


cdef bytes without_peeled(bytes text, size_t left_out):
    """`text` without the lines that start with a caret, which have so many bytes."""
    cdef bytes made = PyBytes_FromStringAndSize(NULL, PyBytes_GET_SIZE(text) - left_out)
    cdef const char *at = PyBytes_AS_STRING(text)
    cdef const char *end = at + PyBytes_GET_SIZE(text)
    cdef const char *after
    cdef char *out = PyBytes_AS_STRING(made)
    while at < end:
        after = <const char *>memchr(at, 10, end - at) + 1
        if at[0] != b"^":
            memcpy(out, at, after - at)
            out += after - at
        at = after
    return made


cdef struct Told:
    size_t count        # lines of references
    size_t left_out     # bytes of the lines that start with a caret
    bint is_plain


cdef Told told(bytes text, size_t start, size_t hash_size, dict known):
    """What is in `text` from `start` on; raw ids go into `known` unless it is None."""
    cdef const unsigned char *at = <const unsigned char *>PyBytes_AS_STRING(text) + start
    cdef const unsigned char *end = <const unsigned char *>PyBytes_AS_STRING(text) + PyBytes_GET_SIZE(text)
    cdef const unsigned char *name
    cdef const unsigned char *stop
    cdef const unsigned char *before = at
    cdef size_t hex_size = 2 * hash_size, size_before = 0, slot
    cdef const unsigned char *seen[SLOTS]
    cdef bint may_peel = False
    cdef Told found
    found.count = found.left_out = 0
    found.is_plain = False
    memset(seen, 0, sizeof(seen))
    while at < end:
        if at[0] == b"^":
            if not may_peel or <size_t>(end - at) < hex_size + 2 or not is_id(at + 1, hex_size):
                return found
            if at[hex_size + 1] != b"\n":
                return found
            may_peel = False
            at += hex_size + 2
            found.left_out += hex_size + 2
            continue
        if <size_t>(end - at) <= hex_size + BEFORE_NAMES or not is_id(at, hex_size):
            return found
        name = at + hex_size
        if memcmp(name, b" refs/", BEFORE_NAMES) != 0:
            return found
        stop = name_end(name + BEFORE_NAMES, end)
        if stop == NULL or not is_above(name, stop - name, before, size_before):
            return found
        before, size_before = name, stop - name
        if known is not None:
            slot = slot_of(at)
            if seen[slot] == NULL or memcmp(seen[slot], at, hex_size) != 0:
                seen[slot] = at
                known[raw_id(at, hex_size)] = None
        found.count += 1
        may_peel = True
        at = stop + 1
    found.is_plain = True
    return found


cdef int require_hash(size_t hash_size) except -1:
    """Raises ValueError for a hash that is not of a size that is met."""
    if hash_size < 2 or hash_size > LONGEST_HASH:
        raise ValueError("a hash of another size")
    return 0


def plain_refs(bytes text not None, size_t hash_size):
    """What is in `text`, lines as usual and nothing else; None where anything of it is otherwise."""
    cdef dict known = {}
    cdef Told found
    require_hash(hash_size)
    found = told(text, 0, hash_size, known)
    if not found.is_plain:
        return None
    return PlainRefs(without_peeled(text, found.left_out) if found.left_out else text, found.count, list(known))


def are_plain(bytes text not None, size_t start, size_t hash_size):
    """Whether `plain_refs` gives all that is in `text` from `start` on."""
    require_hash(hash_size)
    return bool(start >= <size_t>PyBytes_GET_SIZE(text) or told(text, start, hash_size, None).is_plain)


cdef struct Piece:
    const char *data
    size_t size


cdef Piece piece_of(dict pieces, object key):
    """What `pieces` has for `key`, which stays as long as nobody changes them; what it has for no digits comes first."""
    cdef Piece found
    cdef bytes one = pieces[b""] if b"" in pieces else pieces[key]
    found.data, found.size = PyBytes_AS_STRING(one), PyBytes_GET_SIZE(one)
    return found


def shown_refs(bytes text not None, size_t hash_size, dict starts not None, dict ends not None):
    """The lines of `text`, which `plain_refs` gave, with something else before and after each name."""
    cdef const char *at = PyBytes_AS_STRING(text)
    cdef const char *last = at + PyBytes_GET_SIZE(text)
    cdef const char *stop
    cdef size_t hex_size = 2 * hash_size, size, slot
    cdef const char *seen[SLOTS]
    cdef Piece[SLOTS] before
    cdef Piece[SLOTS] behind
    cdef Growing made = Growing()
    require_hash(hash_size)
    memset(seen, 0, sizeof(seen))
    made.need(PyBytes_GET_SIZE(text) + 1)
    while at < last:
        stop = <const char *>memchr(at, 10, last - at)
        if stop == NULL:
            raise ValueError("a line of a reference without an end")
        if <size_t>(stop - at) < hex_size + 1:
            raise ValueError("a line of a reference that is too short")
        slot = hashed(at)
        if seen[slot] == NULL or memcmp(seen[slot], at, hex_size) != 0:
            key = PyBytes_FromStringAndSize(at, hex_size)
            before[slot], behind[slot] = piece_of(starts, key), piece_of(ends, key)
            seen[slot] = at
        at += hex_size + 1
        size = stop - at
        made.need(before[slot].size + size + behind[slot].size)
        made.add(before[slot].data, before[slot].size)
        made.add(at, size)
        made.add(behind[slot].data, behind[slot].size)
        at = stop + 1
    return PyBytes_FromStringAndSize(made.data, made.used)
