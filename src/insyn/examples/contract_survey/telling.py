"""What the survey of the year came to, as plain facts."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from insyn.criteria.models import Question
from insyn.examples.contract_survey.building import Surveyed
from insyn.examples.contract_survey.invented import ASKED, INVENTED, REGIMES, SEED
from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.kernel.access import Access
from insyn.surveys.models import ProposedFinding, SurveyResponse, SurveyRound
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.queries.summary import summary_facts
from insyn.surveys.rules import HANDED_IN, ProposalState, ResponseState
from insyn.surveys.rules.questions import AskedQuestion, asked_in_round


def tell(surveyed: Surveyed) -> Mapping[str, Any]:
    """Return the facts of the survey; it says that units and answers are invented."""
    return {
        "invented": INVENTED,
        "seed": SEED,
        "year": surveyed.year,
        "invented_units": {
            asked.service: {REGIMES[key].title: count for key, count in asked.units.items()}
            for asked in ASKED
        },
        "rounds": [_round(surveyed.access, one) for one in surveyed.rounds],
    }


def _round(access: Access, survey_round: SurveyRound) -> Mapping[str, Any]:
    rows = SurveyResponse.objects.visible_to(access).filter(round=survey_round)
    states = Counter(rows.values_list("state", flat=True))
    return {
        "board": survey_round.authority.name,
        "title": survey_round.title,
        "sent_on": survey_round.opens_on.isoformat(),
        "answer_by": survey_round.due_on.isoformat(),
        "closed_on": survey_round.closed_on.isoformat() if survey_round.closed_on else "",
        "activities": _activities(rows),
        "asked": sum(states.values()),
        "handed_in": sum(states[state] for state in HANDED_IN),
        "accepted": states[ResponseState.ACCEPTED],
        "feedback_sent": rows.exclude(feedback_pdf=None).count(),
        "questions": _questions(survey_round),
        "proposed": _proposed(access, survey_round),
        "findings": _findings(access, survey_round),
        "met_in_percent": _met(access, survey_round),
    }


def _activities(rows: Any) -> Mapping[str, int]:
    told = rows.order_by().values_list("followup__activity__title", flat=True)
    return dict(sorted(Counter(title for title in told if title).items()))


def _questions(survey_round: SurveyRound) -> list[Mapping[str, Any]]:
    asked = asked_in_round(questions_of(survey_round))
    links = Question.requirements.through.objects.filter(question__in=[one.pk for one in asked])
    codes: dict[int, set[str]] = {}
    for key, origin in links.values_list("question_id", "requirement__origin"):
        codes.setdefault(key, set()).add(origin)
    return [_question(one, codes.get(one.pk, set())) for one in asked]


def _question(asked: AskedQuestion, requirements: Collection[str]) -> Mapping[str, Any]:
    return {
        "code": asked.code,
        "question": asked.text,
        "answered_by": asked.facts.answer_type.label,
        "weight": asked.facts.weight,
        "requirements": sorted(requirements),
    }


def _proposed(access: Access, survey_round: SurveyRound) -> Mapping[str, int]:
    rows = ProposedFinding.objects.visible_to(access).filter(response__round=survey_round)
    counted = Counter(rows.values_list("state", flat=True))
    return {ProposalState(state).label: counted[state] for state in sorted(counted)}


def _findings(access: Access, survey_round: SurveyRound) -> Mapping[str, int]:
    rows = Finding.objects.visible_to(access).filter(followup__survey_response__round=survey_round)
    counted = Counter(rows.values_list("kind", flat=True))
    return {FindingKind(kind).label: counted[kind] for kind in sorted(counted)}


def _met(access: Access, survey_round: SurveyRound) -> Mapping[str, Any]:
    """Return the share met as the board is told it: small groups are hidden."""
    facts = summary_facts(access, survey_round)
    return {
        "all": facts.total.text,
        **{
            row.name: {
                "all": row.total.text, "in_house": row.own.text, "others": row.others.text
            }
            for row in facts.areas
        },
    }  # fmt: skip
