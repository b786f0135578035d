import pytest

from insyn.accounts.models import Authority
from insyn.criteria.models import Section
from insyn.criteria.rules import Level
from insyn.findings.models import AreaAssessment, Finding
from insyn.findings.rules import FindingKind
from insyn.followups.models import Followup
from insyn.followups.rules import Outcome, State
from tests.factories import DAY, FollowupFactory, SectionFactory


@pytest.fixture
def followup(ekby: Authority) -> Followup:
    """A follow-up in Ekby whose draft is being written."""
    return FollowupFactory.create(
        authority=ekby,
        number="2026-001",
        state=State.DRAFT,
        carried_out_on=DAY,
        contract__provider__name="Åkerö Stödboende AB",
        contract__agreement__title="Ramavtal stödboende",
    )


@pytest.fixture
def section(followup: Followup) -> Section:
    return SectionFactory.create(version=followup.template_version, name="Personal")


@pytest.fixture
def other_section(followup: Followup, section: Section) -> Section:
    return SectionFactory.create(version=followup.template_version, name="Lex Sarah")


@pytest.fixture
def deficiency(followup: Followup, section: Section) -> Finding:
    """Says everything that a deficiency must say."""
    return Finding.objects.create(
        followup=followup,
        kind=FindingKind.DEFICIENCY,
        section=section,
        area="Personal",
        text="Registerutdrag begärs inte återkommande",
        requirement="Avtalet 4.2",
        required_result="Rutin som visar återkommande kontroll",
        seen_on=DAY,
    )


@pytest.fixture
def assessed(followup: Followup, section: Section) -> Followup:
    """Every area is assessed, the result is described and the conclusion is written."""
    AreaAssessment.objects.create(followup=followup, section=section, level=Level.PARTLY)
    followup.result_text = "Kraven på personal följs inte."
    followup.outcome, followup.overall_assessment = Outcome.DOES_NOT_COMPLY, "Följer inte kraven."
    followup.save()
    return followup
