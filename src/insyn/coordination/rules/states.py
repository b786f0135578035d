"""Closed lists of coordination. Pure."""

from insyn.kernel.choices import Choice
from insyn.kernel.states import StateMachine


class InstructionState(Choice):
    """Where an instruction is."""

    DRAFT = "draft", "Utkast"
    PUBLISHED = "published", "Utfärdad"
    REPLACED = "replaced", "Ersatt"


class InstructionEvent(Choice):
    """What can happen to an instruction."""

    PUBLISH = "publish", "Utfärda"
    REPLACE = "replace", "Ersätt"


LIFECYCLE: StateMachine[InstructionState, InstructionEvent] = StateMachine(
    {
        (InstructionState.DRAFT, InstructionEvent.PUBLISH): InstructionState.PUBLISHED,
        (InstructionState.PUBLISHED, InstructionEvent.REPLACE): InstructionState.REPLACED,
    }
)


class SampleWay(Choice):
    """How a unit came into the sample."""

    CHOSEN = "chosen", "Utvald"
    DRAWN = "drawn", "Lottad"


class DistrictMethod(Choice):
    """How a district followed a unit up."""

    SURVEY = "survey", "Enkät"
    VISIT = "visit", "Platsbesök"
    DIGITAL = "digital", "Digitalt besök"
    SELF_REPORT = "self_report", "Egenrapportering"
    ROUTINES = "routines", "Granskning av rutiner"


class ReportedBy(Choice):
    """By which way a district reported."""

    PAGE = "page", "I Insyn"
    LINK = "link", "Med länk"
    FILE = "file", "Med fil"


class AreaLevel(Choice):
    """How a district judged one area."""

    MET = "met", "Uppfyllt"
    PARTLY = "partly", "Delvis uppfyllt"
    NOT_MET = "not_met", "Inte uppfyllt"


class ServiceForm(Choice):
    """Under which responsibility a service is given (regiform)."""

    PRIVATE = "private", "Privat enligt LOV"
    CONTRACTED_OUT = "contracted_out", "Entreprenad"
    IN_HOUSE = "in_house", "Egen regi"
    SCHOOL = "school", "I skola"


class DutyGround(Choice):
    """What says who follows a service up."""

    NONE = "none", "Inget bestämt"
    INSTRUCTION = "instruction", "Anvisning"
    AGREEMENT = "agreement", "Överenskommelse mellan nämnder"
    RULES = "rules", "Reglemente eller beslut"


class NetworkState(Choice):
    """Where a network meeting is."""

    PLANNED = "planned", "Planerat"
    HELD = "held", "Genomfört"
    CANCELLED = "cancelled", "Inställt"
