"""Fills an empty installation with a visit that two reviewers carry out; prints what it made.

Run: ``python -m e2e.visit_rows``.
"""

# ruff: noqa: E402  the settings must be read before the models are
import json
import sys

import django

django.setup()

from tests.factories import (
    DAY,
    AuthorityFactory,
    FollowupFactory,
    MembershipFactory,
    QuestionFactory,
    SectionFactory,
    UserFactory,
)

from e2e.survey_rows import let_in
from insyn.criteria.rules import AnswerType, Respondent
from insyn.followups.models import Reviewer
from insyn.followups.rules import State
from insyn.kernel.access import Role
from insyn.visits.models import Visit
from insyn.visits.rules import VisitKind


def fill() -> dict[str, object]:
    """Make the rows: Anna and Bo review the same visit."""
    ekby = AuthorityFactory.create(municipality__name="Ekby")
    people = [UserFactory.create(username=name, first_name=name.title(), last_name="")
              for name in ("anna", "bo")]  # fmt: skip
    followup = FollowupFactory.create(authority=ekby, number="2026-001", state=State.ONGOING)
    for user in people:
        MembershipFactory.create(user=user, authority=ekby, role=Role.REVIEWER)
        Reviewer.objects.create(followup=followup, user=user, has_no_conflict=True)
        let_in(user)
    version = followup.template_version
    reviewer = {"respondent": Respondent.REVIEWER, "allows_comment": True}
    staff = SectionFactory.create(version=version, name="Personal", number=1)
    place = SectionFactory.create(version=version, name="Lokaler", number=2)
    made = {
        "F1": QuestionFactory.create(section=staff, number=1, code="F1", text="Räcker personalen?",
                                     met_when="Schemat håller", **reviewer),
        "F2": QuestionFactory.create(section=staff, number=2, code="F2", text="Vad gör ni åt det?",
                                     answer_type=AnswerType.TEXT,
                                     condition={"question": "F1", "operator": "is", "value": "no"},
                                     **reviewer),
        "F3": QuestionFactory.create(section=staff, number=3, code="F3", text="Hur många var där?",
                                     answer_type=AnswerType.NUMBER, **reviewer),
        "F4": QuestionFactory.create(section=place, number=1, code="F4", text="Hur är lokalerna?",
                                     answer_type=AnswerType.TEXT, **reviewer),
    }  # fmt: skip
    visit = Visit.objects.create(followup=followup, kind=VisitKind.VISIT, planned_on=DAY)
    return {
        "visit": visit.pk,
        "followup": followup.pk,
        "questions": {code: row.pk for code, row in made.items()},
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(fill()) + "\n")
