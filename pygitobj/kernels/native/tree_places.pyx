"""Literal paths by directory: see kernels/path_places.py."""

from cpython.bytes cimport PyBytes_AsString
from libc.stddef cimport size_t
from libc.stdint cimport int32_t, uint32_t
from libc.stdlib cimport free
from libc.string cimport memcmp

from pygitobj.kernels.native.tree_nodes cimport extend
from pygitobj.kernels.native.tree_sides cimport DIRECTORY, GITLINK
from pygitobj.kernels.path_places import places_of

cdef enum:
    # Which entries of a name lead to a path.
    WITH_SUBMODULES = 1
    ANYTHING = 2


cdef struct Text:
    const unsigned char *start
    size_t size

cdef struct Name:
    Text text
    int kind
    int32_t below

cdef struct Place:
    size_t first        # of its names
    size_t count
    size_t first_rest
    size_t rests


cdef class TreePlaces:
    """The places of `paths`; their names and paths stand one after another, ascending."""

    def __cinit__(self, paths):
        cdef Place *place
        cdef Name *one
        cdef Text *rest
        self.held = [(sorted(steps.items()), rests) for steps, rests in places_of(paths)]
        self.count = len(self.held)
        for steps, rests in self.held:
            place = <Place *>extend(&self.places, sizeof(Place))
            place.first, place.count = self.names.size // sizeof(Name), len(steps)
            place.first_rest, place.rests = self.rests.size // sizeof(Text), len(rests)
            for name, (kind, below) in steps:
                one = <Name *>extend(&self.names, sizeof(Name))
                one.text.start, one.text.size = <const unsigned char *>PyBytes_AsString(name), len(name)
                one.kind, one.below = kind, below
            for text in rests:
                rest = <Text *>extend(&self.rests, sizeof(Text))
                rest.start, rest.size = <const unsigned char *>PyBytes_AsString(text), len(text)

    def __dealloc__(self):
        free(self.places.data)
        free(self.names.data)
        free(self.rests.data)

    cdef int32_t below(self, uint32_t number, const Side *side) noexcept:
        """The place below an entry; NOT_ASKED, or NO_MORE where no later entry can be asked for either."""
        cdef const Place *place = <const Place *>self.places.data + number
        cdef const Name *names = <const Name *>self.names.data + place.first
        cdef const Text *rests = <const Text *>self.rests.data + place.first_rest
        cdef size_t low = 0, high = place.count, middle, size
        cdef int order
        while low < high:
            middle = (low + high) >> 1
            size = min(names[middle].text.size, <size_t>side.size)
            order = memcmp(names[middle].text.start, side.name, size)
            if order == 0 and names[middle].text.size == side.size:
                if names[middle].kind == ANYTHING or side.mode == DIRECTORY or (
                    names[middle].kind == WITH_SUBMODULES and side.mode == GITLINK
                ):
                    return names[middle].below
                break
            if order < 0 or (order == 0 and names[middle].text.size < side.size):
                low = middle + 1
            else:
                high = middle
        for middle in range(place.rests):
            size = min(rests[place.rests - 1 - middle].size, <size_t>side.size)
            if memcmp(rests[place.rests - 1 - middle].start, side.name, size) >= 0:
                return NOT_ASKED
        return NO_MORE
