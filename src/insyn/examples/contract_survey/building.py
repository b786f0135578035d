"""The survey of one year: the plan adopted, the units registered, asked, answered and judged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import transaction

from insyn.accounts.models import Authority
from insyn.criteria.models import TemplateVersion
from insyn.criteria.queries.shipped import shipped_template
from insyn.criteria.rules import AnswerType, Respondent, SectionFacts, TemplateKind
from insyn.criteria.services import TemplateFacts, create_template, publish_version
from insyn.examples.answering import (
    accept,
    asker_of,
    fill_in,
    hand_in,
    proposals_of,
    responses_in,
)
from insyn.examples.board_plans import Built
from insyn.examples.contract_survey.invented import (
    ASKED,
    INVENTED,
    MARK,
    REGIMES,
    SEED,
    SILENT_OF,
    Asked,
    nine_digits,
)
from insyn.examples.demonstration.organisations import with_check_digit
from insyn.examples.made_up_answers import answers_of, roll
from insyn.kernel.access import Access
from insyn.plans.models import ActivityPeriod, PlannedActivity, PlanParty
from insyn.plans.services import DecisionFacts, adopt_plan, propose_plan
from insyn.platform import clock
from insyn.registry.models import Agreement, Provider, ServiceArea, Unit
from insyn.registry.rules import AgreementForm
from insyn.registry.services import (
    AgreementFacts,
    ContractFacts,
    ProviderFacts,
    UnitFacts,
    save_agreement,
    save_contract,
    save_provider,
    save_unit,
)
from insyn.requirements.queries.shipped import shipped_pack
from insyn.requirements.services import RequirementFacts, take_in
from insyn.surveys.models import SurveyResponse, SurveyRound
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.rules.grounds import usual_grounds
from insyn.surveys.services import (
    Recipient,
    RoundFacts,
    close_round,
    create_round,
    import_addressees,
    send_round,
)
from insyn.surveys.services.opening import note_opened
from insyn.surveys.services.results import fold_round
from insyn.surveys.services.reviews import accept_many, send_feedback

FORM = "Avtalsuppföljning"
PACK, BASE = "bas", "enkat-bas"
CLOSED_TYPES = frozenset(
    {
        AnswerType.YES_NO, AnswerType.YES_PARTLY_NO, AnswerType.FREQUENCY, AnswerType.NUMBER,
        AnswerType.PERCENT, AnswerType.SAMPLE,
    }
)  # fmt: skip
"""Yes or no, or how often and how much; never an open question."""
BEFORE = timedelta(days=21)
"""How long before the survey its questions are ready."""
LETTERS = 4
"""Letters that are made for each board; the others are accepted and wait."""


@dataclass(frozen=True, slots=True)
class Surveyed:
    """The rounds of the year, by board, and who may read them all."""

    access: Access
    year: int
    rounds: Sequence[SurveyRound]


@transaction.atomic
def carry_out(built: Built) -> Surveyed:
    """Carry out the survey of the plan's first year, all of it or nothing."""
    year = built.told.starts_on.year
    with clock.pretend(built.told.memo.dated_on, is_guessed=True):
        _adopt(built)
        boards = _boards(built)
        agreements = _agreements(built, boards)
        _units(built, agreements)
    rounds = []
    for board in boards:
        if activities := _activities(built, board):
            days = _days(built.access, activities[0])
            with clock.pretend(days.opens_on - BEFORE):
                version = _template(built.access, board, year)
            with clock.pretend(days.opens_on):
                sent = _send(built, version, activities[-1], board=board, due_on=days.due_on)
                rounds.append((sent, days))
    for survey_round, days in rounds:
        _answer(built.access, survey_round, days)
    closed = [_judge(built.access, survey_round, days) for survey_round, days in rounds]
    return Surveyed(built.access, year, closed)


def _adopt(built: Built) -> None:
    day = clock.today()
    plan = propose_plan(built.access, built.plan, proposed_on=day)
    adopt_plan(built.access, plan, facts=DecisionFacts(decided_on=day))


def _boards(built: Built) -> list[Authority]:
    """Return the board that holds the plan, then the other one."""
    first = built.plan.authority
    rows = PlanParty.objects.filter(plan=built.plan)
    others = rows.exclude(authority=first).select_related("authority__municipality")
    return [first, *(row.authority for row in others.order_by("pk"))]


def _agreements(built: Built, boards: Sequence[Authority]) -> Mapping[tuple[int, str], Agreement]:
    """Return an agreement per board and regime, each with the same weighted requirements."""
    demands = list(_requirements())
    made = {}
    for board, key in _regimes(boards):
        regime = REGIMES[key]
        facts = AgreementFacts(
            board, f"{regime.title} (påhittat)", date(2020, 1, 1), form=regime.form,
            has_insight_clause=regime.form != AgreementForm.MISSION,
        )  # fmt: skip
        agreement = made[board.pk, key] = save_agreement(built.access, agreement=None, facts=facts)
        take_in(built.access, agreement, demands)
    return made


def _regimes(boards: Sequence[Authority]) -> Iterator[tuple[Authority, str]]:
    seen = set()
    for asked in ASKED:
        board = _board_of(asked, boards)
        for key in asked.units:
            if (board.pk, key) not in seen:
                seen.add((board.pk, key))
                yield board, key


def _requirements() -> Iterator[RequirementFacts]:
    """Return the shipped basic requirements, weighted by what they mean to the individual.

    Their legal sources are left out: they name the law of today, and not that of the year.
    """
    pack = shipped_pack(PACK)
    if pack is None:
        raise LookupError(PACK)
    for place, row in enumerate(pack.requirements, 1):
        yield RequirementFacts(
            number=str(place),
            text=row.text,
            strength=row.strength,
            area=row.area_code,
            weight=row.weight,
            is_critical=row.is_critical,
            evidence=row.evidence,
            origin=row.code,
        )


def _units(built: Built, agreements: Mapping[tuple[int, str], Agreement]) -> None:
    """Register the units: one private provider each, and the municipality for its own."""
    boards = _boards(built)
    areas = {area.code: area for area in ServiceArea.objects.all()}
    own: dict[int, list[Unit]] = {}
    number = 0
    for asked in ASKED:
        board = _board_of(asked, boards)
        for key, count in asked.units.items():
            for place in range(1, count + 1):
                number += 1
                name = f"Påhittad {asked.service.lower()} {place}"
                provider = _provider(built.access, key, number, board)
                facts = UnitFacts(provider, name, areas[asked.code], board.municipality)
                unit = save_unit(built.access, unit=None, facts=facts)
                if key == "in_house":
                    own.setdefault(board.pk, []).append(unit)
                else:
                    _contract(built.access, agreements[board.pk, key], provider, [unit])
    for board_pk, units in own.items():
        _contract(built.access, agreements[board_pk, "in_house"], units[0].provider, units)


def _provider(access: Access, key: str, number: int, board: Authority) -> Provider:
    if key == "in_house":
        name = f"{board.municipality.name}, egen regi (påhittad)"
        known = Provider.objects.filter(name=name).first()
        if known is not None:
            return known
    else:
        name = f"Påhittad utförare {number} AB"
    facts = ProviderFacts(
        name=name,
        org_number=with_check_digit(nine_digits(number)),
        operating_form=REGIMES[key].operated,
        email=f"chef{number}@pahittad.example",
    )
    return save_provider(access, provider=None, facts=facts)


def _contract(
    access: Access, agreement: Agreement, provider: Provider, units: Sequence[Unit]
) -> None:
    facts = ContractFacts(agreement, provider, agreement.starts_on, units=units)
    save_contract(access, contract=None, facts=facts)


def _activities(built: Built, board: Authority) -> list[PlannedActivity]:
    """Return what the plan says that the board asks about, of what there are made-up units for."""
    rows = PlannedActivity.objects.visible_to(built.access).filter(plan=built.plan, form__name=FORM)
    told = {row.title: row for row in rows.select_related("plan", "form", "service_area")}
    boards = _boards(built)
    return [
        told[asked.service]
        for asked in ASKED
        if asked.service in told and _board_of(asked, boards).pk == board.pk
    ]


def _board_of(asked: Asked, boards: Sequence[Authority]) -> Authority:
    """Return which of the plan's boards asks the service; with one board it asks all."""
    return boards[-1] if asked.is_second_board else boards[0]


@dataclass(frozen=True, slots=True)
class Days:
    """When the survey is done, within the time that the plan gives it."""

    opens_on: date
    due_on: date
    judged_on: date
    closed_on: date


def _days(access: Access, activity: PlannedActivity) -> Days:
    """Return half of the time to answer in, and some of the rest to go through the answers."""
    rows = ActivityPeriod.objects.visible_to(access).filter(activity=activity)
    period = rows.order_by("starts_on")[0]
    sixth = (period.ends_on - period.starts_on) / 6
    return Days(period.starts_on, *(period.starts_on + part * sixth for part in (3, 4, 5)))


def _template(access: Access, board: Authority, year: int) -> TemplateVersion:
    """Publish the concrete questions that ask about the requirements; none of them is open."""
    shipped = shipped_template(BASE)
    if shipped is None:
        raise LookupError(BASE)
    facts = TemplateFacts(kind=TemplateKind.SURVEY, purpose=INVENTED, copied_from=shipped.name)
    sections = tuple(_closed(section) for section in shipped.sections)
    asked = tuple(section for section in sections if section.questions)
    draft = create_template(access, board, name=f"{FORM} {year}", sections=asked, facts=facts)
    return publish_version(access, draft)


def _closed(section: SectionFacts) -> SectionFacts:
    """Return the area with only its closed questions to the provider."""
    return replace(
        section,
        questions=tuple(
            question
            for question in section.questions
            if question.answer_type in CLOSED_TYPES and question.respondent == Respondent.PROVIDER
        ),
    )


def _send(
    built: Built,
    version: TemplateVersion,
    activity: PlannedActivity,
    *,
    board: Authority,
    due_on: date,
) -> SurveyRound:
    """Send the survey to every unit of the board on the first day of the activity's time."""
    today = clock.today()
    sol, lss = usual_grounds(today)
    facts = RoundFacts(
        title=f"{FORM} {today.year} ({MARK})",
        template_version=version,
        concerns_from=date(today.year - 1, 1, 1),
        concerns_to=date(today.year - 1, 12, 31),
        opens_on=today,
        due_on=due_on,
        contact="Uppföljningsansvarig (påhittad)",
        ground_sol=sol,
        ground_lss=lss,
        intro=INVENTED,
    )
    survey_round = create_round(built.access, board, facts=facts, activity=activity)
    named = [
        Recipient(row, "Påhittad Chef", f"enhet{row.pk}@pahittad.example")
        for row in responses_in(built.access, survey_round)
    ]
    import_addressees(built.access, survey_round, recipients=named)
    return send_round(built.access, survey_round)


def _answer(access: Access, survey_round: SurveyRound, days: Days) -> None:
    """Let each unit hand in on a day of its own; one of seventeen never does."""
    open_days = (days.due_on - days.opens_on).days
    for place, response in enumerate(responses_in(access, survey_round)):
        if place % SILENT_OF == SILENT_OF - 1:
            continue
        seed = f"{SEED}:{response.unit}:{response.contract.agreement}"
        with clock.pretend(days.opens_on + timedelta(days=roll(seed, open_days))):
            asker = asker_of(response, origin="rekonstruktion")
            note_opened(asker, response)
            values = answers_of(
                questions_of(survey_round), seed=seed, good=_good(response),
                day=survey_round.concerns_to,
            )  # fmt: skip
            fill_in(asker, response, values)
            hand_in(asker, response)


def _good(response: SurveyResponse) -> int:
    """Return how many of a hundred answers are as they should be: the regime's."""
    form = AgreementForm(response.contract.agreement.form)
    return next(regime.good for regime in REGIMES.values() if regime.form == form)


def _judge(access: Access, survey_round: SurveyRound, days: Days) -> SurveyRound:
    """Decide what the answers proposed, accept the whole, send some letters; return it closed."""
    with clock.pretend(days.judged_on):
        clean = {}
        for place, response in enumerate(responses_in(access, survey_round)):
            if response.submitted_at is None:
                continue
            if proposals_of(access, response):
                accept(access, response, seed=SEED, rejected=int(place % 5 == 0))
            else:
                clean[response.pk] = response.version
        accept_many(access, survey_round, versions=clean)
    with clock.pretend(days.closed_on):
        closed = close_round(access, survey_round)
        fold_round(access, closed)
        for response in _to_tell(access, closed):
            send_feedback(access, response)
    return closed


def _to_tell(access: Access, survey_round: SurveyRound) -> list[SurveyResponse]:
    """Return some of the accepted: of each form of operation, first those with findings."""
    rows = [row for row in responses_in(access, survey_round) if row.accepted_at]
    rows.sort(key=lambda row: (row.followup is None, row.operating_form, row.pk))
    kinds = dict.fromkeys(row.operating_form for row in rows)
    share = max(1, LETTERS // max(1, len(kinds)))
    return [
        row for kind in kinds for row in [one for one in rows if one.operating_form == kind][:share]
    ]
