"""Tells how a follow-up goes, from the plan to the day it is closed."""

from datetime import date, time

from insyn.criteria.models import Section
from insyn.criteria.rules import Level
from insyn.examples.demonstration.answers import FOUND, NOT_TO_IVO, Found
from insyn.examples.demonstration.cases import Case, Papers, Script
from insyn.examples.demonstration.from_plan import place_in_plan
from insyn.examples.demonstration.instruments import on_scale
from insyn.examples.demonstration.on_site import note_evening_visit
from insyn.examples.demonstration.papers import hand_in
from insyn.examples.demonstration.plans import tell_plan
from insyn.examples.demonstration.sightings import (
    JUDGEMENTS,
    NOTES,
    PARTICIPANTS,
    RESULTS,
    SEEN,
    VIEWS,
)
from insyn.examples.demonstration.team import Team, team_of
from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import Town
from insyn.findings.queries import proposed_assessment
from insyn.findings.rules import FindingKind, Severity, proposed_due
from insyn.findings.services import (
    FindingFacts,
    InspectorateAnswer,
    add_finding,
    answer_inspectorate,
    assess_area,
    assess_followup,
    conclude_followup,
    send_followup,
)
from insyn.findings.services.fact_check_answers import hand_in_fact_check
from insyn.findings.services.fact_check_sending import send_for_fact_check
from insyn.followups.models import DocumentRequest, Followup
from insyn.followups.rules import MAIN_PATH, Event, Outcome, Reason, State
from insyn.followups.services import (
    ask_calling_unit,
    assign_reviewer,
    declare_no_conflict,
    move_followup,
    note_calling_view,
    plan_followup,
    receive_document,
    request_document,
    request_usual_documents,
    review_document,
    write_result,
)
from insyn.measures.services import close_followup
from insyn.platform import clock
from insyn.visits.rules import VisitKind
from insyn.visits.services import VisitFacts, book_visit, carry_out_visit, note_observation


def tell_case(town: Town, case: Case) -> Story:
    """Plan the follow-up and let it go as its script says."""
    yield case.script.day - 50
    is_of_plan = case.reason == Reason.DECISION and not case.reason_note
    day = town.day(case.script.day)
    followup = plan_followup(
        town.access("anna"),
        authority=town.authorities[case.authority],
        contract=town.contracts[case.agreement, case.provider],
        lot=town.lots[case.agreement, case.lot],
        template_version=town.templates[case.template],
        planned_for=day,
        kind=case.kind,
        reason=case.reason,
        reason_note=case.reason_note,
        secrecy=case.secrecy,
        place=place_in_plan(town, case.agreement, day) if is_of_plan else None,
    )
    yield from carry_out(town, case.script, followup)


def carry_out(town: Town, script: Script, followup: Followup) -> Story:
    """Let a planned follow-up go as far as its script says."""
    team = team_of(town, followup)
    if script.until == State.CANCELLED:
        yield script.day - 20
        reason = script.cancelled_because
        move_followup(team.planner, followup, Event.CANCEL, reason=reason)
        return
    yield from _prepare(town, script, followup, team)
    if _reaches(script, State.PREPARED):
        yield script.day - 10
        move_followup(team.first, followup, Event.PREPARE)
    if _reaches(script, State.ONGOING):
        yield from _visit(town, script, followup, team)
    if _reaches(script, State.DRAFT):
        yield from _write(town, script, followup, team)
    if _reaches(script, State.ASSESSED):
        yield from _conclude(script, followup, team)
    if script.plan is not None:
        yield from tell_plan(town, script, followup, team)
    elif _reaches(script, State.CLOSED):
        yield script.day + 40
        close_followup(team.first, followup)


def _reaches(script: Script, state: State) -> bool:
    return MAIN_PATH.index(script.until) >= MAIN_PATH.index(state)


def _prepare(town: Town, script: Script, followup: Followup, team: Team) -> Story:
    """Name the reviewers, ask for documents and views, and take in what comes."""
    yield script.day - 45
    reviewers = [
        assign_reviewer(team.planner, followup, user=user, has_no_conflict=False)
        for user in team.users
    ]
    declare_no_conflict(team.first, reviewers[0])
    if not script.asks_papers:
        declare_no_conflict(team.second, reviewers[1])
        return
    yield script.day - 38
    requests = request_usual_documents(team.first, followup)
    unit, view_text = VIEWS[followup.pk % len(VIEWS)]
    view = ask_calling_unit(team.first, followup, unit_name=unit)
    if script.papers == Papers.AWAITED:
        return
    yield script.day - 34
    declare_no_conflict(team.second, reviewers[1])
    yield script.day - 25
    for request in requests if script.papers == Papers.ALL else requests[:2]:
        hand_in(team.provider, request, today=town.day(script.day - 25))
    yield script.day - 22
    note_calling_view(team.first, view, text=view_text, counts_as_basis=True)
    yield script.day - 15
    for place, request in enumerate(requests if script.papers == Papers.ALL else requests[:1]):
        judgement = JUDGEMENTS[(followup.pk + place) % len(JUDGEMENTS)]
        review_document(team.second, request, judgement=judgement)


def _visit(town: Town, script: Script, followup: Followup, team: Team) -> Story:
    """Book the visit, start, go there and write down what is seen."""
    yield script.day - 9
    booked = VisitFacts(
        kind=script.visit,
        planned_on=town.day(script.day),
        is_announced=script.is_announced,
        starts_at=time(9, 30) if script.is_announced else time(18, 15),
    )
    visit = book_visit(team.first, followup, facts=booked)
    yield script.day - 1
    move_followup(team.first, followup, Event.START)
    yield script.day
    carry_out_visit(
        team.first, visit, visited_on=town.day(script.day), participants=PARTICIPANTS,
        note=_said_of(script),
    )  # fmt: skip
    if not script.is_announced:
        note_evening_visit(team.first, visit)
    for place, section in enumerate(_sections(team, followup)):
        writer = team.first if place % 2 else team.second
        is_fine = _level(script, section.name) == Level.MET
        text = SEEN[section.name][0 if is_fine else 1]
        note_observation(writer, followup, section=section, text=text)


def _said_of(script: Script) -> str:
    if not script.is_announced:
        return "Oanmält besök på kvällen. Vi presenterade oss och visade legitimation."
    if script.visit == VisitKind.DIGITAL:
        return "Digitalt möte med delad skärm. Rutinerna visades i ledningssystemet."
    return "Samtal med ledningen, rundvandring och samtal med personal var för sig."


def _sections(team: Team, followup: Followup) -> list[Section]:
    rows = Section.objects.visible_to(team.first)
    return list(rows.filter(version=followup.template_version))


def _level(script: Script, area: str) -> Level:
    """Return the level that the findings give the area."""
    if area in script.not_applicable:
        return Level.NOT_APPLICABLE
    if area in script.left_out:
        return Level.NOT_ASSESSED
    here = [found for found in _found(script) if found.area == area]
    if any(found.severity == Severity.MAJOR for found in here):
        return Level.NOT_MET
    lacking = {FindingKind.DEFICIENCY, FindingKind.DEVELOPMENT_AREA}
    return Level.PARTLY if any(found.kind in lacking for found in here) else Level.MET


def _found(script: Script) -> list[Found]:
    return [FOUND[key] for key in script.found]


def _write(town: Town, script: Script, followup: Followup, team: Team) -> Story:
    """Write the draft: result, levels and findings; ask for what was missing at the visit."""
    yield script.day + 3
    move_followup(team.first, followup, Event.WRITE)
    result = RESULTS[followup.pk % len(RESULTS)]
    write_result(team.first, followup, result_text=result, version=None)
    supplement = _ask_for_more(town, script, followup, team) if script.asks_papers else None
    yield script.day + 7
    for section in _sections(team, followup):
        common = _level(script, section.name)
        level = on_scale(team.second, followup, common)
        note = NOTES[common]
        assess_area(team.second, followup, section=section, level=level, note=note)
    for found in _found(script):
        row = add_finding(team.first, followup, facts=_facts(town, script, followup, found))
        if row.needs_inspectorate_question:
            answer = InspectorateAnswer(is_to_be_told=False, reason=NOT_TO_IVO)
            answer_inspectorate(team.first, row, facts=answer)
    if _reaches(script, State.FACT_CHECK):
        yield from _check_facts(town, script, followup, team, supplement)


def _ask_for_more(town: Town, script: Script, followup: Followup, team: Team) -> DocumentRequest:
    return request_document(
        team.first, followup, title="Årshjul för egenkontroll", is_supplement=True,
        due_on=town.day(script.day + 12),
    )  # fmt: skip


def _facts(town: Town, script: Script, followup: Followup, found: Found) -> FindingFacts:
    sections = Section.objects.visible_to(town.access("anna"))
    return FindingFacts(
        kind=found.kind,
        area=found.area,
        text=found.text,
        section=sections.filter(version=followup.template_version, name=found.area).first(),
        requirement=found.requirement,
        required_result=found.required_result,
        evidence=found.evidence,
        seen_on=town.day(script.day),
        due_on=_due(found),
        responsible=found.responsible,
        severity=found.severity,
    )


def _due(found: Found) -> date | None:
    """Return the last day to remedy it: the usual one, and a quarter for the commissioner."""
    if found.kind == FindingKind.DEFICIENCY:
        return proposed_due(found.severity, clock.today())
    if found.kind == FindingKind.COMMISSIONER_SHORTCOMING:
        return proposed_due(Severity.MINOR, clock.today())
    return None


CHECKED_WITHIN = 18
"""Days from the visit to the last day of the fact check: with holidays, after it is sent and
before the follow-up is concluded."""


def _check_facts(
    town: Town, script: Script, followup: Followup, team: Team, supplement: DocumentRequest | None
) -> Story:
    if supplement is not None:
        yield script.day + 10
        receive_document(team.first, supplement)
        review_document(team.second, supplement, judgement="Årshjulet är komplett")
    yield script.day + 12
    due_on = town.day(script.day + CHECKED_WITHIN)
    check, _told = send_for_fact_check(team.first, followup, due_on=due_on)
    if script.until != State.FACT_CHECK and team.provider.provider_ids:
        yield script.day + 16
        hand_in_fact_check(team.provider, check, has_no_remarks=True)


def _conclude(script: Script, followup: Followup, team: Team) -> Story:
    """Write the overall assessment, settle it and send it to the provider."""
    yield script.day + 24
    is_lacking = any(found.kind == FindingKind.DEFICIENCY for found in _found(script))
    outcome = Outcome.DOES_NOT_COMPLY if is_lacking else Outcome.COMPLIES
    overall = proposed_assessment(team.first, followup, outcome)
    conclude_followup(team.first, followup, outcome=outcome, overall_assessment=overall)
    assess_followup(team.first, followup)
    if _reaches(script, State.SENT):
        yield script.day + 28
        send_followup(team.first, followup)
