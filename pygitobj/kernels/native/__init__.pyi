from pygitobj.kernels.native.answers import lay_out_answers as lay_out_answers
from pygitobj.kernels.native.cache import BaseCache as BaseCache
from pygitobj.kernels.native.decoder import PackDecoder as PackDecoder
from pygitobj.kernels.native.delta import apply_delta as apply_delta
from pygitobj.kernels.native.delta import delta_sizes as delta_sizes
from pygitobj.kernels.native.entry import parse_entry_header as parse_entry_header
from pygitobj.kernels.native.lookup import IndexTable as IndexTable
from pygitobj.kernels.native.lookup import find_oid as find_oid
from pygitobj.kernels.native.tree import parse_tree as parse_tree

INFLATER: str
