"""Closed lists and life cycle of review templates. Pure."""

from insyn.kernel.choices import Choice
from insyn.kernel.states import StateMachine


class TemplateState(Choice):
    """Where a template version is."""

    DRAFT = "draft", "Utkast"
    PUBLISHED = "published", "Publicerad"
    RETIRED = "retired", "Tagen ur bruk"


class TemplateEvent(Choice):
    """What can happen to a template version."""

    PUBLISH = "publish", "Publicera"
    RETIRE = "retire", "Ta ur bruk"


TEMPLATE_LIFECYCLE: StateMachine[TemplateState, TemplateEvent] = StateMachine(
    {
        (TemplateState.DRAFT, TemplateEvent.PUBLISH): TemplateState.PUBLISHED,
        (TemplateState.PUBLISHED, TemplateEvent.RETIRE): TemplateState.RETIRED,
    }
)


class TemplateKind(Choice):
    """What a template is used for (slag)."""

    SURVEY = "survey", "Enkät till utföraren"
    VISIT = "visit", "Granskning eller besök"
    CHECKLIST = "checklist", "Checklista"
    INTERVIEW = "interview", "Intervjuguide"
    SELF_MONITORING = "self_monitoring", "Egenkontroll"


class AnswerType(Choice):
    """How a question is answered (svarstyp)."""

    YES_NO = "yes_no", "Ja eller nej"
    YES_PARTLY_NO = "yes_partly_no", "Ja, delvis eller nej"
    FREQUENCY = "frequency", "Hur ofta"
    NUMBER = "number", "Antal"
    PERCENT = "percent", "Procent"
    DATE = "date", "Datum"
    SINGLE = "single", "Ett av flera alternativ"
    SEVERAL = "several", "Flera alternativ"
    SCALE = "scale", "Skala"
    SAMPLE = "sample", "Stickprov (antal rätt av antal)"
    TEXT = "text", "Fri text"
    DOCUMENT = "document", "Dokument"


class Respondent(Choice):
    """Who answers a question (besvaras av)."""

    PROVIDER = "provider", "Utföraren"
    REVIEWER = "reviewer", "Uppföljaren"
    COMMISSIONER = "commissioner", "Beställaren"


class Tone(Choice):
    """The colour of a level, by what it says and never by its name in a palette (färg)."""

    GOOD = "good", "Grön"
    FAIR = "fair", "Gul"
    POOR = "poor", "Orange"
    BAD = "bad", "Röd"
    INFO = "info", "Blå"
    NEUTRAL = "neutral", "Grå"


class Level(Choice):
    """How an area is assessed (bedömning)."""

    MET = "met", "Uppfyllt"
    PARTLY = "partly", "Delvis uppfyllt"
    NOT_MET = "not_met", "Inte uppfyllt"
    NOT_APPLICABLE = "not_applicable", "Inte tillämpligt"
    NOT_ASSESSED = "not_assessed", "Inte bedömt"


class Direction(Choice):
    """Which way an area or a question is moved among its siblings."""

    UP = "up", "Flytta upp"
    DOWN = "down", "Flytta ned"

    @property
    def steps(self) -> int:
        return -1 if self is Direction.UP else 1
