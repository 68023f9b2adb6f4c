"""The hot loops in Python, one concern a module: the reference that the compiled kernels must equal."""

from pygitobj.kernels.pure.cache import BaseCache
from pygitobj.kernels.pure.decoder import PackDecoder
from pygitobj.kernels.pure.delta import apply_delta, delta_sizes
from pygitobj.kernels.pure.entry import parse_entry_header
from pygitobj.kernels.pure.inflate import inflate_exact, inflate_measured, inflate_start
from pygitobj.kernels.pure.lookup import find_oid
from pygitobj.kernels.pure.tree import parse_tree

__all__ = [
    "BaseCache",
    "PackDecoder",
    "apply_delta",
    "delta_sizes",
    "find_oid",
    "inflate_exact",
    "inflate_measured",
    "inflate_start",
    "parse_entry_header",
    "parse_tree",
]
