"""Tells of the first year with the system: enough follow-ups to compare and to count.

The same questions are put to private services and to the municipality's own, a few each month.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from insyn.examples.demonstration.cases import CARE, SUPPORT, Script
from insyn.examples.demonstration.followups import carry_out
from insyn.examples.demonstration.from_plan import place_in_plan
from insyn.examples.demonstration.team import team_of
from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import EDITOR, ELDERLY, SOCIAL, Town
from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.findings.services import remedy_finding
from insyn.followups.rules import State
from insyn.followups.services import plan_followup
from insyn.measures.rules import PlanState
from insyn.measures.services import close_followup
from insyn.platform import clock


@dataclass(frozen=True, slots=True)
class Earlier:
    """A follow-up that is over. ``day`` is that of the visit, counted from today.

    ``remedied`` is how many days later its deficiencies were; None is never. ``plan`` is for one
    whose deficiencies took an action plan.
    """

    day: int
    agreement: str
    provider: str
    lot: str
    found: tuple[str, ...] = ()
    unit: str = ""
    is_announced: bool = True
    remedied: int | None = 75
    plan: PlanState | None = None


OWN_CARE, OWN_SUPPORT, OWN = "home_mission", "support_mission", "egen_regi"
HOME, HOUSE = "Hemtjänst", "Särskilt boende"
CARE_AND_SERVICE, SERVICE = "Omvårdnad och service", "Endast service"
DEMENTIA = "Demensboende"
DAILY, LIVING = "Daglig verksamhet", "Boendestöd"

BOARD_OF: Mapping[str, tuple[str, str]] = {
    "home_care": (ELDERLY, CARE),
    "tallbacken": (ELDERLY, CARE),
    "single_places": (ELDERLY, CARE),
    OWN_CARE: (ELDERLY, CARE),
    OWN_SUPPORT: (SOCIAL, SUPPORT),
    "daily": (SOCIAL, SUPPORT),
    "respite": (SOCIAL, SUPPORT),
}
"""Agreement → the board that follows it up, and the template that it does so with."""

EARLIER = (
    Earlier(-484, "daily", "kvarnen", DAILY, ("old_plans",)),
    Earlier(-474, OWN_SUPPORT, OWN, DAILY, ("old_plans", "choices"), unit="Dagcenter Ängen"),
    Earlier(-461, "daily", "kooperativet", DAILY, ("choices",), is_announced=False),
    Earlier(-452, OWN_SUPPORT, OWN, LIVING, ("competence",), unit="Boendestödet i Exempelstad"),
    Earlier(-443, "home_care", "akero", CARE_AND_SERVICE, ("continuity", "introduction"),
            remedied=120),
    Earlier(-436, OWN_CARE, OWN, HOUSE, ("care_plans", "meals"), unit="Äldreboendet Åsen"),
    Earlier(-430, "tallbacken", "tallbacken", HOUSE, ("evening",), is_announced=False,
            plan=PlanState.CLOSED),
    Earlier(-421, "home_care", "norrsken", CARE_AND_SERVICE, ("incidents", "feedback"),
            is_announced=False),
    Earlier(-414, "respite", "blaklinten", LIVING, ("old_routine",)),
    Earlier(-407, OWN_CARE, OWN, HOME, ("continuity",), unit="Hemtjänsten i Exempelstad"),
    Earlier(-392, OWN_SUPPORT, OWN, DAILY, ("old_routine", "no_choice"),
            unit="Dagcenter Lyktan", remedied=None),
    Earlier(-384, "single_places", "ronnbaret", DEMENTIA, ("fasting", "care_plans")),
    Earlier(-371, "home_care", "bjorkdungen", CARE_AND_SERVICE, ("feedback",),
            is_announced=False),
    Earlier(-362, OWN_CARE, OWN, HOUSE, ("feedback",), unit="Äldreboendet Björken"),
    Earlier(-353, "respite", "sjobodan", LIVING, ("competence", "old_routine"), remedied=None),
    Earlier(-344, "home_care", "omtanke", SERVICE, ("keys",), is_announced=False),
    Earlier(-336, OWN_CARE, OWN, HOME, ("introduction",),
            unit="Hemtjänsten i Exempelstad norr", plan=PlanState.CLOSED),
    Earlier(-327, "daily", "kvarnen", DAILY, ("choices",), is_announced=False),
    Earlier(-318, "tallbacken", "tallbacken", HOUSE, ("care_plans",), is_announced=False),
    Earlier(-309, OWN_SUPPORT, OWN, LIVING, (), unit="Boendestödet i Exempelstad"),
    Earlier(-301, "home_care", "akero", CARE_AND_SERVICE, ("incidents",), is_announced=False),
    Earlier(-284, OWN_CARE, OWN, HOUSE, ("fasting", "incidents"), unit="Äldreboendet Åsen"),
    Earlier(-275, "home_care", "norrsken", CARE_AND_SERVICE, ("continuity",),
            is_announced=False, remedied=None),
    Earlier(-266, "daily", "kooperativet", DAILY, ("no_choice",)),
    Earlier(-246, "respite", "blaklinten", LIVING, (), is_announced=False),
    Earlier(-236, OWN_CARE, OWN, HOME, ("care_plans",), unit="Hemtjänsten i Exempelstad"),
    Earlier(-226, "single_places", "ronnbaret", DEMENTIA, ("incidents",), is_announced=False),
    Earlier(-216, OWN_SUPPORT, OWN, LIVING, ("old_routine",),
            unit="Boendestödet i Exempelstad", remedied=110),
    Earlier(-206, "home_care", "bjorkdungen", CARE_AND_SERVICE, ("keys", "care_plans"),
            is_announced=False),
    Earlier(-196, OWN_CARE, OWN, HOUSE, (), unit="Äldreboendet Björken"),
    Earlier(-168, "home_care", "akero", CARE_AND_SERVICE, ("care_plans",), is_announced=False),
    Earlier(-136, "home_care", "norrsken", CARE_AND_SERVICE, ("care_plans",),
            is_announced=False),
    Earlier(-126, OWN_CARE, OWN, HOME, ("continuity", "feedback"),
            unit="Hemtjänsten i Exempelstad norr"),
)  # fmt: skip

REMEDIED = "Utföraren har visat att bristen är avhjälpt. Vi har sett det på plats."


def tell(town: Town, case: Earlier) -> Story:
    """Plan, visit, assess and send; then let what was found be remedied, or not."""
    yield case.day - 50
    board, template = BOARD_OF[case.agreement]
    access, contract = town.access(EDITOR), town.contracts[case.agreement, case.provider]
    units = {unit.name: unit for unit in contract.units.all()}
    followup = plan_followup(
        access,
        authority=town.authorities[board],
        contract=contract,
        lot=town.lots[case.agreement, case.lot],
        unit=units[case.unit] if case.unit else None,
        template_version=town.templates[template],
        planned_for=town.day(case.day),
        place=place_in_plan(town, case.agreement, town.day(case.day)),
    )
    until = State.CLOSED if case.plan else State.SENT
    script = Script(
        case.day, until, case.found, case.plan, is_announced=case.is_announced, asks_papers=False
    )
    yield from carry_out(town, script, followup)
    if case.plan or case.remedied is None:
        return
    yield case.day + case.remedied
    reviewer = team_of(town, followup).first
    findings = Finding.objects.visible_to(reviewer).filter(
        followup=followup, kind=FindingKind.DEFICIENCY
    )
    for finding in findings.select_related("followup__contract__provider"):
        remedy_finding(reviewer, finding, remedied_on=clock.today(), note=REMEDIED)
    close_followup(reviewer, followup)
