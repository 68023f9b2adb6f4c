"""`explain <object>`: the story of one lookup, for people who want to see how git keeps things."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from pygitobj.cli.parse_options import Option, Spec, parse_options, refuse
from pygitobj.cli.session import Session
from pygitobj.cli.terminal import shown_name
from pygitobj.errors import RevisionError
from pygitobj.formats.quote import without_controls
from pygitobj.jobs.inspect.explain import Lookup, Loose, Story, explain
from pygitobj.jobs.inspect.explain_entry import Delta, Entry
from pygitobj.revisions.resolve import resolve

SPEC = Spec(
    usage=("pygitobj explain [--ops] [--json] <object>",),
    options=(
        Option("ops", "flag", "list every instruction of every delta", long="ops"),
        Option("json", "flag", "tell it as JSON", long="json"),
    ),
)
SHORT = 12
MOST_PLACES = 12


def run(session: Session, words: Sequence[str]) -> int:
    """Tell the story of the object that `words` name; gives the exit code."""
    parsed = parse_options(SPEC, words)
    if len(parsed.arguments) != 1:
        raise refuse(SPEC, "exactly one <object> is required")
    name = parsed.arguments[0]
    with session.open_repository() as repository:
        oid = resolve(repository.revisions, name, explain=True).id
        if oid is None:
            raise RevisionError(f"Not a valid object name {name}")
        story = explain(repository.objects, oid, repository.reader.target(oid))
    given = parsed.options
    if given.flag("json"):
        sys.stdout.write(as_json(story, given.flag("ops")) + "\n")
    else:
        told = tell(shown_name(name), story, given.flag("ops"))
        sys.stdout.write(without_controls("\n".join(told), fully=True) + "\n")
    return 0


def as_json(story: Story, ops: bool) -> str:
    """The story for programs; without `ops` the deltas' instructions are only counted."""
    import json  # only programs ask for it

    def plain(value: object) -> object:
        if isinstance(value, tuple) and hasattr(value, "_asdict"):
            fields = value._asdict()
            if isinstance(value, Delta) and not ops:
                del fields["instructions"]
            return {key: plain(field) for key, field in fields.items()}
        return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value

    return json.dumps(plain(story), indent=2)


def tell(name: str, story: Story, ops: bool) -> Iterator[str]:
    """The story in lines."""
    yield f"{name} is {story.oid}, a {story.type} of {count(story.size, 'byte')}."
    if story.read_as != story.oid:
        yield f"A replace ref says that {story.read_as} is to be read in its place."
    yield ""
    yield from tell_search(story)
    if story.lookup is not None:
        yield ""
        yield from tell_lookup(story.lookup)
        for number, entry in enumerate(story.chain):
            yield ""
            yield from tell_entry(entry, number, ops)
        if story.replaced_base is not None:
            yield ""
            yield f"Its base, at byte {story.replaced_base}, is damaged: a good copy from elsewhere is taken for it."
        if len(story.chain) > 1:
            yield ""
            yield from tell_chain(story.chain)
    if story.loose is not None:
        yield ""
        yield from tell_loose(story.loose)
    yield ""
    if story.other_copies:
        yield "Other copies of the object:"
        yield from (f"  {place}" for place in story.other_copies)
    else:
        yield "There is no other copy of the object."


def tell_search(story: Story) -> Iterator[str]:
    """Where it was looked for."""
    if not story.asked:
        yield f"It exists without a file: {story.served_from}."
        return
    yield "Where it was looked for: all packs; then packs and loose objects, one object directory after another."
    shown = story.asked if len(story.asked) <= MOST_PLACES else story.asked[-MOST_PLACES:]
    if len(shown) < len(story.asked):
        yield f"  … {count(len(story.asked) - len(shown), 'place')} without it …"
    for place, verdict in shown:
        yield f"  {place}: {verdict}"


def tell_lookup(lookup: Lookup) -> Iterator[str]:
    """The way through the index."""
    first = lookup.first_byte
    rows = lookup.high - lookup.low
    yield f"The index, {lookup.path}: version {lookup.version}, {count(lookup.entries, 'object')}, sorted by id."
    yield f"  The id starts with {first:02x}."
    yield f"  The fanout table, at byte {lookup.fanout_at}, counts the ids up to each first byte:"
    if first:
        yield f"    word {first - 1:02x} (byte {lookup.fanout_at + 4 * (first - 1)}) says {lookup.low},"
    yield f"    word {first:02x} (byte {lookup.fanout_at + 4 * first}) says {lookup.high}:"
    yield f"    so the rows {lookup.low} to {lookup.high - 1} are left, {count(rows, 'row')}."
    yield f"  A binary search in them takes {count(len(lookup.steps), 'step')}:"
    for step in lookup.steps:
        verdict = {"low": "is below it", "high": "is above it", "found": "is it"}[step.verdict]
        yield f"    row {step.row}: {step.oid[:SHORT]}… {verdict}"
    yield f"  Row {lookup.row} of the offsets, at byte {lookup.offset_at}, holds {lookup.offset_bytes}:"
    if lookup.large_row is None:
        yield f"    the entry starts at byte {lookup.offset} of the pack."
    else:
        yield f"    the top bit is set, so the rest, {lookup.large_row}, is a row of the 64-bit table:"
        yield f"    at byte {lookup.large_at}, it holds {lookup.large_bytes}:"
        yield f"    the entry starts at byte {lookup.offset} of the pack."
    if lookup.crc32 is not None:
        yield f"  The CRC32 of the entry's bytes is {lookup.crc32:08x}, to check them when they are copied."


def tell_entry(entry: Entry, number: int, ops: bool) -> Iterator[str]:
    """One entry of the pack."""
    what = "The entry" if number == 0 else f"Base {number}"
    named = f" ({entry.oid[:SHORT]}…)" if entry.oid and number else ""
    yield f"{what}{named}, at byte {entry.offset}, {count(entry.disk_size, 'byte')}: {entry.stored_as}."
    yield "  Its header:"
    for part in entry.header:
        yield f"    {part.bits:<16}  {part.meaning}"
    if entry.delta is None:
        yield f"  From byte {entry.stream_at} on, a zlib stream of {count(entry.size, 'byte')}: the object itself."
        return
    yield f"  From byte {entry.stream_at} on, a zlib stream of {count(entry.size, 'byte')}: a delta."
    yield from tell_delta(entry.delta, ops)


def tell_delta(delta: Delta, ops: bool) -> Iterator[str]:
    """What a delta asks for."""
    yield f"    It makes {count(delta.result_size, 'byte')} of a base of {count(delta.source_size, 'byte')}:"
    yield f"    {count(delta.copies, 'copy', 'copies')} take {count(delta.copied, 'byte')} from the base,"
    yield f"    {count(delta.inserts, 'insert')} bring {count(delta.inserted, 'new byte')}."
    if ops:
        for step in delta.instructions:
            if step.kind == "copy":
                yield f"      {step.at:>6}  copy    {step.length} from {step.start}"
            else:
                yield f"      {step.at:>6}  insert  {step.length}"


def tell_chain(chain: list[Entry]) -> Iterator[str]:
    """The chain as a table."""
    yield "The chain, from the object down to the base that is stored whole:"
    yield f"  {'':>4}  {'offset':>12}  {'stored as':<10}{'in the pack':>12}{'inflated':>10}{'makes':>10}"
    for number, entry in enumerate(chain):
        yield (
            f"  {number:>4}  {entry.offset:>12}  {entry.stored_as:<10}"
            f"{entry.disk_size:>12}{entry.size:>10}{entry.result_size:>10}"
        )
    stored = sum(entry.disk_size for entry in chain)
    yield f"  {count(stored, 'byte')} of the pack are read to make {count(chain[0].result_size, 'byte')}."


def tell_loose(loose: Loose) -> Iterator[str]:
    """The loose file."""
    yield f"The loose object, {loose.path}: {count(loose.disk_size, 'byte')}."
    yield "  Its name is its id: two digits for the directory, the rest for the file."
    yield f"  It is one zlib stream (it starts with {loose.zlib_header}). Inflated, it begins with the header"
    yield f"    {loose.header!r} and a NUL"
    yield "  and goes on with the body. The id is the hash of header and body."


def count(number: int, one: str, many: str = "") -> str:
    """`number` things."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
