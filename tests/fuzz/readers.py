"""A target for each reader of a text or small file: any bytes are a value or one of our errors, and soon."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from pygitobj.errors import GitObjectError
from pygitobj.formats.bitmap import Bitmap
from pygitobj.formats.chain import parse_chain
from pygitobj.formats.commit import Commit, build_commit
from pygitobj.formats.commit_graph import CommitGraph
from pygitobj.formats.config import parse_config
from pygitobj.formats.date import parse_date
from pygitobj.formats.delta import delta_instructions
from pygitobj.formats.expiry import parse_expiry
from pygitobj.formats.fsck import check_object
from pygitobj.formats.git_index import parse_index
from pygitobj.formats.ident import parse_ident
from pygitobj.formats.idx import PackIndex
from pygitobj.formats.links import links_of
from pygitobj.formats.loose import parse_loose_header
from pygitobj.formats.mailmap import Mailmap
from pygitobj.formats.mtimes import parse_mtimes
from pygitobj.formats.multi_pack_index import MultiPackIndex
from pygitobj.formats.pack import parse_pack_header
from pygitobj.formats.packed_refs import PackedRefs
from pygitobj.formats.pathspec import Below, Pathspec, PathspecList
from pygitobj.formats.posix_regex import ENDLESS, compile_posix
from pygitobj.formats.posix_sets import Dialect
from pygitobj.formats.quote import quote_c, unquote_c
from pygitobj.formats.reflog import parse_reflog
from pygitobj.formats.refname import is_valid_refname
from pygitobj.formats.tag import Tag
from pygitobj.formats.tree import Tree, build_tree
from pygitobj.formats.utf8 import repaired_utf8
from pygitobj.oid import SHA1, SHA256

# What patterns are made of, each for one byte.
SIGNS = "ab/*?[]()|{}.\\^$+-,:!1<>w=A é"
# A reader of some thousand bytes is done in far less; one that takes longer takes too long for its input.
MOST_SECONDS = 5.0


def allowed(call: Callable[..., Any], *arguments: Any, also: type[Exception] = GitObjectError) -> Any:
    """What a call gives, to the end where it gives one after another; None where it raises what it may."""
    begin = time.monotonic()
    try:
        found = call(*arguments)
        return list(found) if isinstance(found, Iterator) else found
    except GitObjectError:
        return None
    except also:
        return None
    finally:
        assert time.monotonic() - begin < MOST_SECONDS, f"{call} took too long"


def text(data: bytes) -> str:
    """`data` as an argument or environment variable comes in."""
    return data.replace(b"\0", b"").decode("utf-8", "surrogateescape")


def config(data: bytes) -> None:
    """Configuration files."""
    allowed(parse_config, data)


def dates(data: bytes) -> None:
    """Dates and times of expiry."""
    allowed(parse_date, text(data))
    allowed(parse_expiry, text(data), 1_700_000_000)


def small_files(data: bytes) -> None:
    """packed-refs, reflogs, mailmaps, names of references."""
    for object_format in (SHA1, SHA256):
        refs = allowed(PackedRefs, data, object_format)
        if refs is not None:
            allowed(list, refs)
            allowed(refs.find, b"refs/heads/main")
            allowed(lambda found=refs: list(found.starting_with(b"refs/tags/")))
        allowed(parse_reflog, data, object_format)
    mailmap = Mailmap()
    allowed(mailmap.add, data)
    mailmap.person(data[:20], data[20:40])
    is_valid_refname(text(data))


def binary_files(data: bytes) -> None:
    """Indexes of packs, of many packs and of worktrees, times of cruft packs, headers."""
    for object_format in (SHA1, SHA256):
        allowed(parse_index, data, object_format)
        allowed(parse_mtimes, data, len(data) % 7, object_format)
        index = allowed(PackIndex, data, object_format)
        if index is not None:
            allowed(index.offsets)
            allowed(index.oids)
        allowed(parse_chain, data, object_format, "multi-pack-index")
        graph = allowed(CommitGraph, data, object_format)
        if graph is not None:
            for row in (0, graph.count - 1):
                allowed(graph.row, row)
            allowed(graph.base_hashes)
        size = object_format.hash_size
        owner = data[12 : 12 + size]
        for summed in (data, data + object_format.new_hash(data).digest()):
            bitmap = allowed(Bitmap, summed, object_format, owner, 20)
            for number in range(0 if bitmap is None else bitmap.entry_count):
                allowed(bitmap.reached, number)
        many = allowed(MultiPackIndex, data, object_format)
        if many is not None:
            for ask in (many.oids, many.places, many.bit_order, many.bitmapped):
                allowed(ask)
            for oid in (data[-20:], bytes(object_format.hash_size)):
                allowed(many.locate, oid)
            allowed(many.locate_many, bytes(3 * object_format.hash_size))
    allowed(parse_pack_header, data, len(data) + 32, 20)
    allowed(parse_loose_header, data)
    allowed(delta_instructions, data)


def objects(data: bytes) -> None:
    """Commits, tags, trees: parsed, checked, followed, and built again to what parses alike."""
    for kind, parts in ((Commit, ("tree", "parents", "author", "committer", "message")), (Tag, ("object", "tagger"))):
        made = kind(data)
        for part in parts:
            allowed(getattr, made, part)
    headers = allowed(lambda: Commit(data).headers)
    if headers is not None:
        message = Commit(data).message
        again = allowed(lambda: build_commit(headers, message), also=ValueError)
        assert again is None or (again.headers, again.message) == (headers, message)
    entries = allowed(lambda: Tree(data).entries)
    if entries is not None:
        rebuilt = allowed(lambda: build_tree(entries), also=ValueError)
        assert rebuilt is None or sorted(rebuilt.entries) == sorted(entries)
    allowed(parse_ident, data)
    for code, kind_name in enumerate(("commit", "tree", "blob", "tag"), start=1):
        allowed(check_object, kind_name, data, SHA1)
        allowed(links_of, code, data, SHA1)


def texts(data: bytes) -> None:
    """Quoting and repairing."""
    quoted = quote_c(data)
    assert (unquote_c(quoted) if quoted.startswith(b'"') and quoted != data else quoted) == data
    allowed(unquote_c, data, also=ValueError)
    repaired_utf8(data)[0].decode("utf-8")


def patterns(data: bytes) -> None:
    """Regular expressions of POSIX's and pathspecs, of signs that mean something, and texts that they are shown."""
    signs = "".join(SIGNS[byte % len(SIGNS)] for byte in data[4:80])
    pattern, shown = signs[: 2 + len(signs) // 3], signs[len(signs) // 2 :]
    found = allowed(compile_posix, pattern, Dialect(*(bool(byte & 1) for byte in data[:4])), also=ValueError)
    if found is not None and (not found.named or len(shown) < 12):
        is_match = allowed(found.search, shown)
        if found.choices < ENDLESS and found.automaton is not None and not found.named:
            assert found.automaton.search(shown) is (found.expression.search(shown) is not None) is is_match
    spec = allowed(Pathspec, f":{pattern}" if data[:1] < b"@" else pattern, also=ValueError)
    if spec is not None and not spec.wanted:
        specs = PathspecList([spec])
        directory = shown.replace("/", "").encode() or b"a"
        below = specs.enters(directory)
        for path in (directory + b"/a", directory + b"/b.c/a"):
            is_meant = allowed(specs.matches, path, 0o100644)
            assert below is Below.SOME or is_meant is (below is Below.ALL)
