"""A transaction over references in a dictionary: what it refuses in which words, what it writes and what it logs.

Tried besides: HEAD's log without its branch's old value, refusals that leave the names of others taken, symbolic
references in a circle.
"""

from __future__ import annotations

import pytest

from pygitobj.errors import RefChangedError, RefError, RefLockedError, RefNameError
from pygitobj.formats.ident import Ident, build_ident
from pygitobj.oid import ObjectId
from pygitobj.refs.new_values import NewValues
from pygitobj.refs.transaction import Transaction, TransactionStateError, one_line
from pygitobj.refs.updates import ANY, KEPT, RefPolicy, Update
from pygitobj.refs.values import Broken, Symbolic, Value
from tests.unit.refs.memory_backend import MemoryBackend

ONE, TWO, THREE, ZERO = (ObjectId(digit * 40) for digit in "1230")
MAIN, OTHER = "refs/heads/main", "refs/heads/other"
BAD = "refusing to update ref with bad name '{}'"


class AnyValue(NewValues):
    """Takes every id but THREE."""

    def __init__(self) -> None:
        pass

    def checked(self, name: str, oid: ObjectId) -> ObjectId | None:
        if oid == THREE:
            raise RefError(f"trying to write ref '{name}' with nonexistent object {oid}", name, "invalid new value")
        return None


def me() -> Ident:
    return build_ident(b"C", b"c@x", 1, 0)


def backend_with(**more: Value) -> MemoryBackend:
    values: dict[str, Value] = {"HEAD": Symbolic(MAIN), MAIN: ONE, OTHER: TWO}
    backend = MemoryBackend(values | {name.replace("_", "/"): value for name, value in more.items()})
    backend.lines["HEAD"] = []
    return backend


def transaction(backend: MemoryBackend, *updates: Update, allows_refusals: bool = False) -> Transaction:
    made = Transaction(backend, RefPolicy(), AnyValue(), me, allows_refusals=allows_refusals)
    for update in updates:
        made.queue(update)
    return made


def refusal(backend: MemoryBackend, *updates: Update) -> RefError:
    """Why all of `updates` are refused, with everything as it was."""
    before = dict(backend.values)
    with pytest.raises(RefError) as caught:
        transaction(backend, *updates).commit()
    assert backend.values == before
    assert not backend.locked
    return caught.value


def test_a_branch_and_what_is_logged_of_it() -> None:
    backend = backend_with()
    transaction(backend, Update(MAIN, TWO, ONE, b" to \n\ttwo ")).commit()
    assert backend.values[MAIN] == TWO
    assert backend.lines == {"HEAD": [(ONE, TWO, b"to two")], MAIN: [(ONE, TWO, b"to two")]}
    assert not backend.locked


def test_through_head_each_log_gets_its_line_once() -> None:
    backend = backend_with()
    transaction(backend, Update("HEAD", TWO)).commit()
    assert backend.values == {"HEAD": Symbolic(MAIN), MAIN: TWO, OTHER: TWO}
    assert backend.lines == {"HEAD": [(ONE, TWO, b"")], MAIN: [(ONE, TWO, b"")]}


def test_head_itself_without_following() -> None:
    backend = backend_with()
    transaction(backend, Update("HEAD", TWO, ONE, no_deref=True)).commit()
    assert backend.values["HEAD"] == TWO
    assert backend.values[MAIN] == ONE
    assert backend.lines == {"HEAD": [(ONE, TWO, b"")]}


def test_the_same_value_again_is_told_by_head_alone() -> None:
    backend = backend_with()
    transaction(backend, Update(MAIN, ONE)).commit()
    assert backend.lines == {"HEAD": [(ONE, ONE, b"")]}


def test_a_branch_that_goes_is_told_by_head() -> None:
    backend = backend_with()
    backend.lines[MAIN] = []
    transaction(backend, Update(MAIN, None, ONE)).commit()
    assert MAIN not in backend.values
    assert backend.lines == {"HEAD": [(ONE, ZERO, b"")]}


def test_a_symbolic_one_is_logged_with_the_ids_that_it_leads_to() -> None:
    backend = backend_with()
    transaction(backend, Update("HEAD", Symbolic(OTHER), Symbolic(MAIN), b"go", no_deref=True)).commit()
    assert backend.values["HEAD"] == Symbolic(OTHER)
    assert backend.lines == {"HEAD": [(ONE, TWO, b"go")]}


def test_what_was_written_before_it_in_the_transaction_counts_for_that_log() -> None:
    backend = backend_with()
    updates = (Update("refs/heads/new", TWO), Update("HEAD", Symbolic("refs/heads/new"), no_deref=True))
    transaction(backend, *updates).commit()
    assert backend.lines["HEAD"] == [(ONE, TWO, b"")]


def test_no_log_of_a_branch_that_is_not_born_yet() -> None:
    backend = backend_with()
    transaction(backend, Update("HEAD", Symbolic("refs/heads/new"), no_deref=True)).commit()
    assert backend.lines == {"HEAD": []}


def test_a_log_alone() -> None:
    backend = backend_with()
    transaction(backend, Update("refs/x/y", THREE, TWO, b"m", log_only=True, create_log=True, no_deref=True)).commit()
    assert backend.lines["refs/x/y"] == [(TWO, THREE, b"m")]
    assert "refs/x/y" not in backend.values


@pytest.mark.parametrize(
    ("update", "expected", "message"),
    [
        (Update(MAIN, TWO, TWO), TWO, f"is at {ONE} but expected {TWO}"),
        (Update(MAIN, None, TWO), TWO, f"is at {ONE} but expected {TWO}"),
        (Update(MAIN, KEPT, TWO), TWO, f"is at {ONE} but expected {TWO}"),
        (Update(MAIN, TWO, None), None, "reference already exists"),
        (Update(MAIN, TWO, ZERO), None, "reference already exists"),
        (Update("HEAD", TWO, TWO), TWO, f"is at {ONE} but expected {TWO}"),
        (Update(MAIN, TWO, Symbolic(OTHER), no_deref=True), OTHER, f"expected symref with target '{OTHER}': but is a regular ref"),
    ],
)  # fmt: skip
def test_another_value_than_expected(update: Update, expected: object, message: str) -> None:
    error = refusal(backend_with(), update)
    assert isinstance(error, RefChangedError)
    assert str(error) == f"cannot lock ref '{update.name}': {message}"
    assert error.expected == expected
    assert error.actual == ONE


def test_one_that_is_absent_where_a_value_is_expected() -> None:
    error = refusal(backend_with(), Update("refs/heads/no", TWO, ONE))
    assert isinstance(error, RefChangedError)
    assert str(error) == "cannot lock ref 'refs/heads/no': unable to resolve reference 'refs/heads/no'"
    assert (error.expected, error.actual, error.reason) == (ONE, None, "reference does not exist")


def test_a_symbolic_one_with_another_target() -> None:
    error = refusal(backend_with(), Update("HEAD", KEPT, Symbolic(OTHER), no_deref=True))
    assert str(error) == f"verifying symref target: 'HEAD': is at {MAIN} but expected {OTHER}"


def test_a_symbolic_one_that_leads_nowhere_is_not_created_over() -> None:
    backend = backend_with(refs_heads_lost=Symbolic("refs/heads/nowhere"))
    error = refusal(backend, Update("refs/heads/lost", ONE, None, no_deref=True))
    assert str(error) == "cannot lock ref 'refs/heads/lost': dangling symref already exists"
    transaction(backend, Update("refs/heads/lost", ONE, None)).commit()
    assert backend.values["refs/heads/nowhere"] == ONE


def test_one_that_holds_no_value() -> None:
    error = refusal(backend_with(refs_heads_odd=Broken(b"x")), Update("refs/heads/odd", ONE))
    reason = "unable to resolve reference 'refs/heads/odd': reference broken"
    assert str(error) == f"cannot lock ref 'refs/heads/odd': {reason}"


@pytest.mark.parametrize(
    ("updates", "message"),
    [
        ([Update(MAIN, ONE), Update(MAIN, TWO)], f"multiple updates for ref '{MAIN}' not allowed"),
        ([Update("HEAD", ONE), Update(MAIN, TWO)], f"multiple updates for '{MAIN}' (including one via symref 'HEAD') are not allowed"),
        ([Update("HEAD", ONE, no_deref=True), Update(MAIN, TWO)], f"multiple updates for 'HEAD' (including one via its referent '{MAIN}') are not allowed"),
        ([Update("refs/x/y", ONE), Update("refs/x/y/z", TWO)], "cannot process 'refs/x/y' and 'refs/x/y/z' at the same time"),
        ([Update("refs/x/y/z", ONE), Update("refs/x/y", TWO)], "cannot process 'refs/x/y/z' and 'refs/x/y' at the same time"),
        ([Update(MAIN + "/x", ONE)], f"'{MAIN}' exists; cannot create '{MAIN}/x'"),
        ([Update(MAIN, None), Update(MAIN + "/x", ONE)], f"'{MAIN}' exists; cannot create '{MAIN}/x'"),
        ([Update("refs/heads", ONE)], f"'{MAIN}' exists; cannot create 'refs/heads'"),
    ],
)  # fmt: skip
def test_names_that_do_not_go_together(updates: list[Update], message: str) -> None:
    assert str(refusal(backend_with(), *updates)) == message


def test_a_circle_of_symbolic_ones() -> None:
    backend = backend_with(refs_a=Symbolic("refs/b"), refs_b=Symbolic("refs/a"))
    message = "multiple updates for 'refs/a' (including one via symref 'refs/b') are not allowed"
    assert str(refusal(backend, Update("refs/a", ONE))) == message


@pytest.mark.parametrize(
    "name", ["", "@", "a..b", "refs/../x", "../x", "/refs/x", "refs/x.lock", "refs/x\0y", "objects/x", "packed-refs", "shallow",
             "config", "worktrees/x/gitdir", "logs/HEAD", "main-worktree/index"],
)  # fmt: skip
@pytest.mark.parametrize("new", [ONE, None, Symbolic(MAIN)])
def test_names_that_no_reference_has(name: str, new: ObjectId | Symbolic | None) -> None:
    with pytest.raises(RefNameError) as caught:
        transaction(backend_with(), Update(name, new))
    assert str(caught.value) == BAD.format(name)
    assert isinstance(caught.value, ValueError)


def test_a_malformed_name_can_be_deleted_where_its_file_is_in_place() -> None:
    backend = backend_with(refs_heads_a=ONE)
    backend.values["refs/heads/a..b"] = ONE
    transaction(backend, Update("refs/heads/a..b", None)).commit()
    assert "refs/heads/a..b" not in backend.values


def test_a_malformed_name_can_be_deleted_through_a_symbolic_one_and_not_be_given_a_value() -> None:
    for new in (ONE, None):
        backend = backend_with(refs_x=Symbolic("refs/heads/a..b"))
        backend.values["refs/heads/a..b"] = TWO
        if new is not None:
            error = refusal(backend, Update("refs/x", new))
            assert str(error) == f"cannot lock ref 'refs/x': {BAD.format('refs/heads/a..b')}"
        transaction(backend, Update("refs/x", None, TWO)).commit()
        assert "refs/heads/a..b" not in backend.values
        assert backend.values["refs/x"] == Symbolic("refs/heads/a..b")


@pytest.mark.parametrize("target", ["../x", "refs/../../x", "/etc/passwd", "config", "a b", "refs/x.lock", "refs//y"])
@pytest.mark.parametrize("new", [ONE, None, KEPT])
def test_what_a_symbolic_one_leads_to_is_checked(target: str, new: ObjectId | None) -> None:
    backend = backend_with(refs_x=Symbolic(target))
    error = refusal(backend, Update("refs/x", new))
    assert str(error) == f"cannot lock ref 'refs/x': {BAD.format(target)}"
    transaction(backend, Update("refs/x", None, no_deref=True)).commit()
    assert "refs/x" not in backend.values


def test_a_lock_of_another() -> None:
    backend = backend_with()
    backend.of_another.add(OTHER)
    error = refusal(backend, Update(MAIN, TWO), Update(OTHER, ONE))
    assert isinstance(error, RefLockedError)
    assert str(error) == f"cannot lock ref '{OTHER}': it is locked"


def test_something_in_the_way_that_is_no_reference() -> None:
    backend = backend_with()
    backend.blocked.add("refs/x/y")
    assert str(refusal(backend, Update("refs/x/y", ONE))) == "cannot lock ref 'refs/x/y': something is in the way"
    assert str(refusal(backend, Update("refs/x/y", ONE, TWO))).endswith("unable to resolve reference 'refs/x/y'")


def test_some_are_refused_and_the_others_done() -> None:
    backend = backend_with()
    updates = [Update(MAIN, TWO, TWO), Update(OTHER, ONE, TWO), Update("refs/heads/new", ONE, ONE)]
    updates += [Update(MAIN + "/x", ONE), Update("refs/heads/made", ONE)]
    made = transaction(backend, *updates, allows_refusals=True)
    made.commit()
    assert backend.values == {"HEAD": Symbolic(MAIN), MAIN: ONE, OTHER: ONE, "refs/heads/made": ONE}
    reasons = {update.name: error.reason for update, error in made.refused}
    assert reasons == {
        MAIN: "incorrect old value provided",
        "refs/heads/new": "reference does not exist",
        MAIN + "/x": "refname conflict",
    }
    assert backend.lines["HEAD"] == []


def test_a_refusal_through_head_leaves_no_line_in_its_log() -> None:
    backend = backend_with()
    transaction(backend, Update("HEAD", TWO, TWO), allows_refusals=True).commit()
    assert backend.lines == {"HEAD": []}


def test_the_hook_is_told_each_state_and_may_refuse() -> None:
    told: list[tuple[str, list[str]]] = []

    def hook(state: str, updates: list[Update]) -> bool:
        told.append((state, [update.name for update in updates]))
        return state != refuses

    for refuses, states in (
        ("", ["preparing", "prepared", "committed"]),
        ("preparing", ["preparing", "aborted"]),
        ("prepared", ["preparing", "prepared", "aborted"]),
    ):
        told.clear()
        backend = backend_with()
        made = Transaction(backend, RefPolicy(), AnyValue(), me, hook=hook)
        made.queue(Update("HEAD", TWO))
        if refuses:
            with pytest.raises(
                RefError, match=f"in '{refuses}' phase, update aborted by the reference-transaction hook"
            ):
                made.commit()
            assert backend.values[MAIN] == ONE
        else:
            made.commit()
        assert [state for state, _ in told] == states
        assert told[0][1] == ["HEAD"]
        assert told[-1][1] == (["HEAD"] if refuses == "preparing" else [MAIN])
        assert not backend.locked


def test_abort_leaves_everything_and_is_the_end() -> None:
    backend = backend_with()
    made = transaction(backend, Update(MAIN, TWO))
    made.prepare()
    assert backend.locked == {"HEAD", MAIN}
    made.abort()
    assert backend.values[MAIN] == ONE
    assert not backend.locked
    made.abort()
    for call in (made.prepare, made.commit):
        with pytest.raises(TransactionStateError):
            call()


def test_a_value_that_may_not_be_is_not_queued() -> None:
    with pytest.raises(RefError, match=f"trying to write ref '{MAIN}' with nonexistent object {THREE}"):
        transaction(backend_with(), Update(MAIN, THREE))
    with pytest.raises(ValueError, match="not an id of a sha1 object"):
        transaction(backend_with(), Update(MAIN, ObjectId("1" * 64)))


def test_zeros_stand_for_nothing() -> None:
    backend = backend_with()
    transaction(backend, Update("refs/heads/new", ONE, ZERO), Update(OTHER, ZERO, ANY)).commit()
    assert backend.values == {"HEAD": Symbolic(MAIN), MAIN: ONE, "refs/heads/new": ONE}


@pytest.mark.parametrize(
    ("message", "line"),
    [(b"", b""), (b" \t\n", b""), (b"a  b", b"a b"), (b"\na\r\n\tb ", b"a b"), (b"a\vb", b"a\vb"), (b"a\0b", b"a")],
)
def test_a_message_is_one_line(message: bytes, line: bytes) -> None:
    assert one_line(message) == line
