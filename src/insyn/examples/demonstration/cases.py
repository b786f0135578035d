"""Which follow-ups there are, how far each has come, and what it found."""

from dataclasses import dataclass

from insyn.examples.demonstration.town import ELDERLY, NEIGHBOUR, SOCIAL
from insyn.followups.rules import Kind, Reason, State
from insyn.kernel.access import Secrecy
from insyn.kernel.choices import Choice
from insyn.measures.rules import PlanState
from insyn.visits.rules import VisitKind


class Papers(Choice):
    """How far the requested documents have come."""

    AWAITED = "awaited", "Inget har kommit"
    SOME = "some", "En del har kommit"
    ALL = "all", "Allt är granskat"


@dataclass(frozen=True, slots=True)
class Script:
    """How one follow-up goes. ``day`` is that of the visit, counted from today.

    Without ``asks_papers`` neither documents nor the views of the calling unit are asked for.
    """

    day: int
    until: State
    found: tuple[str, ...] = ()
    plan: PlanState | None = None
    visit: VisitKind = VisitKind.VISIT
    is_announced: bool = True
    papers: Papers = Papers.ALL
    asks_papers: bool = True
    left_out: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    cancelled_because: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A follow-up that was planned by itself, not by a selection."""

    authority: str
    agreement: str
    provider: str
    lot: str
    template: str
    script: Script
    kind: Kind = Kind.VISIT
    reason: Reason = Reason.DECISION
    reason_note: str = ""
    secrecy: Secrecy = Secrecy.INTERNAL


NINE, CARE, SUPPORT = "nine_areas", "elderly_care", "daily_support"
"""The keys of the templates in use."""

SELECTED: tuple[tuple[str, tuple[Script, ...]], ...] = (
    (SOCIAL, (
        Script(-260, State.CLOSED, ("extracts", "supervision"), PlanState.CLOSED),
        Script(-230, State.CLOSED, ("supervision", "participation"),
               not_applicable=("Sammanbrott",)),
        Script(-212, State.MEASURES, ("records", "lex_sarah"), PlanState.VERIFIED,
               is_announced=False),
        Script(-200, State.MEASURES, ("extracts", "plans", "late_mission"),
               PlanState.CARRIED_OUT),
    )),
    (NEIGHBOUR, (
        Script(-240, State.CLOSED, ("supervision",)),
        Script(-205, State.MEASURES, ("plans",), PlanState.APPROVED),
        Script(-190, State.SENT, ("participation",), visit=VisitKind.MEETING),
        Script(-150, State.CANCELLED,
               cancelled_because="Ingen från Grannby är placerad hos utföraren längre"),
    )),
)  # fmt: skip
"""How the follow-ups of the selection went, in the order in which each board planned them."""

HOME, CARE_AND_SERVICE = "home_care", "Omvårdnad och service"
HVB = "Hem för vård eller boende (HVB)"

OF_SOCIAL = (
    Case(SOCIAL, "direct", "vargklippan", HVB, NINE,
         Script(-250, State.CLOSED, ("participation",), not_applicable=("Sammanbrott",)),
         reason_note="Direktupphandlad plats följs upp inom sex månader"),
    Case(SOCIAL, "respite", "sjobodan", "Boendestöd", SUPPORT,
         Script(-140, State.MEASURES, ("old_plans", "exits"), PlanState.ESCALATED),
         kind=Kind.EVENT, reason=Reason.SIGNAL,
         reason_note="Registerkontroll visade obetalda skatter"),
    Case(SOCIAL, "daily", "kvarnen", "Daglig verksamhet", SUPPORT,
         Script(-120, State.MEASURES, ("exits", "old_plans"), PlanState.WARNED)),
    Case(SOCIAL, "respite", "humlan", "Korttidsvistelse", SUPPORT,
         Script(-66, State.MEASURES, ("old_plans", "choices"), PlanState.UNDER_REVIEW)),
    Case(SOCIAL, "daily", "kooperativet", "Daglig verksamhet", SUPPORT,
         Script(-61, State.MEASURES, ("old_plans",), PlanState.SUBMITTED)),
    Case(SOCIAL, "children", "angshog_hvb", HVB, NINE,
         Script(-48, State.MEASURES, ("records", "extracts"), PlanState.REQUESTED,
                is_announced=False),
         kind=Kind.EVENT, reason=Reason.SIGNAL,
         reason_note="Två samtal från personal om ensamarbete på natten"),
    Case(SOCIAL, "support_mission", "egen_regi", "Daglig verksamhet", SUPPORT,
         Script(-44, State.SENT, ("choices", "old_plans"))),
    Case(SOCIAL, "respite", "blaklinten", "Boendestöd", SUPPORT,
         Script(-12, State.DRAFT, ("exits",), left_out=("Ledning och kompetens",))),
    Case(SOCIAL, "respite", "grannby", "Korttidsvistelse", SUPPORT,
         Script(-4, State.ONGOING, visit=VisitKind.DIGITAL)),
    Case(SOCIAL, "children", "konsulenthuset", "Konsulentstött jourhem/familjehem", NINE,
         Script(-14, State.PLANNED, papers=Papers.AWAITED)),
    Case(SOCIAL, "children", "lillsjon", "Stödboende", NINE, Script(6, State.PREPARED)),
    Case(SOCIAL, "children", "angshog_hvb", HVB, NINE,
         Script(18, State.PLANNED, papers=Papers.SOME),
         reason_note="Fördjupning efter den händelsestyrda uppföljningen"),
    Case(SOCIAL, "support_mission", "egen_regi", "Boendestöd", SUPPORT,
         Script(33, State.PLANNED, papers=Papers.AWAITED)),
    Case(SOCIAL, "respite", "ledsagaren", "Ledsagning", SUPPORT,
         Script(40, State.PLANNED, papers=Papers.AWAITED), kind=Kind.DESK),
)  # fmt: skip

OF_ELDERLY = (
    Case(ELDERLY, "home_mission", "egen_regi", "Särskilt boende", CARE,
         Script(-175, State.CLOSED, ("meals",), is_announced=False)),
    Case(ELDERLY, HOME, "omtanke", "Endast service", CARE,
         Script(-160, State.CANCELLED,
                cancelled_because="Utföraren har lämnat valfrihetssystemet")),
    Case(ELDERLY, "home_mission", "egen_regi", "Hemtjänst", CARE,
         Script(-112, State.MEASURES, ("introduction", "feedback"), PlanState.APPROVED)),
    Case(ELDERLY, HOME, "bjorkdungen", CARE_AND_SERVICE, CARE,
         Script(-82, State.MEASURES, ("introduction", "evening"), PlanState.RETURNED)),
    Case(ELDERLY, HOME, "norrsken", CARE_AND_SERVICE, CARE,
         Script(-78, State.MEASURES, ("evening",), PlanState.REQUESTED, is_announced=False)),
    Case(ELDERLY, "single_places", "ronnbaret", "Demensboende", CARE,
         Script(-38, State.SENT, ("fasting", "meals"))),
    Case(ELDERLY, "tallbacken", "tallbacken", "Särskilt boende", CARE,
         Script(-29, State.ASSESSED, ("evening", "feedback"), is_announced=False),
         reason_note="Oanmält kvällsbesök enligt årets plan"),
    Case(ELDERLY, HOME, "akero", CARE_AND_SERVICE, CARE,
         Script(-18, State.FACT_CHECK, ("introduction", "feedback"))),
    Case(ELDERLY, HOME, "akero", CARE_AND_SERVICE, CARE,
         Script(-13, State.DRAFT, ("introduction",)),
         kind=Kind.EVENT, reason=Reason.SIGNAL, secrecy=Secrecy.RESTRICTED,
         reason_note="Uppgifter om fakturor utan utförda besök"),
    Case(ELDERLY, "single_places", "omsorgsbolaget", "Demensboende", CARE,
         Script(-8, State.PREPARED)),
    Case(ELDERLY, HOME, "bjorkdungen", CARE_AND_SERVICE, CARE,
         Script(25, State.PLANNED, papers=Papers.SOME), kind=Kind.THEME,
         reason_note="Tema: kontinuitet i hemtjänsten"),
)  # fmt: skip

CASES = (*OF_SOCIAL, *OF_ELDERLY)
