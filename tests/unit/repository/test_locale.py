"""What a locale says of characters."""

from __future__ import annotations

import pytest

from pygitobj.repository.locale import has_wide_characters


@pytest.mark.parametrize(
    ("environ", "wide"),
    [
        ({}, False),
        ({"LANG": "C.UTF-8"}, True),
        ({"LANG": "de_DE.utf8@euro"}, True),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "C"}, False),
        ({"LANG": "en_US.UTF-8", "LC_ALL": ""}, True),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, True),
        ({"LC_ALL": "de_DE.ISO-8859-1", "LC_CTYPE": "C.UTF-8"}, False),
        ({"LANG": "UTF-8"}, False),
    ],
)
def test_wide_characters(environ: dict[str, str], wide: bool) -> None:
    assert has_wide_characters(environ) is wide
