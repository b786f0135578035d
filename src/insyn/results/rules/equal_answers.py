"""Equal terms: the short answer of a page of comparisons. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from insyn.results.rules.equal import Compared, Verdict

DIFFERENT = frozenset({Verdict.PRIVATE_HIGHER, Verdict.IN_HOUSE_HIGHER})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the lines say together: those that differ, and how many of the others say what."""

    different: tuple[Compared, ...]
    alone: int
    unsure: int
    too_few: int

    @property
    def compared(self) -> int:
        """Return how many lines had enough on both sides."""
        return len(self.different) + self.alone + self.unsure


def answer(lines: Sequence[Compared]) -> Answer:
    """Return the short answer of lines that have been judged together."""
    said = [line.verdict for line in lines]
    return Answer(
        different=tuple(line for line in lines if line.verdict in DIFFERENT),
        alone=said.count(Verdict.ALONE),
        unsure=said.count(Verdict.UNSURE),
        too_few=said.count(Verdict.TOO_FEW),
    )
