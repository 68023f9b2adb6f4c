"""What the threads share that resolve a pack's deltas, and what each has: see resolve.pyx."""

from libc.stddef cimport size_t
from libc.stdint cimport int64_t, uint64_t

from pygitobj.kernels.native.cache cimport Body
from pygitobj.kernels.native.worker cimport Worker

cdef struct Ref:
    unsigned char[32] base      # the id of the base, copied: what is sorted and searched must stay what it is
    int64_t entry

cdef struct Resolve:
    const unsigned char *data
    uint64_t first, end
    size_t hash_size
    const uint64_t *offsets
    int64_t count
    unsigned char *codes        # 0 while an entry's object is not known
    unsigned char *ids
    unsigned char *claimed      # ref-deltas that a thread has taken: the same base may stand in a pack twice
    unsigned char *known        # what was known from the beginning
    unsigned char *failed
    int64_t *child              # the first ofs-delta on each entry, -1 for none
    int64_t *sibling            # the next on the same base
    Ref *refs                   # ascending by base
    int64_t ref_count
    int64_t ref_room
    bint failed_at_all          # memory is short
    size_t room                 # bytes of bodies that a thread may keep
    int64_t next
    size_t mapped               # bytes of the map that data is, 0 where it is none
    int64_t looked              # bytes that were looked at since the pages of the map were given back

cdef struct Frame:
    int64_t entry
    Body *body                  # NULL where it was given back
    int64_t child               # the next ofs-delta that is due
    int64_t ref, last_ref       # the ref-deltas that are due

cdef struct Path:
    Frame *frames
    int64_t count
    int64_t room
    size_t held
    Worker worker
