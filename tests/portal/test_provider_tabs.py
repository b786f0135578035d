"""The tabs of a provider's page, on every floor: what each asker sees, and how quickly."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse

from insyn.accounts.models import Authority, User
from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.kernel.access import Role, Secrecy
from insyn.measures.models import CorrectiveAction
from insyn.measures.rules import PlanState
from insyn.monitoring.models import RegisterCheck
from insyn.portal.queries.provider import key_figures_of, milestones_of
from insyn.registry import services
from insyn.registry.models import Contract, Provider, ProviderName, UnitOperation
from insyn.registry.queries import access_of
from insyn.registry.rules import NameKind
from tests.factories import (
    DAY,
    ContractFactory,
    FollowupFactory,
    MembershipFactory,
    PermitFactory,
    ProviderFactory,
    UnitFactory,
    UnitOperationFactory,
)
from tests.world import World, build, document

pytestmark = pytest.mark.django_db

TABS = (
    "registry:provider",
    "registry:provider_contracts",
    "registry:provider_units",
    "followups:of_provider",
    "findings:of_provider",
    "measures:of_provider",
    "dialogues:of_provider",
    "monitoring:of_provider",
    "followups:documents_of_provider",
    "portal:provider_history",
)
SECRETS = (
    "Ramavtal stödboende",
    "2026-001",
    "Registerutdrag begärs inte återkommande",
    "Rutin för lex Sarah",
    "Genomförandeplan H 17",
)
"""Words of Ekby that nobody outside may read."""
ON_ANY_TAB = 16
"""Queries that one tab may need, whatever it shows."""


@pytest.fixture
def provider() -> Provider:
    return ProviderFactory.create(name="Åkerö Stödboende AB")


@pytest.fixture
def world(ekby: Authority, anna: User, provider: Provider) -> World:
    return build(ekby, anna, provider)


def page(client: Client, tab: str, provider: Provider, query: str = "") -> str:
    return client.get(reverse(tab, args=[provider.pk]) + query).content.decode()


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_leads_to_all_the_others(as_anna: Client, world: World, tab: str):
    read = page(as_anna, tab, world.provider)

    assert all(f'href="{reverse(other, args=[world.provider.pk])}"' in read for other in TABS)


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_says_where_one_is(as_anna: Client, world: World, tab: str):
    here = re.escape(reverse(tab, args=[world.provider.pk]))

    assert re.search(rf'href="{here}" aria-current="page"', page(as_anna, tab, world.provider))


@pytest.mark.parametrize("tab", TABS)
def test_one_from_another_municipality_reads_nothing_of_ekbys(
    as_cilla: Client, world: World, tab: str
):
    read = page(as_cilla, tab, world.provider)

    assert [word for word in SECRETS if word in read] == []


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_says_so_when_there_is_nothing(as_bo: Client, provider: Provider, tab: str):
    assert as_bo.get(reverse(tab, args=[provider.pk])).status_code == 200


@pytest.mark.parametrize("tab", TABS)
def test_the_tabs_of_a_merged_provider_lead_to_the_kept(as_bo: Client, provider, tab: str):
    merged = ProviderFactory.create(name="Akerö", merged_into=provider)

    answer = as_bo.get(reverse(tab, args=[merged.pk]), follow=True)

    assert answer.redirect_chain == [(reverse(tab, args=[provider.pk]), 302)]
    assert "Akerö är sammanförd med Åkerö Stödboende AB" in answer.content.decode()


@pytest.mark.parametrize("tab", TABS)
def test_a_sole_traders_number_is_masked_on_every_tab(as_anna: Client, ekby, anna, tab: str):
    trader = ProviderFactory.create(org_number="8001019999")
    build(ekby, anna, trader)

    assert "9999" not in page(as_anna, tab, trader)


@pytest.mark.parametrize("tab", TABS)
def test_no_tab_needs_more_queries_for_more_rows(
    as_anna: Client, ekby, world: World, tab: str, django_assert_max_num_queries
):
    for number in range(20):
        contract = ContractFactory.create(provider=world.provider, agreement__authority=ekby)
        followup = FollowupFactory.create(
            authority=ekby, contract=contract, template_version=world.template_version
        )
        finding = Finding.objects.create(
            followup=followup, kind=FindingKind.DEFICIENCY, area="Personal", text=f"Brist {number}"
        )
        CorrectiveAction.objects.create(plan=world.plan, finding=finding)
        world.request.documents.add(document(ekby, Secrecy.INTERNAL, f"Rutin {number}"))
        UnitFactory.create(provider=world.provider)

    with django_assert_max_num_queries(6 + ON_ANY_TAB):
        as_anna.get(reverse(tab, args=[world.provider.pk]))


def figures(user: User, provider: Provider) -> list[int]:
    return [figure.value for figure in key_figures_of(access_of(user), provider)]


def test_the_key_figures_count_what_the_asker_sees(anna: User, cilla: User, world: World):
    assert figures(anna, world.provider) == [1, 1, 1, 1, 1]
    assert figures(cilla, world.provider) == [0, 1, 0, 0, 0]


def test_one_without_a_role_that_sees_content_gets_no_key_figures(system_admin, world: World):
    assert figures(system_admin, world.provider) == []


def test_ended_contracts_and_closed_units_are_not_counted(anna: User, world: World):
    world.contract.ends_on = datetime.date(2024, 12, 31)
    world.contract.save()
    world.unit.closed_on = DAY
    world.unit.save()

    assert figures(anna, world.provider)[:2] == [0, 0]


def test_the_figures_of_deficiencies_and_measures_are_those_of_the_lists_behind(
    as_anna: Client, anna: User, world: World
):
    other = Finding.objects.create(
        followup=world.followup, kind=FindingKind.DEFICIENCY, area="Personal", text="Avhjälpt",
        remedied_on=DAY, remedied_note="Ny rutin",
    )  # fmt: skip
    CorrectiveAction.objects.create(plan=world.plan, finding=other)
    shown = key_figures_of(access_of(anna), world.provider)[3:]

    listed = [as_anna.get(figure.url).context["page"].paginator.count for figure in shown]

    assert listed == [figure.value for figure in shown] == [1, 2]


def test_the_findings_are_filtered_by_text_kind_and_severity(as_anna: Client, world: World):
    Finding.objects.create(
        followup=world.followup, kind=FindingKind.GOOD_PRACTICE, area="Miljö", text="Fin trädgård"
    )

    def found(query: str) -> list[str]:
        url = reverse("findings:of_provider", args=[world.provider.pk])
        return [row.text for row in as_anna.get(url + query).context["page"]]

    assert found("?q=trädgård") == ["Fin trädgård"]
    assert found("?kind=good_practice") == ["Fin trädgård"]
    assert found("?severity=major") == []


def test_measures_in_a_closed_plan_are_not_open(as_anna: Client, world: World):
    world.plan.state = PlanState.CLOSED
    world.plan.save()
    url = reverse("measures:of_provider", args=[world.provider.pk])

    assert as_anna.get(url).context["page"].paginator.count == 1
    assert as_anna.get(f"{url}?is_open=on").context["page"].paginator.count == 0


def test_documents_are_listed_with_the_request_they_came_for(as_anna: Client, world: World):
    read = page(as_anna, "followups:documents_of_provider", world.provider)

    assert "Rutin för lex Sarah" in read
    assert "Rutiner för lex Sarah" in read


@pytest.mark.parametrize(
    ("role", "titles"),
    [
        (Role.PLAN_OWNER, {"Rutin för lex Sarah", "Genomförandeplan H 17"}),
        (Role.REVIEWER, {"Rutin för lex Sarah", "Genomförandeplan H 17"}),
        (Role.FINANCE_CONTROLLER, {"Rutin för lex Sarah"}),
        (Role.DECISION_MAKER, {"Rutin för lex Sarah"}),
        (Role.AUTHORITY_ADMIN, {"Rutin för lex Sarah"}),
    ],
)
def test_documents_about_clients_are_for_those_who_carry_out(
    client: Client, ekby, world: World, role: Role, titles: set[str]
):
    client.force_login(MembershipFactory.create(authority=ekby, role=role).user)

    shown = client.get(reverse("followups:documents_of_provider", args=[world.provider.pk]))

    assert {row.document.title for row in shown.context["rows"]} == titles


def test_no_document_travels_with_a_cooperation(
    as_cilla: Client, ekby, anna, provider, cooperation
):
    build(ekby, anna, provider, cooperation)

    shown = as_cilla.get(reverse("followups:documents_of_provider", args=[provider.pk]))

    assert shown.context["rows"] == []


def test_the_history_tells_who_did_what_to_those_who_read_the_trail(
    as_anna: Client, anna: User, provider: Provider
):
    facts = services.ProviderFacts("Nya namnet AB", provider.org_number)
    services.save_provider(access_of(anna), provider=provider, facts=facts)

    read = page(as_anna, "portal:provider_history", provider, "?visa=spar")

    assert "Vem har gjort vad" in read
    assert "Nya namnet AB" in read
    assert "Anna" in read


def test_those_who_do_not_read_the_trail_see_no_person_in_the_history(
    as_bo: Client, anna: User, provider: Provider
):
    provider_facts = services.ProviderFacts("Nya namnet AB", provider.org_number)
    services.save_provider(access_of(anna), provider=provider, facts=provider_facts)

    read = page(as_bo, "portal:provider_history", provider)

    assert "Bytte namn från" in read
    assert "Anna" not in read


def test_the_trail_of_another_authority_is_not_in_the_history(
    as_cilla: Client, anna: User, provider: Provider
):
    facts = services.ProviderFacts("Nya namnet AB", provider.org_number)
    services.save_provider(access_of(anna), provider=provider, facts=facts)

    read = as_cilla.get(reverse("portal:provider_history", args=[provider.pk]) + "?visa=spar")

    assert read.context["lines"] == []


def test_the_history_holds_what_belongs_to_the_provider_and_nothing_else(
    as_anna: Client, anna: User, world: World
):
    access = access_of(anna)
    services.close_unit(access, world.unit, closed_on=DAY)
    services.close_unit(access, UnitFactory.create(), closed_on=DAY)

    shown = as_anna.get(reverse("portal:provider_history", args=[world.provider.pk]) + "?visa=spar")

    assert [line.event.subject_name for line in shown.context["lines"]] == [world.unit.name]


def test_the_history_follows_a_merging(as_anna: Client, anna: User, provider: Provider):
    merged = ProviderFactory.create(name="Akerö")
    services.note_spelling(access_of(anna), merged, name="Akero")
    services.merge_providers(access_of(anna), provider, merged)

    shown = as_anna.get(reverse("portal:provider_history", args=[provider.pk]) + "?visa=spar")

    events = [line.event.event for line in shown.context["lines"]]
    assert events == ["provider.merged", "provider.spelling_noted"]


def test_those_who_read_the_trail_see_the_time_line_first(as_anna: Client, world: World):
    read = page(as_anna, "portal:provider_history", world.provider)

    assert "Kontrakt började gälla" in read
    assert "Visa vem som har gjort vad" in read


def told(user: User, provider: Provider) -> list[tuple[str, str]]:
    return [(row.kind.value, row.about) for row in milestones_of(access_of(user), provider)]


def test_the_milestones_are_the_great_events_the_latest_first(bo: User, world: World):
    world.contract.ends_on = datetime.date(2026, 4, 1)
    world.contract.save()
    world.plan.approved_on = datetime.date(2026, 3, 20)
    world.plan.save()
    UnitOperationFactory.create(unit=world.unit, starts_on=datetime.date(2020, 1, 1))
    ProviderName.objects.create(
        provider=world.provider, name="Bills Bo", kind=NameKind.EARLIER,
        used_until=datetime.date(2021, 5, 5),
    )  # fmt: skip

    assert told(bo, world.provider) == [
        ("agreement_ended", "Ramavtal stödboende"),
        ("plan_approved", "2026-001"),
        ("followup_reported", "2026-001"),
        ("agreement_begun", "Ramavtal stödboende"),
        ("name_changed", "Bills Bo"),
        ("unit_begun", world.unit.name),
    ]


def test_one_from_another_municipality_knows_only_the_shared_milestones(cilla: User, world: World):
    UnitOperationFactory.create(unit=world.unit, starts_on=datetime.date(2020, 1, 1))

    assert told(cilla, world.provider) == [("unit_begun", world.unit.name)]


def test_what_is_to_come_is_no_milestone(bo: User, world: World):
    world.contract.ends_on = datetime.date(2199, 1, 1)
    world.contract.save()

    assert "agreement_ended" not in dict(told(bo, world.provider))


def test_units_that_another_provider_runs_now_are_listed_apart(as_bo: Client, provider: Provider):
    unit = UnitFactory.create(name="Solgläntan", provider__name="Nya AB")
    UnitOperation.objects.create(unit=unit, provider=provider, ends_on=DAY, end_reason="taken_over")

    read = page(as_bo, "registry:provider_units", provider)

    assert "Har drivit" in read
    assert "Övertagen av en annan utförare" in read
    assert "Nya AB" in read


def test_a_unit_that_lacks_its_permit_is_told_on_the_first_tab(as_bo: Client, provider: Provider):
    UnitFactory.create(name="Solgläntan", provider=provider, service_area__needs_permit=True)

    assert "tillstånd från IVO saknas" in page(as_bo, "registry:provider", provider)


def test_a_permit_that_stands_is_no_remark(as_bo: Client, provider: Provider):
    unit = UnitFactory.create(provider=provider, service_area__needs_permit=True)
    PermitFactory.create(unit=unit)

    assert "saknas i registret" not in page(as_bo, "registry:provider", provider)


def test_the_checks_move_with_a_merged_provider(anna: User, world: World, ekby):
    kept = ProviderFactory.create()

    services.merge_providers(access_of(anna), kept, world.provider)

    assert RegisterCheck.objects.visible_to(access_of(anna)).get().provider == kept
    assert Contract.objects.visible_to(access_of(anna)).get().provider == kept
