"""Where a blame stands: versions with the lines that are looked for in them, and whose turn it is."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count

from pygitobj.changes.blame.files_of_parents import File, FilesOfParents
from pygitobj.changes.blame.final_text import FinalText
from pygitobj.changes.blame.values import BlameOptions, Version, Work
from pygitobj.kernels import merge_spans

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.kernels.columns import Span
    from pygitobj.walk.history import History


class Board:
    """The versions of files of `history` that lines of `text` may come from.

    `read` gives the content of a file by path, mode and raw id.
    """

    def __init__(
        self,
        history: History,
        files: FilesOfParents,
        read: Callable[[bytes, int, bytes], bytes],
        text: FinalText,
        options: BlameOptions,
    ) -> None:
        self.history, self.files, self.text, self.options = history, files, text, options
        self.read_file = read
        self.work = Work()
        self.versions: dict[int, dict[bytes, Version]] = {}
        self.queue: list[tuple[int, int, int]] = []
        self.turns = count()

    # Versions

    def version(self, number: int, file: File) -> Version:
        """The version of a commit that `file` is, which is then the last that was come to."""
        versions = self.versions.setdefault(number, {})
        found = versions.pop(file.path, None)
        if found is None:
            found = Version(number, *file)
        versions[file.path] = found
        return found

    def known(self, number: int, path: bytes) -> Version | None:
        """The version of a commit at a path, if it was come to."""
        return self.versions.get(number, {}).get(path)

    def forget(self, version: Version) -> None:
        """Let go of a version that nobody needs."""
        if version.is_guilty or version.spans:
            return
        versions = self.versions.get(version.number, {})
        if versions.get(version.path) is version:
            del versions[version.path]
            if not versions:
                del self.versions[version.number]

    def read(self, version: Version) -> bytes:
        """The content of a version. Raises NotFoundError, CorruptError, RepositoryError."""
        if version.content is None:
            self.work.blobs += 1
            version.content = self.read_file(version.path, version.mode, version.oid)
        return version.content

    # Turns

    def hand(self, version: Version, spans: list[Span]) -> None:
        """Let `spans` be looked for in `version`."""
        if not spans:
            return
        versions = self.versions.setdefault(version.number, {})
        if not any(other.spans for other in versions.values()):
            self.put(version.number)
        versions.setdefault(version.path, version)
        version.spans = merge_spans(version.spans, spans)

    def put(self, number: int) -> None:
        """Let it be a commit's turn by its date."""
        date = self.history.table.date(number)
        heappush(self.queue, (date if self.options.reverse else -date, next(self.turns), number))

    def next(self) -> int | None:
        """The commit whose turn it is, None where nothing is left."""
        return heappop(self.queue)[2] if self.queue else None

    def is_next(self, number: int) -> bool:
        """Whether it would be a commit's turn before that of all others, and nothing is known of it."""
        if number in self.versions:
            return False
        date = self.history.table.date(number)
        return not self.queue or (date if self.options.reverse else -date) < self.queue[0][0]

    def waiting(self, number: int) -> Version | None:
        """A version of a commit that has spans, of several the one that was come to last."""
        for version in reversed(self.versions.get(number, {}).values()):
            if version.spans:
                return version
        return None
