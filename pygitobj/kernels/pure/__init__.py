"""The hot loops in Python, one concern a module: the reference that the compiled kernels must equal."""

from pygitobj.kernels.pure.answers import lay_out_answers
from pygitobj.kernels.pure.cache import BaseCache
from pygitobj.kernels.pure.decoder import PackDecoder
from pygitobj.kernels.pure.delta import apply_delta, delta_sizes
from pygitobj.kernels.pure.entry import parse_entry_header
from pygitobj.kernels.pure.lookup import IndexTable, find_oid
from pygitobj.kernels.pure.tree import parse_tree

__all__ = [
    "BaseCache",
    "IndexTable",
    "PackDecoder",
    "apply_delta",
    "delta_sizes",
    "find_oid",
    "lay_out_answers",
    "parse_entry_header",
    "parse_tree",
]
