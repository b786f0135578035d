"""Tells of two visits against the requirements: one a year ago, one that is going on."""

from collections.abc import Sequence
from datetime import time
from uuid import UUID

from insyn.criteria.models import Section
from insyn.criteria.rules import Level
from insyn.examples.demonstration.drawing import drawn_corridor
from insyn.examples.demonstration.on_site import note_evening_visit
from insyn.examples.demonstration.rules_of_boards import AGAINST_REQUIREMENTS
from insyn.examples.demonstration.team import Team, team_of
from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import EDITOR, ELDERLY, Town
from insyn.findings.models import Finding
from insyn.findings.queries import proposed_assessment
from insyn.findings.queries.assessing import Asked, requirements_of
from insyn.findings.rules import FindingKind, Severity, proposed_due
from insyn.findings.services import (
    FindingFacts,
    RequirementFacts,
    add_finding,
    assess_area,
    assess_followup,
    assess_requirements,
    conclude_followup,
    remedy_finding,
    send_followup,
)
from insyn.followups.models import Followup
from insyn.followups.queries.listed_documents import listed_documents
from insyn.followups.rules import Event, Kind, Outcome
from insyn.followups.rules.correspondence import Medium, Way
from insyn.followups.services import (
    assign_reviewer,
    declare_no_conflict,
    move_followup,
    plan_followup,
    request_listed,
    write_result,
)
from insyn.followups.services.calling_views import QuestionFacts, ask_for_view
from insyn.followups.services.contacts import ContactFacts, note_contact
from insyn.followups.services.diary import LetterByHand, note_letter, register_posts
from insyn.measures.services import close_followup
from insyn.platform import clock
from insyn.visits.letters.letters import LetterWords
from insyn.visits.models import Visit
from insyn.visits.rules import VisitKind
from insyn.visits.rules.carrying_out import VisitLetterKind
from insyn.visits.rules.operations import Operation, VisitOperationKind
from insyn.visits.services import (
    PhotoFacts,
    VisitFacts,
    book_visit,
    carry_out_visit,
    issue_visit_letter,
    note_observation,
    store_photo,
)
from insyn.visits.services.operations import apply_visit_operations

PROVIDER = "bjorkdungen"
LAST_YEAR = -380
"""More than a year ago, so that the same deficiency again is one of another year."""
DAY = -3
LACKING = "11"
"""The number of the requirement that is not met, neither year."""

SEEN_LAST_YEAR = "Tre av åtta genomförandeplaner hade inte följts upp under det senaste året."
SEEN_AGAIN = "Två av fem genomförandeplaner har inte följts upp under det senaste året."
KEYS = "Nycklar till sex brukares hem låg framme i ett olåst personalrum."
CHECK_DAY = 21
REMEDIED = "Planerna är uppföljda och datumen bevakas i planeringssystemet."
RESULT = "Verksamheten fungerar, men det som är bestämt i planerna följs inte alltid upp."


def plan_against_requirements(town: Town, provider: str, day: int) -> Followup:
    """Plan a visit in the form that the board has made for itself."""
    return plan_followup(
        town.access(EDITOR),
        authority=town.authorities[ELDERLY],
        contract=town.contracts["home_care", provider],
        lot=None,
        planned_for=town.day(day),
        form=town.forms[ELDERLY, AGAINST_REQUIREMENTS],
        reason_note="Årets plan: kraven i avtalet prövas ett för ett",
    )


def staff(followup: Followup, team: Team) -> None:
    """Name both reviewers, who each say that they have no bias."""
    for user, access in zip(team.users, (team.first, team.second), strict=True):
        reviewer = assign_reviewer(team.planner, followup, user=user, has_no_conflict=False)
        declare_no_conflict(access, reviewer)


def tell_last_year(town: Town) -> Story:
    """Find a deficiency that was remedied then, and that is found again this year."""
    yield LAST_YEAR - 20
    followup = plan_against_requirements(town, PROVIDER, LAST_YEAR)
    team = team_of(town, followup)
    staff(followup, team)
    yield LAST_YEAR - 8
    visit = book_visit(team.first, followup, facts=_booked(town, LAST_YEAR))
    move_followup(team.first, followup, Event.PREPARE)
    yield LAST_YEAR
    move_followup(team.first, followup, Event.START)
    carry_out_visit(team.first, visit, visited_on=town.day(LAST_YEAR))
    yield LAST_YEAR + 4
    move_followup(team.first, followup, Event.WRITE)
    write_result(team.first, followup, result_text=RESULT, version=None)
    asked = requirements_of(team.first, followup)
    _assess(team, followup, asked)
    assess_areas(team, followup)
    finding = _deficiency(followup, team, SEEN_LAST_YEAR)
    yield LAST_YEAR + 12
    _settle(followup, team, Outcome.DOES_NOT_COMPLY)
    send_followup(team.first, followup)
    yield LAST_YEAR + 60
    remedy_finding(team.first, finding, remedied_on=clock.today(), note=REMEDIED)
    close_followup(team.first, followup)


def _booked(town: Town, day: int) -> VisitFacts:
    return VisitFacts(
        VisitKind.VISIT,
        town.day(day),
        starts_at=time(9, 0),
        ends_at=time(15, 0),
        place="Utförarens kontor",
        purpose="Pröva kraven i avtalet ett för ett.",
        participants="Verksamhetschef, samordnare och två i personalen",
    )


def _assess(team: Team, followup: Followup, asked: Sequence[Asked]) -> None:
    facts = [
        RequirementFacts(row.wording, Level.PARTLY if row.wording.number == LACKING else Level.MET)
        for row in asked
    ]
    assess_requirements(team.first, followup, facts=facts)


def assess_areas(team: Team, followup: Followup) -> None:
    """Let every area be met; what is lacking stands in the findings."""
    for section in Section.objects.visible_to(team.first).filter(version=followup.template_version):
        assess_area(team.first, followup, section=section, level=Level.MET)


def _deficiency(followup: Followup, team: Team, text: str) -> Finding:
    rows = requirements_of(team.first, followup)
    (asked,) = [row for row in rows if row.wording.number == LACKING]
    facts = FindingFacts(
        kind=FindingKind.DEFICIENCY,
        area=asked.section.name if asked.section else "",
        section=asked.section,
        text=text,
        wording=asked.wording,
        required_result="Alla planer är uppföljda och har datum för nästa uppföljning.",
        evidence="Genomgång av planer på plats.",
        seen_on=clock.today(),
        due_on=proposed_due(Severity.MINOR, clock.today()),
        severity=Severity.MINOR,
    )
    return add_finding(team.first, followup, facts=facts)


def _settle(followup: Followup, team: Team, outcome: Outcome) -> None:
    overall = proposed_assessment(team.first, followup, outcome)
    conclude_followup(team.first, followup, outcome=outcome, overall_assessment=overall)
    assess_followup(team.first, followup)


def tell_going_on(town: Town) -> Story:
    """Prepare with letters and views, go there, and be in the middle of assessing today."""
    yield DAY - 40
    followup = plan_against_requirements(town, PROVIDER, DAY)
    team = team_of(town, followup)
    staff(followup, team)
    yield DAY - 30
    _ask(town, followup, team)
    yield DAY - 18
    _write_letters(town, followup, team)
    yield DAY - 10
    visit = book_visit(team.first, followup, facts=_booked(town, DAY))
    words = LetterWords(wanted="Samordnare och två i personalen")
    issue_visit_letter(
        team.first, visit, VisitLetterKind.ANNOUNCEMENT, words=words, version=visit.version
    )
    move_followup(team.first, followup, Event.PREPARE)
    yield DAY
    move_followup(team.first, followup, Event.START)
    _visit(town, followup, visit, team)
    yield DAY + 1
    asked = requirements_of(team.first, followup)
    _assess(team, followup, asked[: len(asked) // 2])
    _deficiency(followup, team, SEEN_AGAIN)
    _note_acute(followup, team)


def _note_acute(followup: Followup, team: Team) -> None:
    """Note what cannot wait; whether the inspectorate is to be told is still to be answered."""
    facts = FindingFacts(
        kind=FindingKind.DEFICIENCY,
        area="Nycklar och legitimation",
        text=KEYS,
        requirement="Avtalet punkt 8.1: nycklar till brukares hem förvaras säkert",
        required_result="Nycklarna är alltid inlåsta och kvitteras av den som hämtar dem.",
        evidence="Det vi såg i personalrummet vid besöket.",
        seen_on=clock.today(),
        due_on=proposed_due(Severity.ACUTE, clock.today()),
        severity=Severity.ACUTE,
    )
    add_finding(team.first, followup, facts=facts)


def tell_check(town: Town) -> Story:
    """Plan a check of one thing only, at another provider."""
    yield DAY - 2
    plan_followup(
        town.access(EDITOR),
        authority=town.authorities[ELDERLY],
        contract=town.contracts["home_care", "norrsken"],
        lot=None,
        planned_for=town.day(CHECK_DAY),
        form=town.forms[ELDERLY, AGAINST_REQUIREMENTS],
        kind=Kind.CHECK,
        reason_note="Kontroll av kvällsbemanningen efter det oanmälda besöket",
    )


def _ask(town: Town, followup: Followup, team: Team) -> None:
    """Ask for what the form lists, and for the view of a unit that has not answered in time."""
    lines = listed_documents(team.first, followup, clock.today())
    chosen = {line.document.pk for line in lines}
    request_listed(team.first, followup, chosen=chosen, due_on=town.day(DAY - 12))
    facts = QuestionFacts(
        "Biståndsenheten äldre",
        "Hur fungerar samarbetet när någons behov ändras?",
        due_on=town.day(DAY - 5),
    )
    ask_for_view(team.first, followup, facts)


def _write_letters(town: Town, followup: Followup, team: Team) -> None:
    """Note a call and a letter that came in, and register it in the diary."""
    call = ContactFacts(
        clock.today(), Medium.PHONE, "Verksamhetschefen",
        "Ville veta om samordnaren behöver vara med hela dagen. Svar: bara på förmiddagen.",
    )  # fmt: skip
    note_contact(team.first, followup, call)
    letter = LetterByHand(
        Way.INCOMING, Medium.LETTER, clock.today(), followup.contract.provider.name,
        "Utföraren beskriver hur kvällarna är bemannade",
    )  # fmt: skip
    posts = note_letter(town.access("registrator"), followup, letter)
    number = followup.contract.agreement.case_number
    register_posts(
        town.access("registrator"),
        [(post.pk, post.version) for post in posts],
        case_number=f"{number}/{clock.today().year}",
    )


def _visit(town: Town, followup: Followup, visit: Visit, team: Team) -> None:
    carry_out_visit(
        team.first, visit, visited_on=town.day(DAY),
        participants="Verksamhetschef, samordnare och två i personalen",
        note="Genomgång av planer på kontoret, därefter samtal var för sig.",
    )  # fmt: skip
    note_evening_visit(team.first, visit)
    section = requirements_of(team.first, followup)[0].section
    assert section is not None  # every requirement is asked about in an area
    note_observation(
        team.second, followup, section=section,
        text="Hyllan i korridoren står framför halva dörren till utrymningsvägen.",
    )  # fmt: skip
    photo = PhotoFacts(
        UUID(int=1), drawn_corridor(), "korridor.png", "Hyllan framför dörren (tecknad bild)",
        section=section,
    )  # fmt: skip
    store_photo(team.first, visit, photo)
    _answer_apart(followup, visit, team)


def _answer_apart(followup: Followup, visit: Visit, team: Team) -> None:
    """Let both answer the same question on devices of their own: one choice waits."""
    questions = [row.questions[0] for row in requirements_of(team.first, followup)]
    mine = [(questions[0], "partly"), (questions[1], "yes"), (questions[2], "yes")]
    theirs = [(questions[1], "no")]
    for access, answers, device in ((team.first, mine, "1"), (team.second, theirs, "2")):
        said = [
            Operation(
                UUID(f"{device}0000000-0000-4000-8000-{question.pk:012d}"),
                VisitOperationKind.ANSWER,
                question=question.pk,
                value=value,
                made_at=clock.now(),
                device=device,
            )
            for question, value in answers
        ]
        apply_visit_operations(access, visit.pk, said)
