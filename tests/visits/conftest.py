import pytest

from insyn.accounts.models import Authority, User
from insyn.criteria.models import Section
from insyn.followups.models import Followup, Reviewer
from insyn.followups.rules import State
from tests.factories import FollowupFactory, QuestionFactory, SectionFactory


@pytest.fixture
def followup(ekby: Authority, anna: User) -> Followup:
    """A follow-up in Ekby that Anna has started."""
    row = FollowupFactory.create(authority=ekby, number="2026-001", state=State.ONGOING)
    Reviewer.objects.create(followup=row, user=anna, has_no_conflict=True)
    return row


@pytest.fixture
def section(followup: Followup) -> Section:
    """An area of the follow-up's template, with one question."""
    row = SectionFactory.create(version=followup.template_version, name="Personal", number=1)
    QuestionFactory.create(section=row, text="Räcker personalen?", met_when="Schemat håller")
    return row
