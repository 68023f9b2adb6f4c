"""`cat-file --batch`, `--batch-check` and `--batch-command`: many objects through one open store.

Requests are taken as they arrive. What has arrived is looked at together, so that the store can build each delta
base once, and is answered in its order before more is waited for.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable

from pygitobj.cli.batch.columns import ColumnAnswers, Given
from pygitobj.cli.batch.formats import DEFAULT, Answer, BatchFormat, parse_format
from pygitobj.cli.batch.requests import blocks, full_ids
from pygitobj.cli.objects_filter import ObjectsFilter
from pygitobj.cli.output import Output
from pygitobj.cli.parse_options import Options
from pygitobj.errors import GitObjectError, RepositoryError, RevisionError, UnsupportedError
from pygitobj.formats.mailmap import Mailmap
from pygitobj.formats.tree import GITLINK, TYPE_MASK
from pygitobj.id_list import IdList
from pygitobj.oid import TYPE_CODES, ObjectId, ObjectType
from pygitobj.record import Record
from pygitobj.refs.replace import Reader
from pygitobj.repository.config import maybe_bool
from pygitobj.repository.repository import Repository
from pygitobj.revisions.context import Status
from pygitobj.sources.values import ObjectHeader
from pygitobj.store.bulk import header_many
from pygitobj.store.streaming import open_object
from pygitobj.store.windows import Result

# With --buffer, so much of the input, or so many commands, are gathered before they are answered.
GATHERED_BYTES = 8 << 20
GATHERED = 1 << 17
# Blobs of more are not held in memory but streamed.
STREAM_SIZE = 16 << 20
BIG_FILE_THRESHOLD = 512 << 20
COLLECT_EVERY = 100_000
WITH_IDENTS = (ObjectType.COMMIT, ObjectType.TAG)
# A line in the default format: id, size, end.
LINES = {kind: b"%%b %b %%d%%b" % kind.encode() for kind in TYPE_CODES}


class Request(Record):
    """One object asked for: the words used, what they resolved to, and whether its content is wanted."""

    shown: bytes
    oid: bytes
    mode: int | None
    rest: bytes
    contents: bool


class Batch:
    """A run of one of the batch modes."""

    def __init__(
        self,
        repository: Repository,
        layout: BatchFormat,
        given: Options,
        objects_filter: ObjectsFilter | None,
        contents: bool,
        *,
        all_objects: bool,
    ) -> None:
        self.repository = repository
        self.store = repository.objects
        self.reader = repository.reader
        self.hex_size, self.hash_size = repository.format.hex_size, repository.format.hash_size
        self.format = layout
        self.filter = objects_filter
        self.contents = contents
        self.follow = given.flag("follow")
        self.input_end = b"\0" if given.flag("z") or given.flag("Z") else b"\n"
        self.output_end = b"\0" if given.flag("Z") else b"\n"
        self.buffered = given.flag("buffer", all_objects)
        self.mailmap: Mailmap | None = repository.mailmap() if given.flag("mailmap") else None
        self.output = Output()
        self.silent_exclusion = False
        threshold = repository.config.get_size("core.bigFileThreshold", BIG_FILE_THRESHOLD)
        self.large = min(threshold, STREAM_SIZE)
        self.columns = ColumnAnswers(
            self.store,
            layout if layout.is_plain else parse_format(DEFAULT),
            self.output,
            objects_filter=objects_filter,
            end=self.output_end,
            large=self.large,
        )

    # From lines to requests

    def trimmed(self, line: bytes) -> bytes:
        """`line` without the carriage return of a foreign line end, and up to a NUL."""
        if self.input_end == b"\n" and line.endswith(b"\r"):
            line = line[:-1]
        return line.partition(b"\0")[0]

    def request(self, line: bytes, contents: bool) -> Request | bytes:
        """The request that `line` is, or the answer where it names no object."""
        rest = b""
        if self.format.splits_lines:
            line, rest = split_rest(line)
        oid = self.full_id(line)
        if oid is not None:
            return Request(line, oid, None, rest, contents)
        try:
            found = self.repository.lookup(os.fsdecode(line), follow_symlinks=self.follow)
        except UnsupportedError as error:
            self.tell(f"error: {error}")
            return b"%s missing%s" % (line, self.output_end)
        if found.id is not None:
            return Request(line, found.id, found.mode, rest, contents)
        end = self.output_end
        word = found.status.value.encode()
        if found.status in (Status.MISSING, Status.AMBIGUOUS):
            return b"%s %s%s" % (line, word, end)
        path = found.outside if found.status is Status.OUTSIDE else line
        return b"%s %d%s%s%s" % (word, len(path), end, path, end)

    def full_id(self, line: bytes) -> bytes | None:
        """The raw id that `line` is, if it is one of full length."""
        if len(line) != self.hex_size:
            return None
        try:
            raw = bytes.fromhex(line.decode("ascii"))
        except ValueError:
            return None
        return raw if len(raw) * 2 == self.hex_size else None

    # From requests to answers

    def answer_all(self, asked: Iterable[tuple[bytes, bool]]) -> None:
        """Answer the names that are `asked` for, each with whether its content is wanted, in their order.

        Where one ends it all with an error, those before it are answered first.
        """
        requests: list[Request | bytes] = []
        try:
            for line, contents in asked:
                requests.append(self.request(line, contents))
        except GitObjectError:
            self.answer(requests)
            raise
        self.answer(requests)

    def answer(self, requests: list[Request | bytes]) -> None:
        """Write the answers to `requests` in their order."""
        kinds = {request.contents for request in requests if isinstance(request, Request)}
        if len(kinds) == 1 and self.in_columns():
            null = self.store.format.null_id
            raw = b"".join(request.oid if isinstance(request, Request) else null for request in requests)
            ids = IdList.of(raw, self.hash_size)
            texts = {at: request for at, request in enumerate(requests) if isinstance(request, bytes)}

            def request_at(position: int, _: bytes) -> Request:
                request = requests[position]
                assert isinstance(request, Request)
                return request

            self.answer_ids(ids, self.given(ids, texts, request_at), kinds.pop())
        else:
            self.answer_one_by_one(requests)

    def in_columns(self) -> bool:
        """Whether answers consist of what columns have, and each id stands for itself."""
        return self.format.is_plain and self.mailmap is None and not self.reader.replaced

    def given(self, ids: IdList, texts: dict[int, bytes], request_at: Callable[[int, bytes], Request]) -> Given:
        """How what is in no pack is answered; `request_at` gives the request at a position."""
        return Given(
            texts,
            lambda position, oid, found: self.answer_found(request_at(position, oid), found),
            lambda position, oid: self.text_excluded(request_at(position, oid)),
            ids,
        )

    def answer_ids(self, ids: IdList, given: Given, contents: bool) -> None:
        """Write the answers for `ids`."""
        if contents:
            self.columns.write_contents(ids, given)
        else:
            self.columns.write_lines(ids, given)

    def answer_one_by_one(self, requests: list[Request | bytes]) -> None:
        """Write the answers to `requests` in their order, each formatted on its own."""
        asked = [request for request in requests if isinstance(request, Request)]
        targets = self.reader.targets
        wanted = targets(request.oid for request in asked if request.contents)
        reads = (found for _, found in self.store.read_many(wanted, large=self.large))
        headers = header_many(self.store, targets(request.oid for request in asked if not request.contents))
        for request in requests:
            if isinstance(request, bytes):
                self.output.write(request)
            elif request.contents:
                self.output.write(self.answer_found(request, next(reads)))
            else:
                self.answer_info(request, next(headers))

    def answer_found(self, request: Request, found: Result | None) -> bytes:
        """The answer with the content of what was `found`; one too large to be held is written at once."""
        if found is None or isinstance(found, GitObjectError):
            return self.text_missing(request)
        if isinstance(found, ObjectHeader):
            self.answer_stream(request, found)
            return b""
        kind, data = found
        if self.excludes(kind, len(data)):
            return self.text_excluded(request)
        if self.mailmap is not None and kind in WITH_IDENTS:
            data = self.mailmap.apply(data)
        return b"".join((self.line(request, ObjectHeader(kind, len(data))), data, self.output_end))

    def answer_stream(self, request: Request, header: ObjectHeader) -> None:
        """Answer with the content of an object too large to be held."""
        if self.excludes(header.type, header.size):
            self.output.write(self.text_excluded(request))
            return
        # Its size is that of the copy which is given, not of one with a damaged header.
        header, _, body = open_object(self.store, self.reader.target(request.oid), verify=self.store.verifies)
        with body:
            self.output.write(self.line(request, header))
            self.output.copy(body)
        self.output.write(self.output_end)

    def answer_info(self, request: Request, header: ObjectHeader | None) -> None:
        """Answer with a line about the object whose `header` was found."""
        if header is None:
            self.output.write(self.text_missing(request))
            return
        if self.excludes(header.type, header.size):
            self.output.write(self.text_excluded(request))
            return
        if self.mailmap is not None and header.type in WITH_IDENTS:
            data = self.mailmap.apply(self.reader.read(request.oid).data)
            header = ObjectHeader(header.type, len(data))
        self.output.write(self.line(request, header))

    def line(self, request: Request, header: ObjectHeader) -> bytes:
        """The formatted line about an object."""
        oid = request.oid
        if self.format.is_default:
            return LINES[header.type] % (oid.hex().encode(), header.size, self.output_end)
        info = self.reader.info(oid) if self.format.needs_info else None
        answer = Answer(ObjectId(oid), header, info, request.mode, request.rest)
        return self.format.fill(answer, self.repository.format) + self.output_end

    def text_missing(self, request: Request) -> bytes:
        """The answer that the object is not to be had."""
        if request.mode is not None and request.mode & TYPE_MASK == GITLINK:
            return b"%s submodule%s" % (request.oid.hex().encode(), self.output_end)
        return b"%s missing%s" % (request.shown, self.output_end)

    def excludes(self, kind: ObjectType, size: int) -> bool:
        """Whether the filter leaves such an object out."""
        return self.filter is not None and self.filter.excludes(kind, size)

    def text_excluded(self, request: Request) -> bytes:
        """The answer for an object that is left out; none where all objects are asked for."""
        return b"" if self.silent_exclusion else b"%s excluded%s" % (request.shown, self.output_end)

    def tell(self, line: str) -> None:
        """Print `line` to standard error, after the answers before it."""
        self.output.flush()
        self.repository.warn(line)

    # The modes

    def run_lines(self) -> None:
        """Answer each line of standard input."""
        for block in blocks(self.input_end, GATHERED_BYTES if self.buffered else 1):
            column = full_ids(block, self.input_end, self.hex_size) if self.in_columns() else None
            if column is not None and not self.format.splits_lines:
                self.answer_lines_of_ids(block, IdList.of(column, self.hash_size))
            else:
                self.answer_all((self.trimmed(line), self.contents) for line in self.lines(block))
            if not self.buffered:
                self.output.flush()

    def lines(self, block: bytes) -> list[bytes]:
        """The lines of `block`, without their ends."""
        return block.split(self.input_end)[:-1]

    def answer_lines_of_ids(self, block: bytes, ids: IdList) -> None:
        """Answer the lines of `block`, each of which is the full id that `ids` has in its place."""
        step = self.hex_size + 1

        def request_at(position: int, oid: bytes) -> Request:
            return Request(block[position * step : (position + 1) * step - 1], oid, None, b"", self.contents)

        self.answer_ids(ids, self.given(ids, {}, request_at), self.contents)

    def run_commands(self) -> None:
        """Obey each line of standard input: contents, info, mailmap, flush."""
        queued: list[tuple[str, bytes]] = []
        for block in blocks(self.input_end, 1):
            for line in map(self.trimmed, self.lines(block)):
                try:
                    command, argument = self.command(line)
                except RevisionError:
                    if not self.buffered:
                        self.obey(queued)
                    raise
                if command == "flush":
                    self.obey(queued)
                    self.output.flush()
                    queued = []
                else:
                    queued.append((command, argument))
            if not self.buffered or len(queued) >= GATHERED:
                self.obey(queued)
                queued = []
            if not self.buffered:
                self.output.flush()
        self.obey(queued)

    def command(self, line: bytes) -> tuple[str, bytes]:
        """The command and argument in `line`. Raises RevisionError in git's words, after the answers before it."""
        shown = os.fsdecode(line)
        if not line:
            raise RevisionError("empty command in input")
        if line[:1] in (b" ", b"\t", b"\r"):
            raise RevisionError(f"whitespace before command: '{shown}'")
        for name in ("contents", "flush", "info", "mailmap", "remote-object-info"):
            if not shown.startswith(name):
                continue
            after = line[len(name) :]
            if name == "flush":
                if after:
                    raise RevisionError("flush takes no arguments")
                if not self.buffered:
                    raise RevisionError("flush is only for --buffer mode")
            elif not after.startswith(b" "):
                raise RevisionError(f"{name} requires arguments")
            return name, after[1:]
        raise RevisionError(f"unknown command: '{shown}'")

    def obey(self, commands: list[tuple[str, bytes]]) -> None:
        """Carry out `commands` in their order."""
        asked: list[tuple[bytes, bool]] = []
        for name, argument in commands:
            if name in ("contents", "info"):
                asked.append((argument, name == "contents"))
                continue
            self.answer_all(asked)
            asked = []
            if name == "remote-object-info":
                raise UnsupportedError("remote-object-info is not supported by pygitobj")
            self.switch_mailmap(os.fsdecode(argument))
        self.answer_all(asked)

    def switch_mailmap(self, word: str) -> None:
        """Use the mailmap or not, as the boolean `word` says."""
        use = maybe_bool(word)
        if use is None:
            raise RevisionError(f"mailmap: invalid boolean '{word}'")
        self.mailmap = self.repository.mailmap() if use else None

    def run_all(self, unordered: bool) -> None:
        """Answer for every object there is, by id or in the order of the packs."""
        self.silent_exclusion = True
        self.reader = Reader(self.store)  # here each object is itself, as in git
        if self.repository.has_promisor():
            self.tell("warning: This repository uses promisor remotes. Some objects may not be loaded.")
        if self.in_columns():
            given = self.given(IdList(), {}, lambda _, oid: Request(oid.hex().encode(), oid, None, b"", self.contents))
            if not self.contents:
                self.columns.write_all_lines(given)
            else:
                self.columns.write_all(given, ordered=not unordered)
            return
        if self.contents:
            for oid, found in self.store.scan(ordered=not unordered, large=self.large):
                self.output.write(self.answer_found(Request(oid.hex().encode(), oid, None, b"", True), found))
            return
        for ids in self.store.id_lists():
            for oid, header in zip(ids, header_many(self.store, ids), strict=True):
                self.answer_info(Request(oid.hex().encode(), oid, None, b"", False), header)


def split_rest(line: bytes) -> tuple[bytes, bytes]:
    """A line up to its first space or tab, and what follows the white space there."""
    for at, byte in enumerate(line):
        if byte in b" \t":
            return line[:at], line[at:].lstrip(b" \t")
    return line, b""


def run(
    repository: Repository,
    option: str,
    given: Options,
    objects_filter: ObjectsFilter | None,
    *,
    all_objects: bool,
) -> int:
    """Do what the batch option says; gives the exit code."""
    text = given.text(option)
    layout = parse_format(DEFAULT if text is None else text)
    # What a batch makes is not circular; looking for circles in it every 700 objects took a tenth of the time.
    gc.set_threshold(COLLECT_EVERY)
    batch = Batch(repository, layout, given, objects_filter, option == "batch", all_objects=all_objects)
    try:
        if all_objects:
            batch.run_all(given.flag("unordered"))
        elif option == "batch-command":
            batch.run_commands()
        else:
            batch.run_lines()
    except (GitObjectError, RepositoryError):
        batch.output.flush()
        raise
    batch.output.flush()
    return 0
