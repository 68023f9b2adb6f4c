from pygitobj.kernels.pure import BaseCache as BaseCache
from pygitobj.kernels.pure import IndexTable as IndexTable
from pygitobj.kernels.pure import PackDecoder as PackDecoder
from pygitobj.kernels.pure import apply_delta as apply_delta
from pygitobj.kernels.pure import delta_sizes as delta_sizes
from pygitobj.kernels.pure import find_oid as find_oid
from pygitobj.kernels.pure import lay_out_answers as lay_out_answers
from pygitobj.kernels.pure import parse_entry_header as parse_entry_header
from pygitobj.kernels.pure import parse_tree as parse_tree

INFLATER: str
