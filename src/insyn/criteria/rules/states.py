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
