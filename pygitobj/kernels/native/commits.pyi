from collections.abc import Iterable

from pygitobj.kernels.columns import CommitLinks

def parse_commits(bodies: Iterable[bytes | None], hash_size: int) -> list[CommitLinks | None]: ...
