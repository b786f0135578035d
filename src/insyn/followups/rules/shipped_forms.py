"""The forms of follow-up that a board may begin with, and their lists of documents. Pure.

They bear the names that boards use in their plans. A board takes them in with one press and
changes what it wants: nothing here is read again after that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from insyn.followups.rules.forms import Depth, FactCheckUse, Periodicity
from insyn.followups.rules.states import Kind


@dataclass(frozen=True, slots=True)
class ShippedDocument:
    """A document that the form asks for, and how many months one that has come in is enough."""

    title: str
    valid_months: int | None = 12
    is_about_clients: bool = False


@dataclass(frozen=True, slots=True)
class ShippedForm:
    """A form to begin with."""

    name: str
    kind: Kind
    periodicity: Periodicity
    purpose: str
    reporting: str = ""
    depth: Depth = Depth.ORDINARY
    reviewers_needed: int = 1
    uses_preparation: bool = True
    fact_check: FactCheckUse = FactCheckUse.MAY
    uses_second_reader: bool = False
    documents: Sequence[ShippedDocument] = field(default_factory=tuple)


LEX_SARAH = ShippedDocument("Rutiner för lex Sarah")
COMPLAINTS = ShippedDocument("Klagomålsrutiner")
MANAGER = ShippedDocument("CV för verksamhetschef och dennes ersättare", valid_months=24)
CARE_PLANS = ShippedDocument(
    "Genomförandeplaner i den egna kommunens ärenden", valid_months=None, is_about_clients=True
)
SELF_CONTROL = ShippedDocument("Protokoll från den senaste egenkontrollen", valid_months=6)
RISKS = ShippedDocument("Riskanalys")
STAFFING = ShippedDocument("Personallista med utbildning", valid_months=3)
SCHEDULE = ShippedDocument("Bemanningsschema för den aktuella perioden", valid_months=None)
PERMIT = ShippedDocument("Tillstånd från IVO", valid_months=None)
QUALITY = ShippedDocument("Kvalitetsberättelse")
BEFORE_VISIT = (LEX_SARAH, COMPLAINTS, MANAGER, CARE_PLANS)

BY_ASSESSMENT = "Till nämnden efter varje uppföljning"
YEARLY = "Till nämnden i den årliga rapporten"

SHIPPED: Sequence[ShippedForm] = (
    ShippedForm(
        "Löpande uppföljning",
        Kind.DESK,
        Periodicity.MONTHLY,
        "Fånga signaler under året: tillsyn, klagomål, kreditvärdighet och fakturor.",
        reporting=YEARLY,
        uses_preparation=False,
        fact_check=FactCheckUse.NEVER,
    ),
    ShippedForm(
        "Översiktlig uppföljning",
        Kind.DESK,
        Periodicity.YEARLY,
        "Se var det behövs en fördjupad uppföljning. Görs för alla utförare i ett område.",
        reporting="Till nämnden med förslag om vilka som följs upp fördjupat",
        depth=Depth.OVERVIEW,
        documents=(PERMIT, LEX_SARAH, STAFFING),
    ),
    ShippedForm(
        "Fördjupad uppföljning",
        Kind.VISIT,
        Periodicity.ON_EVENT,
        "Kontrollera utvalda krav på plats, med intervjuer och prov ur dokumentationen.",
        reporting=BY_ASSESSMENT,
        depth=Depth.IN_DEPTH,
        reviewers_needed=2,
        fact_check=FactCheckUse.MUST,
        uses_second_reader=True,
        documents=(*BEFORE_VISIT, SELF_CONTROL, RISKS, STAFFING, SCHEDULE),
    ),
    ShippedForm(
        "Händelsestyrd uppföljning",
        Kind.EVENT,
        Periodicity.ON_EVENT,
        "Utreda en signal om missförhållande, avtalsbrott eller avvikande kostnader.",
        reporting=BY_ASSESSMENT,
        reviewers_needed=2,
        uses_preparation=False,
    ),
    ShippedForm(
        "Avtalsuppföljning",
        Kind.VISIT,
        Periodicity.YEARLY,
        "Kontrollera att utföraren följer avtalets krav.",
        reporting=YEARLY,
        reviewers_needed=2,
        documents=BEFORE_VISIT,
    ),
    ShippedForm(
        "Uppdragsuppföljning",
        Kind.VISIT,
        Periodicity.YEARLY,
        "Kontrollera att verksamhet i egen regi utför sitt uppdrag, på samma villkor som andra.",
        reporting=YEARLY,
        reviewers_needed=2,
        documents=BEFORE_VISIT,
    ),
    ShippedForm(
        "Uppföljning av ny utförare",
        Kind.VISIT,
        Periodicity.AFTER_FIRST_CLIENT,
        "Se hur en ny utförare har kommit i gång, 6–8 månader efter den första placeringen.",
        reporting=YEARLY,
        reviewers_needed=2,
        documents=(*BEFORE_VISIT, PERMIT, STAFFING),
    ),
    ShippedForm(
        "Granskning av egenkontroll",
        Kind.DESK,
        Periodicity.YEARLY,
        "Läsa utförarens egen kontroll av kvaliteten och vad den har lett till.",
        reporting=YEARLY,
        fact_check=FactCheckUse.NEVER,
        documents=(SELF_CONTROL, RISKS, QUALITY),
    ),
    ShippedForm(
        "Tematisk uppföljning",
        Kind.THEME,
        Periodicity.YEARLY,
        "Undersöka en fråga hos flera utförare och lära av den.",
        reporting="Till nämnden i en egen rapport",
        reviewers_needed=2,
    ),
    ShippedForm(
        "Kontroll",
        Kind.CHECK,
        Periodicity.ON_EVENT,
        "Kontrollera en avgränsad fråga, till exempel bemanningen en kväll.",
        reporting=BY_ASSESSMENT,
        uses_preparation=False,
    ),
)
