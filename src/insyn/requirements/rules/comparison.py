"""What differs: between two wordings word by word, and between two catalogues. Pure."""

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from insyn.kernel.choices import Choice
from insyn.requirements.rules.lists import Strength
from insyn.requirements.rules.numbers import number_key

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


class Change(Choice):
    """What has become of a requirement from one catalogue to another."""

    CHANGED = "changed", "Ändrat"
    ADDED = "added", "Tillkommit"
    GONE = "gone", "Utgått"
    SAME = "same", "Lika"


class SpanKind(Choice):
    """What has become of a piece of text."""

    KEPT = "kept", "Kvar"
    GONE = "gone", "Borttaget"
    ADDED = "added", "Tillagt"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text that is kept, gone or added."""

    kind: SpanKind
    text: str


@dataclass(frozen=True, slots=True)
class Wording:
    """How a requirement reads, as far as two of them can differ.

    ``key`` says which one it is, ``requirement`` in which row it stands.
    """

    key: Hashable
    number: str
    text: str
    strength: Strength = Strength.SHALL
    weight: int = 2
    is_critical: bool = False
    area: str = ""
    legal_source: str = ""
    evidence: str = ""
    requirement: int = 0


class Part(Choice):
    """A part of a wording that can differ."""

    NUMBER = "number", "Nummer"
    TEXT = "text", "Text"
    STRENGTH = "strength", "Styrka"
    AREA = "area", "Kvalitetsområde"
    WEIGHT = "weight", "Vikt"
    CRITICAL = "is_critical", "Kritiskt"
    LEGAL_SOURCE = "legal_source", "Lagstöd"
    EVIDENCE = "evidence", "Verifieras genom"


@dataclass(frozen=True, slots=True)
class Compared:
    """A requirement in two catalogues; in one of them it may be missing."""

    change: Change
    before: Wording | None
    after: Wording | None
    parts: tuple[Part, ...] = ()

    @property
    def number(self) -> str:
        one = self.after or self.before
        return one.number if one else ""

    @property
    def spans(self) -> tuple[Span, ...]:
        """Return the text with what is gone and added; empty when the text is the same."""
        if self.before is None or self.after is None or Part.TEXT not in self.parts:
            return ()
        return spans(self.before.text, self.after.text)


def spans(before: str, after: str) -> tuple[Span, ...]:
    """Return the two texts as one: what is kept, gone and added, in whole words.

    Those kept and gone make up the text before, those kept and added the text after.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    found: list[Span] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, start, end, from_, to in matcher.get_opcodes():
        if tag == "equal":
            found.append(Span(SpanKind.KEPT, "".join(old[start:end])))
            continue
        if start < end:
            found.append(Span(SpanKind.GONE, "".join(old[start:end])))
        if from_ < to:
            found.append(Span(SpanKind.ADDED, "".join(new[from_:to])))
    return tuple(found)


def different_parts(
    before: Wording, after: Wording, *, ignoring: Iterable[Part] = ()
) -> tuple[Part, ...]:
    """Return the parts that differ, in their order."""
    return tuple(
        part
        for part in Part
        if part not in ignoring and getattr(before, part.value) != getattr(after, part.value)
    )


def compare(
    before: Sequence[Wording], after: Sequence[Wording], *, ignoring: Iterable[Part] = ()
) -> tuple[Compared, ...]:
    """Return every requirement of the two catalogues once, matched by key, in order of number."""
    skipped = frozenset(ignoring)
    old, new = _by_key(before), _by_key(after)
    pairs = [(wording, new.pop(key, None)) for key, wording in old.items()]
    rows = [_compared(one, other, skipped) for one, other in pairs]
    rows += [Compared(Change.ADDED, None, wording) for wording in new.values()]
    return tuple(sorted(rows, key=lambda row: number_key(row.number)))


def _by_key(wordings: Sequence[Wording]) -> dict[Hashable, Wording]:
    """Return them by key; a key that comes again gets a number, so that none is lost."""
    found: dict[Hashable, Wording] = {}
    seen: dict[Hashable, int] = {}
    for wording in wordings:
        seen[wording.key] = seen.get(wording.key, 0) + 1
        found[wording.key, seen[wording.key]] = wording
    return found


def _compared(before: Wording, after: Wording | None, ignoring: frozenset[Part]) -> Compared:
    if after is None:
        return Compared(Change.GONE, before, None)
    parts = different_parts(before, after, ignoring=ignoring)
    return Compared(Change.CHANGED if parts else Change.SAME, before, after, parts)


def counted(rows: Iterable[Compared]) -> Mapping[Change, int]:
    """Return how many requirements there are of each change; all four are named."""
    counts = dict.fromkeys(Change, 0)
    for row in rows:
        counts[row.change] += 1
    return counts
