import pytest

from insyn.accounts.models import Authority
from insyn.audit.models import AuditEvent
from insyn.kernel.access import Access
from insyn.registry.queries import access_of
from insyn.requirements.models import QualityArea
from insyn.requirements.queries.shipped import shipped_areas
from insyn.requirements.services.creating import areas_for
from tests.factories import QualityAreaFactory

pytestmark = pytest.mark.django_db

SHIPPED = shipped_areas()[0]


@pytest.fixture
def access(anna) -> Access:
    return access_of(anna)


def test_a_shipped_area_that_the_board_renamed_is_found_by_its_first_name(access, ekby: Authority):
    renamed = QualityAreaFactory.create(authority=ekby, code=SHIPPED.code, name="Lov från IVO")

    areas, made = areas_for(access, ekby, [SHIPPED.name])

    assert (areas, made) == ({SHIPPED.name: renamed}, 0)


def test_a_shipped_area_with_another_code_is_found_by_its_first_code(access, ekby: Authority):
    recoded = QualityAreaFactory.create(authority=ekby, code="EGEN", name=SHIPPED.name)

    areas, made = areas_for(access, ekby, [SHIPPED.code])

    assert (areas, made) == ({SHIPPED.code: recoded}, 0)


def test_the_code_and_the_name_of_a_shipped_area_make_one_area(access, ekby: Authority):
    areas, made = areas_for(access, ekby, [SHIPPED.name, SHIPPED.code.lower()])

    assert made == 1
    assert areas[SHIPPED.name] == areas[SHIPPED.code.lower()]
    row = QualityArea.objects.visible_to(access).get()
    assert (row.code, row.name) == (SHIPPED.code, SHIPPED.name)


def test_a_shipped_area_that_another_board_renamed_is_made_here(access, ekby, norrby):
    QualityAreaFactory.create(authority=norrby, code=SHIPPED.code, name="Lov från IVO")

    areas, made = areas_for(access, ekby, [SHIPPED.name])

    assert made == 1
    area = areas[SHIPPED.name]
    assert area is not None
    assert area.authority == ekby


def test_looking_up_areas_that_are_there_writes_nothing(access, ekby: Authority):
    QualityAreaFactory.create(authority=ekby, code=SHIPPED.code, name="Lov från IVO")

    areas_for(access, ekby, [SHIPPED.name, ""])

    assert QualityArea.objects.visible_to(access).count() == 1
    assert not AuditEvent.objects.unscoped(reason="the test reads the whole trail").exists()
