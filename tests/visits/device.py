"""A visit that Anna and Dag carry out, for the tests of what devices do to it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from insyn.accounts.models import Authority, User
from insyn.criteria.models import Question, Section
from insyn.criteria.rules import AnswerType, Respondent
from insyn.followups.models import Followup, Reviewer
from insyn.followups.rules import State
from insyn.kernel.access import Role
from insyn.visits.models import Visit
from insyn.visits.rules import VisitKind
from insyn.visits.rules.operations import Operation
from insyn.visits.rules.operations import VisitOperationKind as Kind
from tests.factories import (
    DAY,
    FollowupFactory,
    MembershipFactory,
    QuestionFactory,
    SectionFactory,
)

NOTE = UUID(int=77)


@dataclass
class OnVisit:
    """What a visit asks, and of whom."""

    followup: Followup
    visit: Visit
    section: Section
    enough: Question
    text: Question
    count: Question
    theirs: Question


def on_visit(ekby: Authority, anna: User, dag: User) -> OnVisit:
    followup = FollowupFactory.create(authority=ekby, number="2026-001", state=State.ONGOING)
    MembershipFactory.create(user=dag, authority=ekby, role=Role.REVIEWER)
    for user in (anna, dag):
        Reviewer.objects.create(followup=followup, user=user, has_no_conflict=True)
    section = SectionFactory.create(version=followup.template_version, name="Personal", number=1)
    asked = {"section": section, "respondent": Respondent.REVIEWER}
    enough = QuestionFactory.create(
        number=1, code="F1", text="Räcker personalen?", met_when="Schemat håller", **asked
    )
    condition = {"question": "F1", "operator": "is", "value": "no"}
    return OnVisit(
        followup=followup,
        visit=Visit.objects.create(followup=followup, kind=VisitKind.VISIT, planned_on=DAY),
        section=section,
        enough=enough,
        text=QuestionFactory.create(
            number=2, code="F2", text="Vad gör ni åt det?", answer_type=AnswerType.TEXT,
            condition=condition, role_tag="Socialt", **asked,
        ),
        count=QuestionFactory.create(
            number=3, code="F3", text="Hur många?", answer_type=AnswerType.NUMBER, **asked
        ),
        theirs=QuestionFactory.create(
            section=section, number=4, code="F4", text="Finns schema?",
            respondent=Respondent.PROVIDER,
        ),
    )  # fmt: skip


def op(number: int, about: Question | None = None, value: Any = None, **more: Any) -> Operation:
    known = {"kind": Kind.ANSWER, "question": about.pk if about else None}
    return Operation(key=UUID(int=number), value=value, **{**known, **more})


def note(number: int, text: str, section: Section, **more: Any) -> Operation:
    more.setdefault("target", NOTE)
    return Operation(key=UUID(int=number), kind=Kind.NOTE, value=text, section=section.pk, **more)
