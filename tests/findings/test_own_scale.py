"""Areas assessed on the scale of the authority's own template."""

import pytest
from django.urls import reverse

from insyn.criteria.rules import Level
from insyn.findings.models import AreaAssessment
from insyn.findings.services import assess_area
from insyn.followups.rules import State
from insyn.kernel.errors import RuleViolation
from insyn.registry.queries import access_of
from tests.factories import (
    FollowupFactory,
    ScaleFactory,
    ScaleLevelFactory,
    SectionFactory,
    TemplateVersionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scale(ekby):
    scale = ScaleFactory.create(authority=ekby, name="Två steg")
    for position, (label, counts_as) in enumerate(
        [("Godkänd", Level.MET), ("Underkänd", Level.NOT_MET)]
    ):
        ScaleLevelFactory.create(scale=scale, position=position, label=label, counts_as=counts_as)
    return scale


@pytest.fixture
def section(ekby, scale):
    version = TemplateVersionFactory.create(template__authority=ekby, scale=scale)
    return SectionFactory.create(version=version, name="Personal")


@pytest.fixture
def followup(ekby, section):
    return FollowupFactory.create(
        authority=ekby, template_version=section.version, state=State.ONGOING
    )


def level(scale, label):
    return scale.levels.unscoped(reason="the test's own").get(label=label)


def test_the_levels_of_the_own_scale_are_offered(as_anna, followup, section):
    address = reverse("findings:area", args=[followup.pk, section.pk])

    form = as_anna.get(address).context["form"]

    offered = [str(label) for _, label in form.fields["level"].choices]
    assert offered == ["Godkänd", "Underkänd", "Inte bedömt"]


def test_what_the_level_counts_as_is_kept_beside_it(as_anna, followup, section, scale):
    address = reverse("findings:area", args=[followup.pk, section.pk])
    low = level(scale, "Underkänd")

    as_anna.post(address, {"level": low.pk, "note": "Schema saknas", "version": 0})

    row = AreaAssessment.objects.unscoped(reason="the test's own").get()
    assert (row.scale_level, row.level, row.own_word) == (low, Level.NOT_MET, "Underkänd")
    page = as_anna.get(reverse("findings:followup", args=[followup.pk])).content.decode()
    assert "Underkänd" in page


def test_a_level_of_another_scale_is_refused(anna, followup, section):
    foreign = ScaleLevelFactory.create(label="Grön")

    with pytest.raises(RuleViolation, match="mallens skala"):
        assess_area(access_of(anna), followup, section=section, level=foreign)


def test_a_common_level_is_refused_where_the_template_has_its_own(anna, followup, section):
    with pytest.raises(RuleViolation, match="mallens skala"):
        assess_area(access_of(anna), followup, section=section, level=Level.MET)


def test_an_area_can_be_left_unassessed_on_any_scale(anna, followup, section):
    row = assess_area(access_of(anna), followup, section=section, level=Level.NOT_ASSESSED)

    assert (row.scale_level, row.level) == (None, Level.NOT_ASSESSED)
