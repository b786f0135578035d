"""Equal terms: were both sides asked the same questions? Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from insyn.kernel.choices import Choice
from insyn.results.rules.equal import EqualFacts, QuestionFact, Side
from insyn.results.rules.equal_intervals import Share


class Asked(Choice):
    """Of whom a question was asked."""

    BOTH = "both", "Båda, samma fråga"
    SAME_DEMAND = "same_demand", "Båda, annan fråga om samma krav"
    PRIVATE = "private", "Bara privata och idéburna"
    IN_HOUSE = "in_house", "Bara egen regi"


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question, the templates it stands in, and the follow-ups of each side with them."""

    key: str
    text: str
    templates: tuple[str, ...]
    asked: Asked
    private: tuple[int, ...]
    in_house: tuple[int, ...]

    def of(self, side: Side) -> tuple[int, ...]:
        return self.private if side is Side.PRIVATE else self.in_house


def questions(facts: EqualFacts) -> list[AskedQuestion]:
    """Return every question of the follow-ups, those of one side first. Words decide what is one.

    Two wordings count as the same demand when they are linked to the same requirement.
    """
    by_version: dict[int, dict[Side, list[int]]] = defaultdict(lambda: defaultdict(list))
    for side in Side:
        for row in facts.followups(side):
            if row.key in facts.versions:
                by_version[facts.versions[row.key]][side].append(row.key)
    grouped: dict[str, list[QuestionFact]] = defaultdict(list)
    for question in facts.questions:
        if question.version in by_version:
            grouped[" ".join(question.text.split()).casefold()].append(question)
    versions = {key: tuple(dict.fromkeys(r.version for r in rows)) for key, rows in grouped.items()}
    put = {side: _put(versions, by_version, side) for side in Side}
    demanded = {
        side: {one for key, rows in grouped.items() if put[side][key]
               for row in rows for one in row.demands}
        for side in Side
    }  # fmt: skip
    found = [
        AskedQuestion(
            key=f"question_{at}",
            text=rows[0].text,
            templates=tuple(sorted({row.template for row in rows})),
            asked=_asked(
                rows, bool(put[Side.PRIVATE][key]), bool(put[Side.IN_HOUSE][key]), demanded
            ),
            private=put[Side.PRIVATE][key],
            in_house=put[Side.IN_HOUSE][key],
        )
        for at, (key, rows) in enumerate(sorted(grouped.items()))
    ]
    order = (Asked.PRIVATE, Asked.IN_HOUSE, Asked.SAME_DEMAND, Asked.BOTH)
    return sorted(found, key=lambda row: order.index(row.asked))


def _put(
    versions: Mapping[str, tuple[int, ...]],
    by_version: Mapping[int, Mapping[Side, list[int]]],
    side: Side,
) -> dict[str, tuple[int, ...]]:
    """Return the follow-ups of the side with each question: the same for those of one template."""
    found = {
        some: tuple(key for version in some for key in by_version[version].get(side, ()))
        for some in set(versions.values())
    }
    return {key: found[some] for key, some in versions.items()}


def _asked(
    rows: Iterable[QuestionFact],
    private: bool,  # noqa: FBT001  two plain facts of one question
    in_house: bool,  # noqa: FBT001
    demanded: Mapping[Side, set[int]],
) -> Asked:
    if private and in_house:
        return Asked.BOTH
    other = Side.IN_HOUSE if private else Side.PRIVATE
    if any(row.demands & demanded[other] for row in rows):
        return Asked.SAME_DEMAND
    return Asked.PRIVATE if private else Asked.IN_HOUSE


def asked_of_both(rows: Sequence[AskedQuestion]) -> Share | None:
    """Return the share of the questions that both were asked; None when there is nothing to share.

    Nothing can be said when one side had no follow-up with questions.
    """
    if not any(row.private for row in rows) or not any(row.in_house for row in rows):
        return None
    both = sum(1 for row in rows if row.asked in {Asked.BOTH, Asked.SAME_DEMAND})
    return Share(both, len(rows))
