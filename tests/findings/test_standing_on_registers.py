import pytest
from django.urls import reverse

from insyn.findings.services import stand_on_registers
from insyn.followups.models import Basis
from insyn.followups.rules import BasisKind, State
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.monitoring.models import RegisterCheck
from insyn.monitoring.rules import CheckKind, CheckResult
from insyn.registry.queries import access_of
from tests.factories import DAY

pytestmark = pytest.mark.django_db
BUTTON = "Ta med registerkontrollerna i underlaget"


@pytest.fixture
def checked(followup) -> None:
    RegisterCheck.objects.create(
        authority=followup.authority, provider=followup.contract.provider, kind=CheckKind.F_TAX,
        source="Skatteverket", checked_on=DAY, result=CheckResult.OK,
    )  # fmt: skip


def bases(followup) -> list[str]:
    rows = Basis.objects.unscoped(reason="the tests look at all there is")
    return list(rows.filter(followup=followup).values_list("kind", flat=True))


def test_the_assessment_stands_on_registers_once(anna, followup, checked) -> None:
    stand_on_registers(access_of(anna), followup)
    stand_on_registers(access_of(anna), followup)

    assert bases(followup) == [BasisKind.REGISTERS]


def test_without_a_check_there_is_nothing_to_stand_on(anna, followup) -> None:
    with pytest.raises(RuleViolation, match="ingen registerkontroll"):
        stand_on_registers(access_of(anna), followup)


def test_the_check_of_another_authority_is_nothing_to_stand_on(anna, norrby, followup) -> None:
    RegisterCheck.objects.create(
        authority=norrby, provider=followup.contract.provider, kind=CheckKind.F_TAX,
        source="Skatteverket", checked_on=DAY, result=CheckResult.OK,
    )  # fmt: skip

    with pytest.raises(RuleViolation, match="ingen registerkontroll"):
        stand_on_registers(access_of(anna), followup)


@pytest.mark.parametrize("state", [State.PLANNED, State.PREPARED, State.CLOSED])
def test_the_basis_stands_before_and_after(anna, followup, checked, state) -> None:
    followup.state = state
    followup.save()

    with pytest.raises(RuleViolation, match="Underlaget ändras"):
        stand_on_registers(access_of(anna), followup)


def test_a_reader_changes_no_basis(bo, followup, checked) -> None:
    with pytest.raises(NotAllowed):
        stand_on_registers(access_of(bo), followup)


def test_the_page_takes_them_in_and_says_so_in_the_sentence(as_anna, followup, checked) -> None:
    url = reverse("findings:conclusion", args=[followup.pk])
    assert BUTTON in as_anna.get(url).content.decode()
    typed = {"outcome": "complies", "overall_assessment": "Egen mening.", "version": 1}

    shown = as_anna.post(url, typed | {"registers": "1"}).content.decode()

    assert "bedöms utifrån registerkontroller följa" in shown
    assert "Egen mening." in shown
    assert BUTTON not in shown
    followup.refresh_from_db()
    assert followup.overall_assessment == ""


def test_nothing_is_offered_where_no_register_has_been_looked_into(as_anna, followup) -> None:
    url = reverse("findings:conclusion", args=[followup.pk])

    assert BUTTON not in as_anna.get(url).content.decode()
    refused = as_anna.post(url, {"registers": "1", "outcome": "complies", "version": 1})
    assert "ingen registerkontroll" in refused.content.decode()
