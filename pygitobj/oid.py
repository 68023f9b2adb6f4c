"""Object ids, object types, and the two object formats (SHA-1, SHA-256) that a repository can have.

An object's id is the hash of `<type> <size>NUL<body>`. Which hash is the repository's object format: 20 bytes of
SHA-1 or 32 bytes of SHA-256. Follows git's Documentation/technical/hash-function-transition.
"""

from __future__ import annotations

from enum import StrEnum

from pygitobj.buffers import view_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from hashlib import _Hash
    from typing import Any, SupportsIndex

    from _typeshed import ReadableBuffer

HEX_DIGITS = frozenset("0123456789abcdefABCDEF")
HEX_BYTES = frozenset(b"0123456789abcdefABCDEF")
RAW_SIZES = (20, 32)
HEX_SIZES = (40, 64)
# So much of a wrong value is shown.
MOST_SHOWN = 64


def shown(value: object) -> str:
    """`value` as a message shows it: text and bytes up to a bound, of anything else what it is."""
    if isinstance(value, str | bytes):
        return repr(value) if len(value) <= MOST_SHOWN else f"{value[:MOST_SHOWN]!r}… ({len(value)} in all)"
    return "None" if value is None else f"a value of the type {type(value).__name__}"


def no_id(value: object) -> TypeError | ValueError:
    """Why no ObjectId is made of `value`."""
    if isinstance(value, str | bytes):
        return ValueError(f"not an object id: {shown(value)} (expected 40 or 64 hex digits, or 20 or 32 raw bytes)")
    return TypeError(f"an object id is made of hex digits or raw bytes, not of {shown(value)}")


class ObjectId(bytes):
    """The name of an object: raw bytes that show themselves as hex.

    Made from 40 or 64 hex digits (str or bytes, either case) or from 20 or 32 raw bytes. Immutable, hashable, ordered
    as git orders ids; equal to its raw bytes. Raises ValueError for other digits or bytes, TypeError for anything else.

    >>> oid = ObjectId("4b825dc642cb6eb9a060e54bf8d69288fbee4904")
    >>> str(oid)[:7], bytes(oid)[:2]
    ('4b825dc', b'K\\x82')
    """

    __slots__ = ()

    def __new__(cls, value: str | bytes | bytearray | memoryview) -> ObjectId:  # noqa: D102 - the class says it
        if isinstance(value, str):
            if len(value) in HEX_SIZES and HEX_DIGITS.issuperset(value):
                return super().__new__(cls, bytes.fromhex(value))
        elif isinstance(value, bytes):
            if len(value) in RAW_SIZES:
                return super().__new__(cls, value)
            if len(value) in HEX_SIZES and HEX_BYTES.issuperset(value):
                return super().__new__(cls, bytes.fromhex(value.decode("ascii")))
        elif isinstance(value, bytearray | memoryview):
            return cls(bytes(value))
        raise no_id(value)

    def __str__(self) -> str:
        return self.hex()

    def __repr__(self) -> str:
        return f"ObjectId({self.hex()!r})"

    def __bytes__(self) -> bytes:
        return self[:]

    def __reduce__(self) -> tuple[Any, ...]:
        return ObjectId, (self[:],)

    def __format__(self, spec: str) -> str:
        return format(self.hex(), spec)

    def short(self, length: SupportsIndex = 7) -> str:
        """The first `length` hex digits (not made unique: that takes a store)."""
        if not hasattr(length, "__index__") or length.__index__() < 0:
            raise ValueError(f"length is a number of digits, not {shown(length)}")
        return self.hex()[: length.__index__()]


ID_TYPES = frozenset((bytes, ObjectId))


class ObjectType(StrEnum):
    """One of git's four object types, with the number that a pack entry gives it."""

    COMMIT = "commit"
    TREE = "tree"
    BLOB = "blob"
    TAG = "tag"

    @property
    def code(self) -> int:
        """The type's number in a pack entry header, 1 to 4."""
        return TYPE_CODES[self]


TYPE_CODES = {ObjectType.COMMIT: 1, ObjectType.TREE: 2, ObjectType.BLOB: 3, ObjectType.TAG: 4}
TYPE_NAMES = frozenset(kind.value for kind in TYPE_CODES)
TYPE_BY_CODE: dict[int, ObjectType] = {code: kind for kind, code in TYPE_CODES.items()}
TYPE_BY_NAME: dict[bytes, ObjectType] = {kind.value.encode(): kind for kind in ObjectType}


def hash_named(name: str) -> Callable[..., _Hash]:
    """What makes the running hash `name`: OpenSSL's, as from hashlib, which loads others before it gives any."""
    found: Callable[..., _Hash] | None = None
    try:
        import _hashlib  # a one-shot command that never hashes need not load OpenSSL

        found = getattr(_hashlib, f"openssl_{name}", None)
    except ImportError:
        pass  # a Python without OpenSSL has its own
    if found is None:
        import hashlib

        found = getattr(hashlib, name)
    return found


class ObjectFormat:
    """The hash that names a repository's objects, and the sizes and well-known ids that follow from it.

    The two formats are the module's `SHA1` and `SHA256`. hashlib's SHA-1 does not detect the collision attacks that
    git's detects: put a function that makes a running hash into `constructor`, and everything uses that instead.
    """

    __slots__ = ("constructor", "from_hashlib", "hash_size", "hex_size", "name", "null_id", "number")

    def __init__(self, name: str, hash_size: int, number: int) -> None:
        self.name = name
        self.hash_size = hash_size
        self.hex_size = 2 * hash_size
        self.number = number
        self.null_id = ObjectId(bytes(hash_size))
        self.constructor: Callable[[bytes], _Hash] | None = None
        self.from_hashlib: Callable[..., _Hash] | None = None

    def __repr__(self) -> str:
        return f"ObjectFormat({self.name!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        # There is one of each name; a hash that was put into it stays behind.
        return ObjectFormat.named, (self.name,)

    def require_id(self, value: object) -> None:
        """Raises what `misfit` says unless `value` is an id of this format."""
        if not isinstance(value, bytes) or len(value) != self.hash_size:
            raise self.misfit(value)

    def id_in(self, value: object) -> ObjectId:
        """The id whose digits the str `value` has. Raises what `misfit` says for anything else."""
        if not isinstance(value, str) or len(value) != self.hex_size or not HEX_DIGITS.issuperset(value):
            raise self.misfit(value)
        return ObjectId(value)

    def misfit(self, value: object) -> TypeError | ValueError:
        """What is wrong with `value`, which stands where an id of this format belongs; says what to pass."""
        digits = isinstance(value, bytes) and len(value) in HEX_SIZES and HEX_BYTES.issuperset(value)
        if isinstance(value, bytes) and not digits:
            size = f"{len(value)} bytes, expected {self.hash_size}"
            return ValueError(f"not an id of a {self.name} object: {shown(value)} ({size})")
        return TypeError(f'an object id is expected, such as ObjectId("…"), not {shown(value)}')

    def bounds_of(self, digits: str) -> tuple[bytes, bytes]:
        """The lowest and the highest raw id that begin with the hex `digits`."""
        return bytes.fromhex(digits.ljust(self.hex_size, "0")), bytes.fromhex(digits.ljust(self.hex_size, "f"))

    def first_misfit(self, values: Sequence[object]) -> int:
        """The position of the first of `values` that is no id of this format, their number where all are."""
        # Asked of all at once: a question to each would be a good part of what a bulk read takes.
        known: Any = values
        if ID_TYPES.issuperset(map(type, known)) and {self.hash_size}.issuperset(map(len, known)):
            return len(values)
        for position, value in enumerate(values):
            if not isinstance(value, bytes) or len(value) != self.hash_size:
                return position
        return len(values)

    def new_hash(self, data: bytes = b"") -> _Hash:
        """A running hash that has taken in `data`."""
        if self.constructor is not None:
            return self.constructor(data)
        if self.from_hashlib is None:
            self.from_hashlib = hash_named(self.name)
        return self.from_hashlib(data, usedforsecurity=False)

    def hash_object(self, kind: str, data: ReadableBuffer) -> ObjectId:
        """The id of the object of type `kind` whose body is the bytes of `data`.

        Raises TypeError for what is no buffer, ValueError for one whose bytes do not lie one after another.
        """
        if not isinstance(kind, str):
            raise TypeError(f"an object type is expected, such as {ObjectType.BLOB!s}, not {shown(kind)}")
        return ObjectId(self.digest(kind, data))

    def digest(self, kind: str, data: ReadableBuffer) -> bytes:
        """As `hash_object`, but raw bytes."""
        if type(data) is not bytes:
            data = view_of(data)
        running = self.new_hash(b"%b %d\0" % (kind.encode(), len(data)))
        running.update(data)
        return running.digest()

    @property
    def empty_tree(self) -> ObjectId:
        """The id of the tree with no entries, which exists in every repository without a file."""
        return EMPTY_TREES[self.name]

    @staticmethod
    def named(name: str) -> ObjectFormat:
        """The format called "sha1" or "sha256"; raises KeyError for another name."""
        return FORMATS[name]


SHA1 = ObjectFormat("sha1", 20, 1)
SHA256 = ObjectFormat("sha256", 32, 2)
FORMATS = {"sha1": SHA1, "sha256": SHA256}
EMPTY_TREES = {
    "sha1": ObjectId("4b825dc642cb6eb9a060e54bf8d69288fbee4904"),
    "sha256": ObjectId("6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"),
}
