from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from insyn.registry.models import ServiceArea

shipped = import_module("insyn.registry.migrations.0003_shipped_service_areas")
PERMIT_AND_CHILDREN = {
    "hvb": (True, True),
    "stodboende": (True, True),
    "hemtjanst": (True, False),
    "boendestod": (False, False),
    "korttidsvistelse": (True, True),
}


@pytest.mark.django_db
def test_a_new_installation_has_the_service_areas() -> None:
    assert set(ServiceArea.objects.values_list("code", flat=True)) == {
        code for code, *_ in shipped.SHIPPED
    }


@pytest.mark.django_db
@pytest.mark.parametrize("code", PERMIT_AND_CHILDREN)
def test_a_shipped_area_tells_whether_it_needs_a_permit_and_is_for_children(code: str) -> None:
    area = ServiceArea.objects.get(code=code)

    assert (area.needs_permit, area.is_for_children) == PERMIT_AND_CHILDREN[code]


@pytest.mark.django_db
def test_an_area_entered_before_under_another_code_is_left_as_it_is() -> None:
    ServiceArea.objects.all().delete()
    ServiceArea.objects.create(code="egen", name="Hemtjänst", needs_permit=False)

    shipped.ship(apps, None)

    assert ServiceArea.objects.get(name="Hemtjänst").code == "egen"
    assert ServiceArea.objects.count() == len(shipped.SHIPPED)


@pytest.mark.django_db
def test_shipping_twice_adds_nothing() -> None:
    shipped.ship(apps, None)

    assert ServiceArea.objects.count() == len(shipped.SHIPPED)


@pytest.mark.django_db
def test_the_page_lists_them(as_anna) -> None:
    page = as_anna.get(reverse("registry:service_areas"))

    assert "Konsulentstött familjehem och jourhem" in page.content.decode()
