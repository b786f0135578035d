"""How requirements are assessed, and what it says of their area and of the share met. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from insyn.criteria.rules import Level, QuestionFacts
from insyn.criteria.rules.scoring import (
    HALF,
    MET,
    UNMET,
    Line,
    Score,
    Standing,
    per_cent_at_least,
    per_cent_at_most,
    summed,
)
from insyn.followups.rules import Outcome, State
from insyn.papers.wording import swedish_date

WORTH = {Level.MET: MET, Level.PARTLY: HALF, Level.NOT_MET: UNMET}
"""What a level counts as in the share, as in ``criteria.rules.scoring``."""

SCORE_SHARED = frozenset(
    {State.FACT_CHECK, State.ASSESSED, State.SENT, State.MEASURES, State.CLOSED}
)
"""When the draft has been shared, and a share that was hidden may be read."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A requirement as it was assessed; ``level`` is None until somebody has."""

    number: str
    level: Level | None = None
    is_critical: bool = False
    weight: int = 2

    @property
    def is_counted(self) -> bool:
        return self.level in WORTH


@dataclass(frozen=True, slots=True)
class Proposal:
    """How an area may be assessed, and why, in a Swedish sentence."""

    level: Level
    because: str


def proposed_area(rows: Sequence[Judged]) -> Proposal | None:
    """Return how the area's requirements say that it is to be assessed; None without any.

    A critical requirement that is not met decides. Else the area is met when all that counts
    is met, not met when nothing is, and partly met otherwise. So a worse level of one
    requirement never gives a better area.
    """
    if not rows:
        return None
    counted = [row for row in rows if row.is_counted]
    if not counted:
        return _nothing_counted(rows)
    level, because = _decided(counted)
    left = sum(1 for row in rows if row.level in {None, Level.NOT_ASSESSED})
    return Proposal(level, f"{because} {_left_said(left)}".strip())


def _nothing_counted(rows: Sequence[Judged]) -> Proposal:
    if all(row.level == Level.NOT_APPLICABLE for row in rows):
        return Proposal(Level.NOT_APPLICABLE, "Inget av områdets krav är tillämpligt.")
    return Proposal(Level.NOT_ASSESSED, "Inget av områdets krav är bedömt än.")


def _decided(counted: Sequence[Judged]) -> tuple[Level, str]:
    critical = [r.number for r in counted if r.is_critical and r.level == Level.NOT_MET]
    if critical:
        return Level.NOT_MET, f"{_critical_said(critical)} är inte uppfyllt och avgör området."
    met = sum(1 for row in counted if row.level == Level.MET)
    partly = sum(1 for row in counted if row.level == Level.PARTLY)
    total = len(counted)
    if met == total:
        return (
            Level.MET,
            f"{_all_said(total)} är uppfyllda." if total > 1 else "Kravet är uppfyllt.",
        )
    if not met and not partly:
        said = f"Inget av {total} bedömda krav är uppfyllt." if total > 1 else None
        return Level.NOT_MET, said or "Kravet är inte uppfyllt."
    unmet = total - met - partly
    return (
        Level.PARTLY,
        f"Av {total} bedömda krav är {met} uppfyllda, {partly} delvis och {unmet} inte.",
    )


def _critical_said(numbers: Sequence[str]) -> str:
    if len(numbers) == 1:
        return f"Det kritiska kravet {numbers[0]}"
    return f"Vart och ett av de kritiska kraven {', '.join(numbers)}"


def _all_said(total: int) -> str:
    return f"Alla {total} bedömda krav"


def _left_said(left: int) -> str:
    if not left:
        return ""
    return "Ett krav är inte bedömt än." if left == 1 else f"{left} krav är inte bedömda än."


def requirement_score(rows: Iterable[Judged]) -> Score:
    """Return the share of met of what is asked, by weight, with the bounds it can end within."""
    return summed(_line(row) for row in rows)


def _line(row: Judged) -> Line:
    facts = QuestionFacts(text="", code=row.number, weight=row.weight, is_critical=row.is_critical)
    if row.level is not None and row.level in WORTH:
        return Line(facts, row.level, Standing.COUNTED, WORTH[row.level])
    if row.level == Level.NOT_APPLICABLE:
        return Line(facts, row.level, Standing.NOT_APPLICABLE)
    return Line(facts, row.level, Standing.OPEN)


def score_is_hidden(state: State, *, hides_score: bool) -> bool:
    """Tell whether the share is not to be read by anybody yet.

    A template that hides its share does so until the draft has been shared: sent for fact
    check or settled.
    """
    return hides_score and state not in SCORE_SHARED


@dataclass(frozen=True, slots=True)
class ShownShare:
    """The share as people read it, in whole per cent."""

    share: int
    lowest: int
    highest: int
    is_complete: bool
    unmet_critical: tuple[str, ...]


def share_shown(score: Score) -> ShownShare | None:
    """Return the share with its bounds; None when nothing that counts has been assessed."""
    if score.share is None or score.lowest is None or score.highest is None:
        return None
    return ShownShare(
        share=per_cent_at_least(score.share),
        lowest=per_cent_at_least(score.lowest),
        highest=per_cent_at_most(score.highest),
        is_complete=score.is_complete,
        unmet_critical=tuple(question.code for question in score.unmet_critical),
    )


def level_of_worth(worths: Iterable[Fraction | None]) -> Level | None:
    """Return the level that a provider's answers amount to; None when none of them says.

    All met is met, none met is not met, anything between is partly met.
    """
    known = [worth for worth in worths if worth is not None]
    if not known:
        return None
    if min(known) == MET:
        return Level.MET
    return Level.NOT_MET if max(known) == UNMET else Level.PARTLY


_SAYS = {
    Level.MET: "uppfyllt",
    Level.PARTLY: "delvis uppfyllt",
    Level.NOT_MET: "inte uppfyllt",
}


def difference_said(provider: Level | None, reviewer: Level | None) -> str:
    """Return in words how the provider's view and the reviewer's compare; empty if they do not."""
    if provider not in _SAYS or reviewer not in _SAYS:
        return ""
    if provider == reviewer:
        return f"Utföraren och ni är överens: kravet är {_SAYS[reviewer]}."
    return (
        f"Utförarens svar betyder att kravet är {_SAYS[provider]}. "
        f"Ni bedömer det som {_SAYS[reviewer]}."
    )


def wording_refusal(
    number: str, *, valid_from: date, valid_to: date | None, day: date, is_agreements: bool
) -> str:
    """Return why a follow-up of that day cannot be judged by the wording; empty when it can.

    ``is_agreements`` tells that the requirement stands in the follow-up's own agreement.
    """
    if not is_agreements:
        return f"Kravet {number} hör inte till uppföljningens avtal. Välj ett krav ur avtalet."
    if valid_from <= day and (valid_to is None or day <= valid_to):
        return ""
    if day < valid_from:
        time = f"gäller först från den {swedish_date(valid_from)}"
    else:
        assert valid_to is not None
        time = f"gällde bara till och med den {swedish_date(valid_to)}"
    return (
        f"Lydelsen av kravet {number} {time}. Uppföljningen avser den {swedish_date(day)}. "
        "Välj den lydelse som gällde då."
    )


def outcome_words(levels: Sequence[tuple[Level, str]]) -> dict[Outcome, str]:
    """Return the board's own words for outcomes, from (counts as, label) of its scale.

    Only a word that is alone about meaning met, or not met, says something of the whole.
    """
    words: dict[Outcome, str] = {}
    for level, outcomes in (
        (Level.MET, (Outcome.COMPLIES, Outcome.COMPLIES_AFTER_ACTION_PLAN)),
        (Level.NOT_MET, (Outcome.DOES_NOT_COMPLY,)),
    ):
        labels = [label for counts_as, label in levels if counts_as == level]
        if len(labels) == 1:
            words |= dict.fromkeys(outcomes, labels[0])
    return words


def word_sentence(word: str) -> str:
    """Return the sentence that says the whole in the board's own word; empty without one."""
    return f"Det motsvarar ”{word}” på nämndens skala." if word else ""


def unassessed_said(area: str, left: int) -> str:
    """Return what stands between an area's requirements and a settled assessment."""
    if left == 1:
        return f"Ett krav i området ”{area}” är inte bedömt."
    return f"{left} krav i området ”{area}” är inte bedömda."


LEVEL_CHANGED_AFTER = (
    "De två bedömningarna är jämförda. Ändra nivån under Två bedömare och skriv varför."
)
FIRST_IS_ANOTHER = (
    "Du är andra bedömare av uppföljningen och bedömer för dig. Gör det under Två bedömare."
)
OUTDATED_READING = (
    "Någon annan har ändrat det här medan du läste. Läs in sidan igen, se vad som är nytt och gör "
    "om din ändring."
)
"""Why a level is not written."""
