"""Tells of what changes on the way: a new operator, a reviewer who leaves, what IVO must know."""

from dataclasses import replace

from insyn.agenda.rules import DigestRhythm
from insyn.agenda.services import choose_digest, send_digests
from insyn.examples.demonstration.against_requirements import staff
from insyn.examples.demonstration.cases import SUPPORT
from insyn.examples.demonstration.conditions import HANDED_OVER_ON
from insyn.examples.demonstration.team import team_of
from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import EDITOR, SOCIAL, Town
from insyn.findings.models import InspectorateQuestion
from insyn.findings.services import InspectorateAnswer, answer_inspectorate, tell_inspectorate
from insyn.findings.services.inspectorate import Told
from insyn.followups.models import Reviewer
from insyn.followups.rules import Event, Kind, Reason
from insyn.followups.services import assign_reviewer, move_followup, plan_followup
from insyn.followups.services.changes import continue_at_new_operator
from insyn.followups.services.reviewers import leave_followup
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.registry.models import Contract, Unit
from insyn.registry.services import ContractFacts, save_contract

UNIT = "Sjöbodans kvällsstöd"
BEGAN_BEFORE = 12
"""Days before the unit got a new operator."""
GOES_ON = 28
LEFT = "Föräldraledig från och med i dag."

RETHOUGHT = (
    "Förvaringen är inte ordnad sex veckor senare. Bristen är allvarlig och rör flera kommuner."
)
ANSWER_DAY, TOLD_DAY = -8, -5

DIGEST_DAY = -4


def tell_new_operator(town: Town) -> Story:
    """Begin at one operator, lose a reviewer, and go on at the operator that takes over."""
    access = town.access(EDITOR)
    day = HANDED_OVER_ON - BEGAN_BEFORE
    yield day - 30
    followup = plan_followup(
        access,
        authority=town.authorities[SOCIAL],
        contract=town.contracts["respite", "sjobodan"],
        lot=town.lots["respite", "Boendestöd"],
        unit=Unit.objects.get(name=UNIT),
        template_version=town.templates[SUPPORT],
        planned_for=town.day(day + 10),
        kind=Kind.VISIT,
        reason=Reason.DECISION,
        reason_note="Kvällsstödet har aldrig följts upp",
    )
    team = team_of(town, followup)
    staff(followup, team)
    yield day - 5
    move_followup(team.first, followup, Event.PREPARE)
    yield day
    move_followup(team.first, followup, Event.START)
    yield day + 4
    places = Reviewer.objects.visible_to(access).filter(followup=followup)
    leave_followup(access, places.get(user=team.users[1]), reason=LEFT)
    assign_reviewer(access, followup, user=town.users[EDITOR], has_no_conflict=True)
    yield HANDED_OVER_ON + 2
    contract = _with_unit(access, town.contracts["respite", "blaklinten"])
    continue_at_new_operator(access, followup, contract=contract, planned_for=town.day(GOES_ON))


def _with_unit(access: Access, contract: Contract) -> Contract:
    """Let the contract of the new operator take in the unit."""
    said = {name: getattr(contract, name) for name in ContractFacts.__slots__}
    lots = list(contract.lots.visible_to(access))
    units = [*contract.units.all(), Unit.objects.get(name=UNIT)]
    facts = replace(ContractFacts(**said), lots=lots, units=units)
    return save_contract(access, contract=contract, facts=facts)


def tell_rethought(town: Town) -> Story:
    """Rethink a no: what was not put right is told to IVO."""
    access = town.access("uppfoljare1")
    yield ANSWER_DAY
    asked = InspectorateQuestion.objects.visible_to(access).filter(
        finding__followup__contract=town.contracts["children", "angshog_hvb"]
    )
    question = asked.select_related("finding").latest("pk")
    answer = InspectorateAnswer(is_to_be_told=True, reason=RETHOUGHT)
    question = answer_inspectorate(access, question.finding, facts=answer)
    yield TOLD_DAY
    tell_inspectorate(access, question, facts=Told(clock.today(), "IVO 3.1.2-41873"))


def tell_digest(town: Town) -> Story:
    """Choose to be mailed about what waits, and get the first mail."""
    yield DIGEST_DAY
    choose_digest(town.users["uppfoljare1"], rhythm=DigestRhythm.DAILY)
    send_digests(clock.today())
