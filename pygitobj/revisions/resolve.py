"""What a revision means: the object that a user's words name.

    <full id>               wins over everything
    <ref>                   HEAD, main, tags/v1, origin; `@` is HEAD
    <abbreviated id>        4 digits and more; also at the end of what `git describe` says
    <rev>^n  <rev>~n        the n-th parent, the n-th generation back
    <rev>^{type} <rev>^{}   dereferenced to a type, to what is no tag
    <rev>:<path>            what lies there in the tree
    <ref>@{n} <ref>@{date}  what a reference was n changes ago, or then
    @{-n} <branch>@{upstream} <branch>@{push}
    :<path> :<n>:<path>     what lies there in the index
    :/<text> <rev>^{/<text>}  the youngest commit whose message matches

Follows git's Documentation/gitrevisions.
"""

from __future__ import annotations

import os

from pygitobj.errors import MISSING_OR_BAD, RevisionError, UnsupportedError
from pygitobj.formats.numbers import decimal, lower
from pygitobj.formats.refname import is_valid_refname
from pygitobj.oid import HEX_DIGITS, HEX_SIZES, ObjectId, ObjectType
from pygitobj.record import Record
from pygitobj.revisions.context import Context, Resolution, Status

# Most names take one or two of these ways; what the others need is imported where it is used, for start-up's sake.

MIN_DIGITS = 4
TOO_MANY = 1 << 31
Answer = ObjectId | Status
PEEL_TYPES = {kind.value: kind for kind in ObjectType}
# What `^{...}` starts with that is searched for.
SEARCH = "/"
# Of a reference that is called like an id; so many digits it says for any hash.
ID_NAME = """\
Git normally never creates a ref that ends with 40 hex characters
because it will be ignored when you just specify 40-hex. These refs
may be created by mistake. For example,

  git switch -c $br $(git rev-parse ...)

where "$br" is somehow empty and a 40-hex ref is created. Please
examine these refs and maybe delete them. Turn this message off by
running "git config set advice.objectNameWarning false\""""
# As long as a type with the brace after it.
LONGEST_WORD = 7
# What is asked of a log has no more steps in it: each would be read as a date, up to its end.
MOST_STEPS = 64
DIGITS = frozenset("0123456789")
PEEL_HINTS = {"commit": "committish", "tree": "treeish"}


def resolve(
    context: Context,
    name: str,
    *,
    follow_symlinks: bool = False,
    explain: bool = False,
    start: str = "",
    searches: bool = True,
) -> Resolution:
    """What `name` means.

    With `explain`, a name that means nothing raises RevisionError with git's reason where it has one, which heeds that
    a path may have been meant from the directory `start` of the work tree, "" or with "/". Without `searches`
    `:/<text>` means nothing. Raises RefusedRevisionError for what git ends with in any case, UnsupportedError for what
    is not supported, NotFoundError and CorruptError where a search comes to a commit that cannot be read.
    """
    answer = object_named(context, name, context.default_hint)
    if isinstance(answer, ObjectId):
        return Resolution(Status.FOUND, answer)
    if name.startswith(":"):
        if searches and name.startswith(":/") and len(name) > 2:
            from pygitobj.revisions.message_search import search_all

            found_commit = search_all(context, name[2:])
            return Resolution(Status.MISSING) if found_commit is None else Resolution(Status.FOUND, found_commit)
        from pygitobj.revisions.index_path import resolve_staged

        return resolve_staged(context, name, start, explain=explain)
    colon = path_separator(name)
    if colon < 0:
        return Resolution(answer)
    rev, path = name[:colon], name[colon + 1 :]
    tree = object_named(context, rev, "treeish")
    if not isinstance(tree, ObjectId):
        if explain:
            raise RevisionError(f"invalid object name '{rev}'.")
        return Resolution(answer)
    found, path = resolve_path(context, tree, path, follow_symlinks)
    if found.status is Status.MISSING and explain:
        raise RevisionError(what_is_wrong(context, rev, tree, path, start))
    return found


def resolve_path(context: Context, tree: ObjectId, path: str, follow_symlinks: bool) -> tuple[Resolution, str]:
    """What `path` means in `tree`, and all of the path."""
    from pygitobj.revisions.tree_path import find_path, follow_path, whole_path

    path = whole_path(context, path)
    walk = follow_path if follow_symlinks else find_path
    result = walk(context.reader, tree, os.fsencode(path))
    return Resolution(result.status, result.id, result.mode, path, result.outside), path


def what_is_wrong(context: Context, rev: str, tree: ObjectId, path: str, start: str) -> str:
    """Why `path` means nothing in `tree`, which was named `rev`, in git's words."""
    if os.path.lexists(os.path.join(context.base, path)):
        return f"path '{path}' exists on disk, but not in '{rev}'"
    from pygitobj.revisions.tree_path import find_path

    whole = start + path
    if start and find_path(context.reader, tree, os.fsencode(whole)).status is Status.FOUND:
        return f"path '{whole}' exists, but not '{path}'\nhint: Did you mean '{rev}:{whole}' aka '{rev}:./{path}'?"
    return f"path '{path}' does not exist in '{rev}'"


def path_separator(name: str) -> int:
    """Where the colon between a revision and a path is, outside of `@{…}` and `^{…}`; -1 without one."""
    depth = 0
    at = 0
    while at < len(name):
        if name[at] in "@^" and name[at + 1 : at + 2] == "{":
            depth += 1
            at += 1
        elif depth and name[at] == "}":
            depth -= 1
        elif not depth and name[at] == ":":
            return at
        at += 1
    return -1


class Step(Record):
    """What follows a name: `^` or `~` with a number, or `{` with the word of a `^{...}`; and where both end.

    `start` is where the name before it ends.
    """

    mark: str
    value: int | str
    start: int
    end: int

    @property
    def hint(self) -> str | None:
        """What kind of object the name before it should be."""
        value = str(self.value)
        return "committish" if self.mark in "^~" or value.startswith(SEARCH) else PEEL_HINTS.get(value)


def object_named(context: Context, name: str, hint: str | None) -> Answer:
    """The object that `name`, without a path, means; `hint` helps where an abbreviation is ambiguous."""
    steps: list[Step] = []
    end = len(name)
    while (step := last_step(name, end)) is not None:
        end, hint = step.start, step.hint
        steps.append(step)
    if any(step.mark in "^~" and step.value == TOO_MANY for step in steps):
        return Status.MISSING
    if context.quiet and any(step.mark in "^~" for step in steps):
        context = context._replace(quiet=False)  # as in git, which forgets it there
    answer = name_alone(context, name[:end], hint)
    # Names may have very many steps that lead nowhere else, such as ^0^0: each is taken once from each object.
    known: dict[tuple[ObjectId, str, int | str], ObjectId] = {}
    is_asked = len(steps) <= MOST_STEPS
    for step in reversed(steps):
        if not isinstance(answer, ObjectId):
            answer = as_log_entry(context, name, step, is_asked) if step.mark == "{" else answer
            continue
        question = (answer, step.mark, step.value)
        answer = known.get(question) or step_from(context, answer, step, name, is_asked)
        if isinstance(answer, ObjectId):
            known[question] = answer
    return answer


def step_from(context: Context, oid: ObjectId, step: Step, name: str, is_asked: bool) -> Answer:
    """Where `step` of `name` leads from `oid`, which the name before it means; `is_asked` is as for `as_log_entry`."""
    if step.mark == "{":
        return peeled(context, oid, step, name) or as_log_entry(context, name, step, is_asked)
    from pygitobj.revisions.ancestors import ancestor_of

    return ancestor_of(context, oid, step.mark, int(step.value)) or Status.MISSING


def last_step(name: str, end: int) -> Step | None:
    """The last `^`, `~` or `^{...}` of `name` before `end`; None where it ends in none."""
    at = end
    while at and name[at - 1] in DIGITS:
        at -= 1
    if at and name[at - 1] in "^~":
        number = min(decimal(name[at:end] or "1") or 0, TOO_MANY)
        return Step(name[at - 1], number, at - 1, end)
    start = name.rfind("^{", 0, end)
    if start < 1 or name[end - 1] != "}":
        return None
    # Like git, which looks no further than the first brace: what follows that is not asked for.
    if name[start + 2] == SEARCH:
        return Step("{", name[start + 2 : end - 1], start, end)
    word = name[start + 2 : min(end, start + 2 + LONGEST_WORD)].partition("}")
    if not word[1] or (word[0] and word[0] != "object" and word[0] not in PEEL_TYPES):
        return None
    return Step("{", word[0], start, end)


def as_log_entry(context: Context, name: str, step: Step, is_asked: bool) -> Answer:
    """What `name` up to the end of `step` means if that is no step, but in what is asked of a log, if `is_asked`."""
    if not is_asked or name.find("@{", 0, step.end) < 0:
        return Status.MISSING  # dereferencing forgets why its object was not found
    return name_alone(context, name[: step.end], None)


def name_alone(context: Context, name: str, hint: str | None) -> Answer:
    """The object that `name`, with nothing to follow, means."""
    for way in (plain_name, described):
        answer = way(context, name)
        if answer is not None:
            return answer
    return abbreviated(context, name, hint)


def peeled(context: Context, oid: ObjectId, step: Step, name: str) -> ObjectId | None:
    """What `oid`, which `name` before `step` means, dereferences to by it, None where it is nothing of the kind."""
    from pygitobj.revisions.peel import peel_if_there

    if step.value == "object":
        return oid if is_readable(context, oid) else None
    value = str(step.value)
    is_search = value.startswith(SEARCH)
    wanted = ObjectType.COMMIT if is_search else PEEL_TYPES[value] if value else None
    found = peel_if_there(context.reader, oid, wanted)
    if found is None:
        return None
    if wanted in (None, found.type):
        # A search for nothing finds the commit itself, in git also where a brace is first.
        if not is_search or value[1:2] in ("", "}"):
            return found.id
        from pygitobj.revisions.message_search import search_from

        return search_from(context, found.id, value[1:])
    context.warn(f"error: {name[: step.end]}: expected {wanted} type, but the object dereferences to {found.type} type")
    return None


def is_readable(context: Context, oid: ObjectId) -> bool:
    """Whether `oid` is there and sound."""
    try:
        context.reader.read(oid)
    except MISSING_OR_BAD:
        return False
    return True


def plain_name(context: Context, name: str) -> Answer | None:
    """A full id or the name of a reference, None where it is neither."""
    if is_full_id(context, name):
        if context.watches_ids and context.warn_ambiguous:
            warn_of_id_name(context, name)
        return ObjectId(name)
    if "@{" in name:
        return marked_name(context, name)
    if not name or is_ambiguous_path(name):
        return None
    return reference(context, "HEAD" if name == "@" else name, name)


def is_full_id(context: Context, text: str) -> bool:
    """Whether `text` is an id in full."""
    return len(text) == context.format.hex_size and HEX_DIGITS.issuperset(text)


def warn_of_id_name(context: Context, name: str) -> None:
    """Tell, in git's words, if there is a reference that is called by the id `name`."""
    if any(resolved.id is not None for _, resolved in context.refs.candidates(name)):
        context.warn(f"warning: refname '{name}' is ambiguous.")
        if context.advises("objectNameWarning"):
            for line in ID_NAME.split("\n"):
                context.warn(line)


def marked_name(context: Context, name: str) -> Answer | None:
    """What `name` means, which has `@{`: what a reference was, or what a branch is otherwise called."""
    # Few names have a mark: 2.5 ms that all others do without.
    from pygitobj.revisions.branch_name import START, before_in, whole_name
    from pygitobj.revisions.log_entry import entry_named, logged, specified

    marked = specified(name)
    if marked is None:
        return None
    stem, specifier = marked
    if stem and is_ambiguous_path(stem):
        return None
    if specifier is None:
        # What was left last may be a commit; nothing else may follow but a brace, as for git.
        is_one = name.startswith(START) and name.endswith("}") and not name.rfind("@{", 0, -2)
        before = before_in(context.refs, name) if is_one else None
        if before is not None and is_full_id(context, before.text):
            return ObjectId(before.text)
        return reference(context, whole_name(context.refs, context.follows, name, forgives=context.quiet), name)
    log = logged(context, stem)
    if log is None:
        return None
    if context.warns_ambiguous and (log.is_ambiguous or is_abbreviation(context, stem)):
        context.warn(f"warning: refname '{stem}' is ambiguous.")
    return entry_named(context, log, stem, specifier)


def reference(context: Context, name: str, shown: str) -> ObjectId | None:
    """The id of the reference that the short `name` means; warns where several or an id could be meant."""
    try:
        candidates = context.refs.candidates(name, first=not context.warn_ambiguous)
    except UnsupportedError:
        if could_be_abbreviated(name):
            return None
        raise
    found: list[ObjectId] = []
    for full, resolved in candidates:
        if resolved.id is not None:
            found.append(resolved.id)
        elif resolved.symbolic and full != "HEAD":
            context.warn(f"warning: ignoring dangling symref {full}")
        elif resolved.broken and "/" in full and is_valid_refname(full):
            context.warn(f"warning: ignoring broken ref {full}")
    if not found:
        return None
    if context.warns_ambiguous and (len(found) > 1 or is_abbreviation(context, shown)):
        context.warn(f"warning: refname '{shown}' is ambiguous.")
    return found[0]


def is_ambiguous_path(name: str) -> bool:
    """Whether a part of `name` between slashes is empty or all dots, which no reference's is."""
    return any(not part.strip(".") for part in name.split("/")[-1:]) or "//" in name or name.startswith("/")


def could_be_abbreviated(name: str) -> bool:
    """Whether `name` looks like an abbreviated id."""
    return MIN_DIGITS <= len(name) <= HEX_SIZES[-1] and HEX_DIGITS.issuperset(name)


def is_abbreviation(context: Context, name: str) -> bool:
    """Whether `name` is, unambiguously, an object's abbreviated id."""
    if not could_be_abbreviated(name) or len(name) > context.format.hex_size:
        return False
    from pygitobj.revisions.ambiguity import choose

    return choose(context.reader, name, None).id is not None


def described(context: Context, name: str) -> Answer | None:
    """What `git describe` says, `<ref>-<count>-g<abbreviated id>`; None where it is not that."""
    stem, found, digits = name.rpartition("-g")
    ref, _, count = stem.rpartition("-")
    if not found or not could_be_abbreviated(digits) or not count or not HEX_DIGITS.issuperset(count):
        return None
    if not is_valid_refname(ref, one_level=True) or len(digits) > context.format.hex_size:
        return None
    from pygitobj.revisions.ambiguity import choose

    return choose(context.reader, digits, "commit").id


def abbreviated(context: Context, name: str, hint: str | None) -> Answer:
    """The object whose abbreviated id is `name`."""
    if not could_be_abbreviated(name) or len(name) > context.format.hex_size:
        return Status.MISSING
    from pygitobj.revisions.ambiguity import HINTS, choose, complain

    digits = lower(name)
    choice = choose(context.reader, digits, hint if hint in HINTS else None)
    if choice.candidates:
        if not context.quiet:
            complain(context.reader, digits, choice.candidates, context.warn, context.short)
        return Status.AMBIGUOUS
    return Status.MISSING if choice.id is None else choice.id
