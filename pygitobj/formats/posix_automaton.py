"""Whether a regular expression of POSIX's matches, in time that grows with the text alone.

The pattern becomes a machine whose states are sets of places in it; what comes after a state at a character is found
out when it is first needed, and kept. Back references are beyond it.
"""

from __future__ import annotations

from pygitobj.formats.posix_sets import Dialect, Set
from pygitobj.formats.posix_syntax import Chain, Choice, Edge, Group, Node, Repeat
from pygitobj.record import Record

# More places are not made of a pattern, and no more of what was found out is kept.
MOST_PLACES = 1 << 14
MOST_KEPT = 1 << 16
# What stands beside a place between characters: an end, a letter of a word, something else.
EDGE, WORD, OTHER = range(3)


class TooLargeError(Exception):
    """A pattern of too many places."""


class Place(Record):
    """A place in a pattern: a set to be met or an edge to be at, and the places after it; without one, a fork."""

    wanted: Set | Edge | None
    after: tuple[int, ...]


class State(dict[str, "State"]):
    """A set of places, and what stands before them; the states that come next, by character.

    Where ends are looked for, `ended` says that a match could have ended before the character that led there.
    """

    def __init__(self, automaton: Automaton, places: frozenset[int], before: int, ended: bool = False) -> None:
        super().__init__()
        self.automaton = automaton
        self.places = places
        self.before = before
        self.ended = ended

    def __missing__(self, letter: str) -> State:
        return self.automaton.step(self, letter)


class Automaton:
    """What a pattern without back references says, as a machine. Raises TooLargeError."""

    def __init__(self, node: Node, dialect: Dialect) -> None:
        self.dialect = dialect
        self.places: list[Place] = [Place(None, ())]
        self.start = frozenset((self.add(node, 0),))
        self.states: dict[tuple[frozenset[int], int], State] = {}
        self.kept = 0
        self.found = State(self, frozenset(), OTHER)

    def add(self, node: Node, after: int) -> int:
        """The place where `node` begins; `after` is where it goes on, 0 for the end of all."""
        if isinstance(node, Set | Edge):
            return self.place(node, after)
        if isinstance(node, Group):
            return self.add(node.part, after)
        if isinstance(node, Chain):
            for part in reversed(node.parts):
                after = self.add(part, after)
            return after
        if isinstance(node, Choice):
            return self.place(None, *(self.add(part, after) for part in node.parts))
        assert isinstance(node, Repeat)
        return self.repeat(node, after)

    def repeat(self, node: Repeat, after: int) -> int:
        """The place where `node` begins: as many copies as it needs, then those that may be left out, or a circle."""
        start = after
        if node.most is None:
            start = self.place(None)
            self.places[start] = Place(None, (self.add(node.part, start), after))
        else:
            for _ in range(node.most - node.least):
                start = self.place(None, self.add(node.part, start), after)
        for _ in range(node.least):
            start = self.add(node.part, start)
        return start

    def place(self, wanted: Set | Edge | None, *after: int) -> int:
        """A new place. Raises TooLargeError."""
        if len(self.places) == MOST_PLACES:
            raise TooLargeError
        self.places.append(Place(wanted, after))
        return len(self.places) - 1

    def search(self, text: str) -> bool:
        """Whether something in `text` matches."""
        state = self.state(self.start, EDGE)
        found = self.found
        for letter in text:
            state = state[letter]
            if state is found:
                return True
        return 0 in self.reached(state, EDGE)

    def state(self, places: frozenset[int], before: int) -> State:
        """The state of these `places`."""
        known = self.states.get((places, before))
        if known is None:
            known = self.states[places, before] = State(self, places, before)
        return known

    def step(self, state: State, letter: str) -> State:
        """The state after `state` at `letter`."""
        if self.kept >= MOST_KEPT:
            self.forget()
        kind = self.kind(letter)
        places = self.reached(state, kind)
        if 0 in places:
            after = self.found
        else:
            met = {place for place in places if self.meets(place, letter)}
            after = self.state(self.start.union(*(self.places[place].after for place in met)), kind)
        self.kept += 1 + len(after.places)
        state[letter] = after
        return after

    def forget(self) -> None:
        """Let go of what was found out."""
        for state in self.states.values():
            state.clear()
        self.states.clear()
        self.kept = 0

    def meets(self, place: int, letter: str) -> bool:
        """Whether `letter` is in the set at `place`, if there is one."""
        wanted = self.places[place].wanted
        return isinstance(wanted, Set) and self.has(wanted, letter)

    def has(self, members: Set, letter: str) -> bool:
        """Whether `letter` is in the set `members`."""
        codes = {ord(letter)}
        if self.dialect.ignore_case and (self.dialect.wide or letter.isascii()):
            codes |= {ord(other) for other in (letter.lower(), letter.upper()) if len(other) == 1}
        inside = any(first <= code <= last for first, last in members.ranges for code in codes)
        return inside is not members.negated

    def reached(self, state: State, following: int) -> set[int]:
        """The places that are reached from those of `state` without a character, before one of the kind `following`."""
        found, waiting = set(state.places), list(state.places)
        while waiting:
            wanted, after = self.places[waiting.pop()]
            if wanted is None or (isinstance(wanted, Edge) and is_at(wanted.sign, state.before, following)):
                for place in after:
                    if place not in found:
                        found.add(place)
                        waiting.append(place)
        return found

    def kind(self, letter: str) -> int:
        """What `letter` is to what stands beside it."""
        if letter == "\n" and self.dialect.by_line:
            return EDGE
        is_word = letter == "_" or (letter.isalnum() and (self.dialect.wide or letter.isascii()))
        return WORD if is_word else OTHER


def is_at(sign: str, before: int, after: int) -> bool:
    """Whether the edge `sign` is between what stands `before` and `after`."""
    if sign in "^`":
        return before == EDGE
    if sign in "$'":
        return after == EDGE
    starts, ends = before != WORD and after == WORD, before == WORD and after != WORD
    if sign == "<":
        return starts
    return ends if sign == ">" else (starts or ends) is (sign == "b")
