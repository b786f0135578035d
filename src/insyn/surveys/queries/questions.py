"""The questions of a round: the only way anyone learns which questions a response has."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime

from insyn.criteria.models import Question, ScaleLevel, Section
from insyn.criteria.queries.content import level_facts, question_facts
from insyn.criteria.rules import LevelFacts, Respondent
from insyn.surveys.models import AddedQuestion, SurveyRound
from insyn.surveys.rules.questions import AskedQuestion, SectionOfRound

MOST_KEPT = 64
"""Rounds whose questions are held in memory at once."""

_kept: "OrderedDict[tuple[object, ...], tuple[SectionOfRound, ...]]" = OrderedDict()


def questions_of(survey_round: SurveyRound) -> tuple[SectionOfRound, ...]:
    """Return the round's areas in order, each with the questions that the provider answers.

    What was added to the round stands last in the area of the same name. Held in memory by the
    round's version, so that a round with thousands of responses reads them once; else at most
    four queries.
    """
    key = (survey_round.pk, survey_round.version, survey_round.template_version_id,
           survey_round.sent_at)  # fmt: skip
    found = _kept.get(key)
    if found is None:
        found = _kept[key] = _read(survey_round)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def forget_questions() -> None:
    """Let every round's questions be read anew."""
    _kept.clear()


def _read(survey_round: SurveyRound) -> tuple[SectionOfRound, ...]:
    added = _added(survey_round)
    sections = _sections(survey_round, added)
    rows = _questions(survey_round, added)
    levels = _levels({row.scale_id for row in rows if row.scale_id})
    by_section: dict[int, list[AskedQuestion]] = {}
    home = _homes(sections)
    for row in sorted(rows, key=lambda row: row.pk in added):
        asked = _asked(row, levels.get(row.scale_id or 0, ()), added.get(row.pk))
        by_section.setdefault(home[row.section_id], []).append(asked)
    listed = [section for section in sections if section.pk in by_section]
    return tuple(
        SectionOfRound(section.pk, number, section.name, section.intro,
                       tuple(by_section[section.pk]))
        for number, section in enumerate(listed, 1)
    )  # fmt: skip


def _added(survey_round: SurveyRound) -> dict[int, datetime]:
    rows = AddedQuestion.objects.unscoped(
        reason="Vilka frågor omgången har är samma för alla som ser omgången eller svarar i den."
    )
    return dict(rows.filter(round=survey_round).values_list("question", "added_at"))


def _sections(survey_round: SurveyRound, added: Mapping[int, datetime]) -> list[Section]:
    """Return the version's areas in order, then those that added questions stand in."""
    rows = Section.objects.unscoped(
        reason="Frågorna i en omgång läses av utföraren, som inte ser mallarna i övrigt."
    )
    own = list(rows.filter(version=survey_round.template_version_id))
    return own if not added else [*own, *rows.filter(questions__in=list(added)).distinct()]


def _questions(survey_round: SurveyRound, added: Mapping[int, datetime]) -> list[Question]:
    rows = Question.objects.unscoped(
        reason="Frågorna i en omgång läses av utföraren, som inte ser mallarna i övrigt."
    ).filter(respondent=Respondent.PROVIDER)
    told = rows.select_related("scale").order_by("section__number", "number", "pk")
    own = list(told.filter(section__version=survey_round.template_version_id))
    return own if not added else [*own, *told.filter(pk__in=list(added))]


def _levels(scales: set[int]) -> dict[int, list[LevelFacts]]:
    found: dict[int, list[LevelFacts]] = {}
    if not scales:
        return found
    rows = ScaleLevel.objects.unscoped(
        reason="Nivåerna på en fråga i en omgång läses av utföraren, som inte ser skalorna."
    )
    for row in rows.filter(scale__in=scales):
        found.setdefault(row.scale_id, []).append(level_facts(row))
    return found


def _homes(sections: Sequence[Section]) -> dict[int, int]:
    """Return for each area the one that its questions are shown in: the first of its name."""
    first: dict[str, int] = {}
    return {
        section.pk: first.setdefault(section.name.casefold(), section.pk) for section in sections
    }


def _asked(row: Question, levels: Sequence[LevelFacts], added_at: datetime | None) -> AskedQuestion:
    return AskedQuestion(
        pk=row.pk,
        code=row.code,
        number=row.number,
        text=row.text,
        help=row.help,
        evidence=row.evidence,
        facts=question_facts(row, levels),
        is_required=row.is_required,
        is_added=added_at is not None,
        added_at=added_at,
        may_be_published=row.may_be_published,
    )
