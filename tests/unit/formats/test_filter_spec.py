"""Several filters as one text: it says the same when it is read, as git escapes what has a meaning there."""

from __future__ import annotations

import pytest

from pygitobj.formats.filter_spec import joined_filters, parse_filter, parse_filters, types_in
from pygitobj.oid import ObjectType


@pytest.mark.parametrize(
    ("specs", "text"),
    [
        (["blob:none"], "blob:none"),
        (["blob:limit=1k"], "blob:limit=1024"),
        (["combine:tree:2+blob:limit=1k"], "combine:tree:2+blob:limit=1k"),
        (["tree:2", "blob:limit=1k"], "combine:tree:2+blob:limit=1k"),
        (["combine:tree:2+blob:none", "object:type=commit"], "combine:tree:2+blob:none+object:type=commit"),
        (["sparse:oid=a b+c%", "tree:1"], "combine:sparse:oid=a%20b%2bc%25+tree:1"),
        (["tree:3", "combine:tree:1+tree:2"], "combine:tree:3+combine:tree:1%2btree:2"),
        (["sparse:oid=HEAD~1:x", "blob:none"], "combine:sparse:oid=HEAD%7e1:x+blob:none"),
    ],
)
def test_joined(specs: list[str], text: str) -> None:
    assert joined_filters(specs) == text
    assert parse_filters([text]) == parse_filters(specs)


def test_types() -> None:
    assert types_in(parse_filter("combine:tree:1+object:type=tag")) == {ObjectType.TAG}
    assert types_in(parse_filter("blob:none")) == set()
