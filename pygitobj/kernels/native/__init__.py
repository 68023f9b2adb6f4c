"""The hot loops compiled, one concern a module: equal to those in `pure`, which find the words for errors."""

from pygitobj.kernels.native.answers import lay_out_answers
from pygitobj.kernels.native.cache import BaseCache
from pygitobj.kernels.native.decoder import PackDecoder
from pygitobj.kernels.native.delta import apply_delta, delta_sizes
from pygitobj.kernels.native.entry import parse_entry_header
from pygitobj.kernels.native.inflate import INFLATER
from pygitobj.kernels.native.lookup import IndexTable, find_oid
from pygitobj.kernels.native.tree import parse_tree

__all__ = [
    "INFLATER",
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
