"""The header of a bundle, both ways, and what is none."""

from __future__ import annotations

import pytest

from pygitobj.errors import GitObjectError
from pygitobj.formats.bundle import Bundle, BundleRef, NoBundleError, build_bundle, parse_bundle
from pygitobj.oid import SHA1, SHA256, ObjectFormat, ObjectId

ONE, TWO, LONG = ObjectId("1" * 40), ObjectId("2" * 40), ObjectId("3" * 64)
MAIN = BundleRef(ONE, b"refs/heads/main")


@pytest.mark.parametrize(
    ("data", "bundle"),
    [
        (b"# v2 git bundle\n%b refs/heads/main\n\n" % str(ONE).encode(), Bundle(2, SHA1, [], [MAIN])),
        (
            b"# v3 git bundle\n@object-format=sha256\n@filter=blob:none\n%b HEAD\n\n" % str(LONG).encode(),
            Bundle(3, SHA256, [], [BundleRef(LONG, b"HEAD")], "blob:none"),
        ),
    ],
)
def test_both_ways(data: bytes, bundle: Bundle) -> None:
    assert parse_bundle(data.splitlines(keepends=True)) == bundle
    assert build_bundle(bundle) == data


def test_what_must_be_there_is_called_nothing_again() -> None:
    """The subject behind it is for readers; it may be missing."""
    built = build_bundle(Bundle(2, SHA1, [BundleRef(TWO, b"a subject")], [MAIN]))
    assert built == b"# v2 git bundle\n-%b a subject\n%b refs/heads/main\n\n" % (str(TWO).encode(), str(ONE).encode())
    parsed = parse_bundle(built.splitlines(keepends=True))
    assert parsed.prerequisites == [BundleRef(TWO, b"")]
    assert parse_bundle([b"# v2 git bundle\n", b"-%b\n" % str(TWO).encode()]).prerequisites == [BundleRef(TWO, b"")]


def test_what_follows_the_empty_line_is_left_alone() -> None:
    lines = iter([b"# v2 git bundle\n", b"\n", b"PACK"])
    parse_bundle(lines)
    assert list(lines) == [b"PACK"]


@pytest.mark.parametrize(
    "data", [[], [b"# v4 git bundle\n"], [b"# v2 git bundle"], [b"PACK"], [b"# v2 git bundle\r\n"]]
)
def test_no_bundle(data: list[bytes]) -> None:
    with pytest.raises(NoBundleError):
        parse_bundle(data)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"@unknown=1\n", "unknown capability 'unknown=1'"),
        (b"@object-format=md5\n", "unrecognized bundle hash algorithm: md5"),
        (b"zz refs/heads/main\n", r"unrecognized header: zz refs/heads/main \(18\)"),
        (b"-zz subject\n", r"unrecognized header: -zz subject \(10\)"),
        (str(ONE).encode() + b"\n", r"unrecognized header: 1+ \(40\)"),
        (str(LONG).encode() + b" HEAD\n", r"unrecognized header: 3+ HEAD \(69\)"),
    ],
)
def test_lines_that_cannot_be(line: bytes, words: str) -> None:
    with pytest.raises(GitObjectError, match=words):
        parse_bundle([b"# v3 git bundle\n", line])


def test_a_header_that_is_cut_short() -> None:
    """Within a line it says so, though the line may look whole; git takes what comes before that line."""
    whole = build_bundle(Bundle(3, SHA1, [BundleRef(TWO, b"a subject")], [MAIN], "blob:none"))
    for size in range(len(b"# v3 git bundle\n"), len(whole)):
        lines = whole[:size].splitlines(keepends=True)
        if lines[-1].endswith(b"\n"):
            assert build_bundle(parse_bundle(lines)).startswith(b"".join(lines[:2]))
        else:
            with pytest.raises(GitObjectError, match="cut short within a line"):
                parse_bundle(lines)


@pytest.mark.parametrize("object_format", [SHA1, SHA256])
def test_capabilities_are_of_version_3(object_format: ObjectFormat) -> None:
    line = b"@object-format=%b\n" % object_format.name.encode()
    assert parse_bundle([b"# v3 git bundle\n", line]).format is object_format
    with pytest.raises(GitObjectError, match="unrecognized header: @object-format"):
        parse_bundle([b"# v2 git bundle\n", line])
