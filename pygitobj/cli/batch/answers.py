"""A batch's answers: for columns of ids all at once where their format allows it, otherwise one by one."""

from __future__ import annotations

from collections.abc import Callable

from pygitobj.cli.batch.columns import ColumnAnswers, Given
from pygitobj.cli.batch.formats import DEFAULT, Answer, BatchFormat, parse_format
from pygitobj.cli.batch.names import Request
from pygitobj.errors import GitObjectError, RevisionError
from pygitobj.formats.tree import GITLINK, TYPE_MASK
from pygitobj.id_list import IdList
from pygitobj.oid import TYPE_CODES, ObjectId, ObjectType
from pygitobj.refs.replace import Reader
from pygitobj.repository.big_files import big_file_size
from pygitobj.sources.values import ObjectHeader
from pygitobj.store.bulk import header_many
from pygitobj.store.streaming import open_object
from pygitobj.store.windows import Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygitobj.cli.batch.conversion import Conversion
    from pygitobj.cli.objects_filter import ObjectsFilter
    from pygitobj.cli.output import Output
    from pygitobj.formats.mailmap import Mailmap
    from pygitobj.repository.repository import Repository

# Blobs of more are not held in memory but streamed.
STREAM_SIZE = 16 << 20
# Up to one request in so many is answered on its own, among others that are answered at once.
FEW = 16
WITH_IDENTS = (ObjectType.COMMIT, ObjectType.TAG)
# A line in the default format: id, size, end.
LINES = {kind: b"%%b %b %%d%%b" % kind.encode() for kind in TYPE_CODES}


class Answers:
    """How requests are answered: in which format, what is left out, whose names and which blobs are shown otherwise.

    `silent_exclusion` is for all objects there are: nothing is said of one that is left out.
    """

    def __init__(
        self,
        repository: Repository,
        output: Output,
        layout: BatchFormat,
        *,
        objects_filter: ObjectsFilter | None,
        end: bytes,
        mailmap: Mailmap | None,
        conversion: Conversion | None,
    ) -> None:
        self.repository = repository
        self.store = repository.objects
        self.reader = repository.reader
        self.output = output
        self.format = layout
        self.filter = objects_filter
        self.output_end = end
        self.mailmap = mailmap
        self.conversion = conversion
        self.silent_exclusion = False
        threshold = big_file_size(repository.config)
        self.large = min(threshold, STREAM_SIZE)
        self.columns = ColumnAnswers(
            self.store,
            layout if layout.is_plain else parse_format(DEFAULT),
            output,
            objects_filter=objects_filter,
            end=end,
            large=self.large,
        )

    def answer(self, requests: list[Request | bytes]) -> None:
        """Write the answers to `requests` in their order."""
        if self.conversion is None or not self.in_columns():
            self.answer_run(requests)
            return
        kept = [self.stays(request) for request in requests]
        if kept.count(False) * FEW > len(kept):
            self.answer_one_by_one(requests)
            return
        start = 0
        for at in (*[at for at, stays in enumerate(kept) if not stays], len(requests)):
            if at > start:
                self.answer_run(requests[start:at])
            self.answer_one_by_one(requests[at : at + 1])
            start = at + 1

    def stays(self, request: Request | bytes) -> bool:
        """Whether what answers `request` is in any case shown as it is stored."""
        if self.conversion is None or isinstance(request, bytes) or not request.contents:
            return True
        try:
            return request.rest is not None and self.conversion.leaves(request.rest)
        except GitObjectError:
            return False  # told when it is its turn

    def answer_run(self, requests: list[Request | bytes]) -> None:
        """Write the answers to `requests`, all at once where columns have what they consist of."""
        kinds = {request.contents for request in requests if isinstance(request, Request)}
        if len(kinds) == 1 and self.in_columns():
            null = self.store.format.null_id
            raw = b"".join(request.oid if isinstance(request, Request) else null for request in requests)
            ids = IdList.of(raw, self.store.format.hash_size)
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
        if self.conversion is not None and kind is ObjectType.BLOB:
            line = self.line(request, ObjectHeader(kind, len(data)))
            return b"".join((line, self.converted(request, line, data), self.output_end))
        return b"".join((self.line(request, ObjectHeader(kind, len(data))), data, self.output_end))

    def converted(self, request: Request, line: bytes, data: bytes) -> bytes:
        """`data`, of a blob, as it is shown at the path of `request`; if it cannot be, `line` is written before."""
        assert self.conversion is not None
        try:
            if request.rest is None:
                raise RevisionError(f"missing path for '{request.oid.hex()}'")
            return self.conversion.apply(request.rest, ObjectId(request.oid), data)
        except GitObjectError:
            self.output.write(line)
            raise

    def answer_stream(self, request: Request, header: ObjectHeader) -> None:
        """Answer with the content of an object too large to be held."""
        if self.excludes(header.type, header.size):
            self.output.write(self.text_excluded(request))
            return
        if not self.stays(request):
            self.output.write(self.answer_found(request, self.reader.read(request.oid)))
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
        answer = Answer(ObjectId(oid), header, info, request.mode, request.rest or b"")
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

    def answer_everything(self, *, contents: bool, unordered: bool) -> None:
        """Answer for every object there is, with its content or a line, by id or in the order of the packs."""
        self.silent_exclusion = True
        self.reader = Reader(self.store)  # here each object is itself, as in git
        if self.in_columns():
            given = self.given(IdList(), {}, lambda _, oid: Request(oid.hex().encode(), oid, None, b"", contents))
            if not contents:
                self.columns.write_all_lines(given)
            else:
                self.columns.write_all(given, ordered=not unordered)
            return
        if contents:
            for oid, found in self.store.scan(ordered=not unordered, large=self.large):
                self.output.write(self.answer_found(Request(oid.hex().encode(), oid, None, b"", True), found))
            return
        for ids in self.store.id_lists():
            for oid, header in zip(ids, header_many(self.store, ids), strict=True):
                self.answer_info(Request(oid.hex().encode(), oid, None, b"", False), header)
