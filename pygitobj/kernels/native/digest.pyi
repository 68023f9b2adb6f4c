from collections.abc import Sequence

def digest_bodies(hash_size: int, codes: Sequence[int], bodies: Sequence[bytes | None], threads: int = 1) -> bytes: ...

AVAILABLE: bool
