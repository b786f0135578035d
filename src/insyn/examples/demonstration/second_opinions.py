"""Tells of an assessment read by two and disputed, and of an overview that may lead deeper."""

from insyn.criteria.models import Section
from insyn.criteria.rules import Level
from insyn.examples.demonstration.against_requirements import (
    assess_areas,
    plan_against_requirements,
    staff,
)
from insyn.examples.demonstration.cases import SUPPORT
from insyn.examples.demonstration.team import Team, team_of
from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import EDITOR, SOCIAL, Town
from insyn.findings.models import FactCheck, FactCheckComment, FactCheckPassage, SecondReading
from insyn.findings.queries import proposed_assessment
from insyn.findings.queries.assessing import requirements_of
from insyn.findings.rules import FindingKind, Severity, proposed_due
from insyn.findings.rules.lists import Reply
from insyn.findings.services import (
    DepthFacts,
    DepthVerdict,
    FindingFacts,
    RequirementFacts,
    add_finding,
    assess_followup,
    assess_requirements,
    conclude_followup,
    decide_depth,
    finish_reading,
    name_second_reader,
    propose_depth,
    read_requirements,
    send_followup,
    settle_reading,
)
from insyn.findings.services.fact_check_answers import (
    comment_passage,
    dispute_reply,
    hand_in_fact_check,
)
from insyn.findings.services.fact_check_replies import reply_to_comment
from insyn.findings.services.fact_check_sending import send_for_fact_check
from insyn.followups.models import Followup
from insyn.followups.rules import Event, Outcome
from insyn.followups.services import move_followup, plan_followup, write_result
from insyn.followups.services.calling_views import QuestionFacts, ask_for_view
from insyn.platform import clock
from insyn.visits.rules import VisitKind
from insyn.visits.services import VisitFacts, book_visit, carry_out_visit

READ_DAY = -34
DISPUTED = "bjorkdungen"
"""Its contact person has a log-in."""
RESULT = (
    "Planerna görs tillsammans med brukarna. Kontinuiteten når inte riktigt det antal medarbetare "
    "som utföraren har utlovat."
)
WRONG = "Vid mätningen var två medarbetare sjuka. Vanliga veckor ligger vi under elva."
ANSWER = "Mätningen gjordes de veckor som avtalet anger. Sjukfrånvaron nämns i texten."
STILL_WRONG = "Avtalet säger att mätningen ska göras under veckor med ordinarie bemanning."


def tell_second_reading(town: Town) -> Story:
    """Let two assess apart and agree on what differed; then let the provider dispute a fact."""
    yield READ_DAY - 30
    followup = plan_against_requirements(town, DISPUTED, READ_DAY)
    team = team_of(town, followup)
    staff(followup, team)
    yield READ_DAY - 9
    move_followup(team.first, followup, Event.PREPARE)
    facts = VisitFacts(VisitKind.VISIT, town.day(READ_DAY))
    visit = book_visit(team.first, followup, facts=facts)
    yield READ_DAY
    move_followup(team.first, followup, Event.START)
    carry_out_visit(team.first, visit, visited_on=town.day(READ_DAY))
    yield READ_DAY + 2
    name_second_reader(team.first, followup, user=town.users[EDITOR])
    _read_apart(town, followup, team)
    yield READ_DAY + 5
    _agree(followup, team)
    move_followup(team.first, followup, Event.WRITE)
    write_result(team.first, followup, result_text=RESULT, version=None)
    assess_areas(team, followup)
    yield READ_DAY + 7
    check, _told = send_for_fact_check(team.first, followup, due_on=town.day(READ_DAY + 22))
    yield from _dispute(town, check, team)


def _read_apart(town: Town, followup: Followup, team: Team) -> None:
    """Let the first be milder than the second on one of the requirements."""
    rows = requirements_of(team.first, followup)
    levels = [Level.PARTLY, *(Level.MET for _ in rows[1:])]
    second = [RequirementFacts(row.wording, level) for row, level in zip(rows, levels, strict=True)]
    read_requirements(town.access(EDITOR), followup, facts=second)
    finish_reading(town.access(EDITOR), followup)
    first = [RequirementFacts(row.wording, Level.MET) for row in rows]
    assess_requirements(team.first, followup, facts=first)


def _agree(followup: Followup, team: Team) -> None:
    rows = SecondReading.objects.visible_to(team.first).filter(reader__followup=followup)
    for reading in rows.filter(level=Level.PARTLY):
        reason = "Vi läste mätningen tillsammans. Löftet nås inte hela perioden."
        settle_reading(team.first, reading, level=Level.PARTLY, reason=reason)


def _dispute(town: Town, check: FactCheck, team: Team) -> Story:
    provider = team.provider
    yield READ_DAY + 14
    passages = FactCheckPassage.objects.shown_to_provider(provider).filter(fact_check=check)
    comment_passage(provider, passages[0], text=WRONG)
    hand_in_fact_check(provider, check)
    yield READ_DAY + 18
    comment = FactCheckComment.objects.visible_to(team.first).get(passage__fact_check=check)
    comment = reply_to_comment(team.first, comment, reply=Reply.REJECTED, text=ANSWER)
    yield READ_DAY + 21
    dispute_reply(provider, comment, text=STILL_WRONG)


OVERVIEW_DAY = -9
SCATTERED = "Schemat visar att två av fyra kvällar bemannas av timvikarier utan introduktion."
REASONS = "Samma sak nämndes i två klagomål under hösten. Vi behöver se det på plats."


def tell_overview(town: Town) -> Story:
    """Read the papers, see something that needs a closer look, and propose a visit in depth."""
    yield OVERVIEW_DAY - 30
    followup = plan_followup(
        town.access(EDITOR),
        authority=town.authorities[SOCIAL],
        contract=town.contracts["daily", "kooperativet"],
        lot=None,
        planned_for=town.day(OVERVIEW_DAY),
        form=town.forms[SOCIAL, "Översiktlig uppföljning"],
        template_version=town.templates[SUPPORT],
        reason_note="Alla utförare i valfrihetssystemet ses över varje år",
    )
    team = team_of(town, followup)
    staff(followup, team)
    yield OVERVIEW_DAY - 6
    move_followup(team.first, followup, Event.PREPARE)
    _ask_case_worker(town, followup, team)
    yield OVERVIEW_DAY
    move_followup(team.first, followup, Event.START)
    yield OVERVIEW_DAY + 2
    _propose_depth(town, followup, team)


def _ask_case_worker(town: Town, followup: Followup, team: Team) -> None:
    facts = QuestionFacts(
        "Enheten för funktionsstöd",
        "Märker ni av att personalen byts ut ofta?",
        asked_of=town.users["handlaggare"],
        due_on=town.day(OVERVIEW_DAY + 14),
    )
    ask_for_view(team.first, followup, facts)


def _propose_depth(town: Town, followup: Followup, team: Team) -> None:
    section = Section.objects.visible_to(team.first).filter(version=followup.template_version)[0]
    facts = FindingFacts(
        kind=FindingKind.DEFICIENCY,
        area=section.name,
        section=section,
        text=SCATTERED,
        requirement="Avtalet punkt 4.1: introduktion innan ensamarbete",
        required_result="Ingen arbetar ensam före introduktionen.",
        evidence="Schemat för fyra veckor.",
        seen_on=clock.today(),
        due_on=proposed_due(Severity.MINOR, clock.today()),
        severity=Severity.MINOR,
    )
    finding = add_finding(team.first, followup, facts=facts)
    proposed = DepthFacts(
        REASONS,
        [section],
        findings=[finding],
        methods="Oanmält kvällsbesök och samtal med personal.",
        planned_for=town.day(45),
    )
    propose_depth(team.first, followup, facts=proposed)


DEEPER_DAY = -75
THINNED_OUT = "Tre av fem på kvällspasset har arbetat mindre än två månader."
DEEPER_REASONS = "Många nya på kvällen och två klagomål. Vi vill se hur de introduceras."
DECIDED = "Urvalet och metoden är rimliga. Görs innan nästa års plan beslutas."


def tell_gone_deeper(town: Town) -> Story:
    """Read the papers, propose a follow-up in depth, decide on it, and plan what it takes up."""
    yield DEEPER_DAY - 25
    followup = plan_followup(
        town.access(EDITOR),
        authority=town.authorities[SOCIAL],
        contract=town.contracts["daily", "kvarnen"],
        lot=None,
        planned_for=town.day(DEEPER_DAY),
        form=town.forms[SOCIAL, "Översiktlig uppföljning"],
        template_version=town.templates[SUPPORT],
        reason_note="Alla utförare i valfrihetssystemet ses över varje år",
    )
    team = team_of(town, followup)
    staff(followup, team)
    move_followup(team.first, followup, Event.PREPARE)
    yield DEEPER_DAY
    move_followup(team.first, followup, Event.START)
    sections = Section.objects.visible_to(team.first).filter(version=followup.template_version)
    facts = FindingFacts(
        kind=FindingKind.DEVELOPMENT_AREA, area=sections[0].name, section=sections[0],
        text=THINNED_OUT, seen_on=clock.today(),
    )  # fmt: skip
    finding = add_finding(team.first, followup, facts=facts)
    yield DEEPER_DAY + 6
    proposed = DepthFacts(
        DEEPER_REASONS, list(sections[:2]), findings=[finding],
        methods="Besök en kväll, samtal med nya i personalen och scheman för två månader.",
        planned_for=town.day(16),
    )  # fmt: skip
    decision = propose_depth(team.first, followup, facts=proposed)
    yield DEEPER_DAY + 10
    verdict = DepthVerdict(
        goes_in_depth=True, reasons=DECIDED, form=town.forms[SOCIAL, "Fördjupad uppföljning"]
    )
    decide_depth(town.access(EDITOR), decision, facts=verdict)
    yield DEEPER_DAY + 14
    _conclude(followup, team)


def _conclude(followup: Followup, team: Team) -> None:
    """Let the overview itself be assessed and sent: nothing to put right yet."""
    move_followup(team.first, followup, Event.WRITE)
    write_result(team.first, followup, result_text=RESULT_OF_PAPERS, version=None)
    assess_areas(team, followup)
    overall = proposed_assessment(team.first, followup, Outcome.COMPLIES)
    conclude_followup(team.first, followup, outcome=Outcome.COMPLIES, overall_assessment=overall)
    assess_followup(team.first, followup)
    send_followup(team.first, followup)


RESULT_OF_PAPERS = "Handlingarna är kompletta. Kvällarna följs upp fördjupat."
