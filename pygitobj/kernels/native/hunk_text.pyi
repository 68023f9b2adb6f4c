from collections.abc import Callable

def hunk_text(
    old: bytes,
    new: bytes,
    ways: tuple[int, int, bool, bool],
    around: tuple[int, int],
    signs: bytes,
    prefix: bytes,
    heading: Callable[[bytes], bytes | None] | None,
) -> bytes: ...
