"""A tree's entries. Their layout: kernels/pure/tree.py."""

from cpython.bytes cimport PyBytes_AsString, PyBytes_FromStringAndSize
from libc.stddef cimport size_t
from libc.string cimport memchr

cdef size_t MAX_MODE_DIGITS = 11


def parse_tree(data, size_t hash_size):
    """The entries of the tree body `data` as (mode, name, raw id), in their order. Raises CorruptObject."""
    cdef const char *start = PyBytes_AsString(data)
    cdef const char *at = start
    cdef const char *end = start + len(data)
    cdef const char *name
    cdef const char *nul
    cdef unsigned long long mode
    entries = []
    while at < end:
        mode = 0
        name = at
        while name < end and b"0" <= name[0] <= b"7":
            mode = mode << 3 | <unsigned long long>(name[0] - 48)
            name += 1
        if name == at or <size_t>(name - at) > MAX_MODE_DIGITS or name == end or name[0] != b" ":
            return parse_slowly(data, hash_size)
        name += 1
        nul = <const char *>memchr(name, 0, end - name)
        if nul == NULL or nul == name or <size_t>(end - nul - 1) < hash_size:
            return parse_slowly(data, hash_size)
        at = nul + 1 + hash_size
        entries.append((
            mode,
            PyBytes_FromStringAndSize(name, nul - name),
            PyBytes_FromStringAndSize(nul + 1, hash_size),
        ))
    return entries


cdef object parse_slowly(data, size_t hash_size):
    """What the kernel in Python says, which finds the words for what is wrong."""
    from pygitobj.kernels.pure.tree import parse_tree as slow

    return slow(data, hash_size)


cdef object refuse(body, size_t hash_size):
    """Raises CorruptObject for the malformed tree `body`, in the words of the kernel in Python."""
    parse_slowly(body, hash_size)
    raise AssertionError("the kernels do not agree")
