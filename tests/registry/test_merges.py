import datetime
from typing import Any

import pytest
import time_machine
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insyn.accounts.models import Authority, User
from insyn.audit.models import AuditEvent
from insyn.kernel.access import Role
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.registry import services
from insyn.registry.models import (
    Contract,
    Provider,
    ProviderContact,
    ProviderMerge,
    ProviderName,
    Unit,
    UnitOperation,
)
from insyn.registry.queries import access_of
from insyn.registry.queries.merges import every_row, merge_plan, relations
from insyn.registry.rules import NameKind
from tests.factories import (
    AgreementFactory,
    ContractFactory,
    ContractPriceFactory,
    FollowupFactory,
    MembershipFactory,
    ProviderContactFactory,
    ProviderFactory,
    ServiceAreaFactory,
    UnitFactory,
    UnitOperationFactory,
    UsageFactory,
    UserFactory,
)
from tests.world import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept() -> Provider:
    return ProviderFactory.create(name="Åkerö Stödboende AB", org_number="5590000017")


@pytest.fixture
def merged() -> Provider:
    return ProviderFactory.create(name="Akerö Stödboende", org_number="5590000025")


def trail() -> list[tuple[int, str, dict]]:
    events = AuditEvent.objects.unscoped(reason="the test reads the whole trail")
    merging = events.filter(event__startswith="provider.merge")
    return [(row.authority_id, row.event, row.facts) for row in merging.order_by("pk")]


def snapshot() -> dict[str, list[dict[str, Any]]]:
    """Return every row of the system that a merge may touch, without versions and the trail."""
    seen = {}
    for model in apps.get_models():
        if model.__module__.startswith("insyn.") and model._meta.app_label != "audit":
            rows = every_row(model).order_by("pk").values()
            seen[model.__name__] = [
                {name: value for name, value in row.items() if name != "version"} for row in rows
            ]
    del seen["ProviderMerge"]
    return seen


def test_every_kind_of_row_that_points_at_a_provider_is_known():
    assert [relation.label for relation in relations()] == [
        "invoices.invoiceclaim.provider",
        "invoices.invoiceline.provider",
        "monitoring.registercheck.provider",
        "plans.activitytarget.provider",
        "publication.providernote.provider",
        "registry.contract.provider",
        "registry.permit.holder",
        "registry.provider.merged_into",
        "registry.providercontact.provider",
        "registry.providername.provider",
        "registry.unit.provider",
        "registry.unitoperation.provider",
        "signals.lexsarahnotice.provider",
        "signals.signal.provider",
    ]


def test_every_kind_has_a_swedish_noun():
    assert all(relation.noun for relation in relations())


def test_everything_of_the_merged_belongs_to_the_kept(ekby: Authority, anna: User, kept, merged):
    build(ekby, anna, merged)
    ProviderContactFactory.create(provider=merged, authority=ekby)
    UnitOperationFactory.create(unit=merged.units.get())

    services.merge_providers(access_of(anna), kept, merged)

    assert not [relation.label for relation in relations() if relation.of(merged).exists()]
    assert Contract.objects.unscoped(reason="a test reads all").get().provider == kept


def test_the_merged_leads_to_the_kept_and_leaves_the_lists(anna: User, kept, merged):
    services.merge_providers(access_of(anna), kept, merged)

    merged.refresh_from_db()
    assert merged.merged_into == kept
    assert list(Provider.objects.standing()) == [kept]


def test_the_merged_name_becomes_a_name_form_with_the_masked_number(anna: User, kept):
    trader = ProviderFactory.create(name="Akerö", org_number="8001019999")

    services.merge_providers(access_of(anna), kept, trader)

    name = kept.other_names.get()
    assert (name.name, name.kind, name.source) == ("Akerö", NameKind.SPELLING, "800101-****")


def test_a_name_form_that_both_have_is_no_obstacle(anna: User, kept, merged):
    for provider in (kept, merged):
        ProviderName.objects.create(provider=provider, name="Åkerö HVB")

    services.merge_providers(access_of(anna), kept, merged)

    assert sorted(row.name for row in kept.other_names.all()) == ["Akerö Stödboende", "Åkerö HVB"]


def test_one_that_was_merged_before_follows_along(anna: User, kept, merged):
    first = ProviderFactory.create()
    services.merge_providers(access_of(anna), merged, first)

    services.merge_providers(access_of(anna), kept, merged)

    first.refresh_from_db()
    assert first.merged_into == kept


def test_open_forms_about_what_moved_are_outdated(anna: User, kept, merged):
    unit = UnitFactory.create(provider=merged)

    services.merge_providers(access_of(anna), kept, merged)

    unit.refresh_from_db()
    assert (unit.provider, unit.version) == (kept, 2)


def test_each_authority_reads_in_its_own_trail_what_moved_there(
    anna: User, ekby, norrby, kept, merged
):
    ContractFactory.create(provider=merged, agreement__authority=norrby)
    ContractFactory.create(provider=merged, agreement__authority=norrby)
    UnitFactory.create(provider=merged)

    services.merge_providers(access_of(anna), kept, merged)

    said = {"name": "Akerö Stödboende", "kept": "Åkerö Stödboende AB", "org_number": "559000-0025"}
    assert trail() == [
        (ekby.pk, "provider.merged", said | {"total": 1, "count": 0}),
        (norrby.pk, "provider.merged", said | {"total": 3, "count": 2}),
    ]


def test_a_sole_traders_number_is_masked_in_the_trail(anna: User, kept):
    trader = ProviderFactory.create(org_number="8001019999")

    services.merge_providers(access_of(anna), kept, trader)

    assert "9999" not in str(trail())


def test_a_reader_may_not_merge(bo: User, kept, merged):
    with pytest.raises(NotAllowed):
        services.merge_providers(access_of(bo), kept, merged)


def test_a_reviewer_may_not_merge(ekby, kept, merged):
    reviewer = MembershipFactory.create(authority=ekby, role=Role.REVIEWER).user

    with pytest.raises(NotAllowed):
        services.merge_providers(access_of(reviewer), kept, merged)


def test_a_finance_controller_may_merge(ekby, kept, merged):
    controller = MembershipFactory.create(authority=ekby, role=Role.FINANCE_CONTROLLER).user

    assert services.merge_providers(access_of(controller), kept, merged).kept == kept


def test_a_provider_is_not_merged_with_itself(anna: User, kept):
    with pytest.raises(RuleViolation, match="sig själv"):
        services.merge_providers(access_of(anna), kept, kept)


def test_a_merged_provider_is_not_merged_again(anna: User, kept, merged):
    services.merge_providers(access_of(anna), kept, merged)

    with pytest.raises(RuleViolation, match="redan sammanförd med Åkerö Stödboende AB"):
        services.merge_providers(access_of(anna), ProviderFactory.create(), merged)


def test_two_providers_are_not_merged_into_each_other(anna: User, kept, merged):
    services.merge_providers(access_of(anna), kept, merged)

    with pytest.raises(RuleViolation, match="redan sammanförd"):
        services.merge_providers(access_of(anna), merged, kept)


def test_a_page_that_is_old_is_told(anna: User, kept, merged):
    Provider.objects.filter(pk=merged.pk).update(version=2)

    with pytest.raises(Outdated):
        services.merge_providers(access_of(anna), kept, merged, kept_version=1, merged_version=1)


def test_contracts_in_the_same_agreement_stand_in_the_way(anna: User, ekby, kept, merged):
    agreement = AgreementFactory.create(authority=ekby, title="Ramavtal HVB")
    ContractFactory.create(agreement=agreement, provider=kept)
    ContractFactory.create(agreement=agreement, provider=merged)
    unit = UnitFactory.create(provider=merged)

    with pytest.raises(RuleViolation, match="kontrakt i avtalet ”Ramavtal HVB”"):
        services.merge_providers(access_of(anna), kept, merged)

    unit.refresh_from_db()
    assert unit.provider == merged


def test_an_agreement_of_another_authority_is_not_named(anna: User, norrby, kept, merged):
    agreement = AgreementFactory.create(authority=norrby, title="Hemligt avtal")
    ContractFactory.create(agreement=agreement, provider=kept)
    ContractFactory.create(agreement=agreement, provider=merged)

    (obstacle,) = merge_plan(access_of(anna), kept=kept, merged=merged).obstacles

    assert "Hemligt avtal" not in str(obstacle)
    assert "Norrby" in str(obstacle)


def test_units_of_the_same_name_stand_in_the_way(anna: User, kept, merged):
    for provider in (kept, merged):
        UnitFactory.create(provider=provider, name="Solgläntan")

    with pytest.raises(RuleViolation, match=r"”Solgläntan”\. Byt namn på den ena"):
        services.merge_providers(access_of(anna), kept, merged)


def test_a_contact_whom_both_have_keeps_the_access(anna: User, ekby, kept, merged):
    user = UserFactory.create()
    for provider in (kept, merged):
        ProviderContactFactory.create(provider=provider, user=user, authority=ekby)

    services.merge_providers(access_of(anna), kept, merged)

    assert kept.contacts.get().user == user


def test_a_contact_who_would_lose_the_access_stands_in_the_way(anna: User, ekby, kept, merged):
    user = UserFactory.create(first_name="Kim")
    ended = datetime.date(2020, 1, 1)
    ProviderContactFactory.create(provider=kept, user=user, authority=ekby, valid_to=ended)
    ProviderContactFactory.create(provider=merged, user=user, authority=ekby)

    with pytest.raises(RuleViolation, match="har slutat hos Åkerö Stödboende AB"):
        services.merge_providers(access_of(anna), kept, merged)


@pytest.mark.parametrize("is_turned", [False, True])
def test_nobody_lets_contacts_of_another_authority_in_to_more(
    anna: User, norrby, kept, merged, *, is_turned: bool
):
    answered, other = (merged, kept) if is_turned else (kept, merged)
    ProviderContactFactory.create(provider=answered, authority=norrby)
    ContractFactory.create(provider=other, agreement__authority=norrby)

    with pytest.raises(RuleViolation, match="skulle få läsa mer än nämnden har gett dem"):
        services.merge_providers(access_of(anna), kept, merged)


def test_contacts_of_a_cooperations_member_are_not_let_in_to_more(
    anna: User, ekby, norrby, cooperation, kept, merged
):
    ProviderContactFactory.create(provider=kept, authority=norrby)
    ContractFactory.create(
        provider=merged, agreement__authority=ekby, agreement__cooperation=cooperation
    )

    with pytest.raises(RuleViolation, match="Norrby"):
        services.merge_providers(access_of(anna), kept, merged)


def test_contacts_of_the_askers_own_authority_may_follow(anna: User, ekby, kept, merged):
    contact = ProviderContactFactory.create(provider=merged, authority=ekby)
    ContractFactory.create(provider=kept, agreement__authority=ekby)

    services.merge_providers(access_of(anna), kept, merged)

    assert kept.contacts.get() == contact


def test_undoing_brings_back_what_moved(anna: User, ekby, kept, merged):
    build(ekby, anna, merged)
    merge = services.merge_providers(access_of(anna), kept, merged)

    undone = services.undo_merge(access_of(anna), merge)

    merged.refresh_from_db()
    assert (merged.merged_into, undone.left) == (None, 0)
    assert not [relation.label for relation in relations() if relation.of(kept).exists()]


def test_what_came_to_the_kept_since_stays(anna: User, kept, merged):
    merge = services.merge_providers(access_of(anna), kept, merged)
    unit = UnitFactory.create(provider=kept)

    services.undo_merge(access_of(anna), merge)

    unit.refresh_from_db()
    assert unit.provider == kept


def test_what_another_authority_has_is_never_counted_to_the_asker(
    anna: User, ekby, norrby, kept, merged
):
    theirs = ContractFactory.create(provider=merged, agreement__authority=norrby)
    ContractFactory.create(provider=merged, agreement__authority=ekby)
    stayed = ContractFactory.create(provider=merged, agreement__authority=norrby)

    told = merge_plan(access_of(anna), kept=kept, merged=merged).told
    merge = services.merge_providers(access_of(anna), kept, merged)
    Contract.objects.unscoped(reason="a test").filter(pk=stayed.pk).update(provider=merged)
    undone = services.undo_merge(access_of(anna), merge)

    theirs.refresh_from_db()
    assert (told, theirs.provider) == ([("kontrakt", 1)], merged)
    assert (undone.back, undone.left) == (1, 0)


def test_what_the_askers_own_authority_has_and_that_stays_is_counted(
    anna: User, ekby, kept, merged
):
    contract = ContractFactory.create(provider=merged, agreement__authority=ekby)
    merge = services.merge_providers(access_of(anna), kept, merged)
    Contract.objects.unscoped(reason="a test").filter(pk=contract.pk).update(provider=merged)

    undone = services.undo_merge(access_of(anna), merge)

    assert (undone.back, undone.left) == (0, 1)


def test_contracts_of_another_authority_in_the_way_are_not_counted(
    anna: User, norrby, kept, merged
):
    for agreement in AgreementFactory.create_batch(2, authority=norrby):
        for provider in (kept, merged):
            ContractFactory.create(agreement=agreement, provider=provider)

    assert len(merge_plan(access_of(anna), kept=kept, merged=merged).obstacles) == 1


def test_whom_another_authority_has_let_go_is_not_told(anna: User, norrby, kept, merged):
    user, ended = UserFactory.create(first_name="Kim"), datetime.date(2020, 1, 1)
    ProviderContactFactory.create(provider=kept, user=user, authority=norrby, valid_to=ended)
    ProviderContactFactory.create(provider=merged, user=user, authority=norrby)

    (obstacle,) = merge_plan(access_of(anna), kept=kept, merged=merged).obstacles

    assert "Kim" not in str(obstacle)
    assert "Norrby" in str(obstacle)


def test_what_has_changed_hands_since_stays_and_is_counted(anna: User, kept, merged):
    unit, gone = UnitFactory.create_batch(2, provider=merged)
    merge = services.merge_providers(access_of(anna), kept, merged)
    Unit.objects.filter(pk=unit.pk).update(provider=ProviderFactory.create(name="Ny AB"))
    gone.delete()

    undone = services.undo_merge(access_of(anna), merge)

    unit.refresh_from_db()
    assert (unit.provider.name, undone.back, undone.left) == ("Ny AB", 0, 2)


def test_undoing_stands_in_the_trail_of_all_who_had_rows(anna: User, ekby, norrby, kept, merged):
    ContractFactory.create(provider=merged, agreement__authority=norrby)
    merge = services.merge_providers(access_of(anna), kept, merged)

    services.undo_merge(access_of(anna), merge)

    assert [(pk, event) for pk, event, _facts in trail()[2:]] == [
        (ekby.pk, "provider.merge_undone"),
        (norrby.pk, "provider.merge_undone"),
    ]


def test_a_merging_is_undone_once(anna: User, kept, merged):
    merge = services.merge_providers(access_of(anna), kept, merged)
    services.undo_merge(access_of(anna), merge)

    with pytest.raises(RuleViolation, match="redan ångrad"):
        services.undo_merge(access_of(anna), merge)


def test_the_last_merging_is_undone_first(anna: User, kept, merged):
    merge = services.merge_providers(access_of(anna), kept, merged)
    services.merge_providers(access_of(anna), ProviderFactory.create(name="Sist AB"), kept)

    with pytest.raises(RuleViolation, match=r"sammanförd med Sist AB\. Ångra den"):
        services.undo_merge(access_of(anna), merge)


def test_a_reader_may_not_undo(anna: User, bo: User, kept, merged):
    merge = services.merge_providers(access_of(anna), kept, merged)

    with pytest.raises(NotAllowed):
        services.undo_merge(access_of(bo), merge)


def test_after_undoing_they_may_be_merged_the_other_way(anna: User, kept, merged):
    services.undo_merge(access_of(anna), services.merge_providers(access_of(anna), kept, merged))

    assert services.merge_providers(access_of(anna), merged, kept).kept == merged


def test_a_merged_provider_is_not_changed(anna: User, kept, merged):
    services.merge_providers(access_of(anna), kept, merged)
    facts = services.ProviderFacts("Nytt namn", merged.org_number)

    with pytest.raises(RuleViolation, match="Gör ändringen hos Åkerö Stödboende AB"):
        services.save_provider(access_of(anna), provider=merged, facts=facts)


def test_the_number_of_a_merged_provider_is_refused_by_the_name_of_the_kept(
    anna: User, kept, merged
):
    services.merge_providers(access_of(anna), kept, merged)
    facts = services.ProviderFacts("Ny AB", merged.org_number)

    with pytest.raises(RuleViolation, match="Ändra Åkerö Stödboende AB"):
        services.save_provider(access_of(anna), provider=None, facts=facts)


@pytest.mark.parametrize("text", ["5590000025", "559000-0025", "Akerö Stödb"])
def test_a_search_for_the_merged_finds_the_kept(anna: User, kept, merged, text: str):
    services.merge_providers(access_of(anna), kept, merged)

    assert list(Provider.objects.standing().matching(text)) == [kept]


def test_a_merged_sole_traders_number_cannot_be_tried_out(anna: User, kept):
    trader = ProviderFactory.create(org_number="8001019999")
    services.merge_providers(access_of(anna), kept, trader)

    assert not Provider.objects.standing().matching("80010199").exists()


def test_a_contract_entered_by_mistake_is_taken_away(anna: User, ekby):
    contract = ContractFactory.create(agreement__authority=ekby)

    services.remove_contract(access_of(anna), contract)

    assert not Contract.objects.unscoped(reason="a test reads all").exists()


@pytest.mark.parametrize(
    ("hung", "noun"),
    [(FollowupFactory, "uppföljningar"), (ContractPriceFactory, "priser"),
     (UsageFactory, "nyttjande")],
)  # fmt: skip
def test_a_contract_that_is_used_stays(anna: User, ekby, hung, noun: str):
    contract = ContractFactory.create(agreement__authority=ekby)
    owned = {"authority": ekby} if hung is FollowupFactory else {}
    hung.create(contract=contract, **owned)

    with pytest.raises(RuleViolation, match=rf"det används \({noun}\)"):
        services.remove_contract(access_of(anna), contract)


def test_only_the_owner_takes_a_contract_away(cilla: User, ekby):
    with pytest.raises(NotAllowed):
        services.remove_contract(
            access_of(cilla), ContractFactory.create(agreement__authority=ekby)
        )


COUNTS = st.tuples(*[st.integers(0, 2)] * 8)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(COUNTS, st.booleans())
def test_merging_and_undoing_always_leaves_every_row_as_before(
    anna: User,
    ekby: Authority,
    norrby: Authority,
    counts: tuple[int, ...],
    is_turned: bool,  # noqa: FBT001
):
    pair = ProviderFactory.create_batch(2)
    area = ServiceAreaFactory.create()
    for provider, held in zip(pair, (counts[:4], counts[4:]), strict=True):
        units, contracts, names, contacts = held
        for unit in UnitFactory.create_batch(units, provider=provider, service_area=area):
            UnitOperation.objects.create(unit=unit, provider=provider)
        for owner in (ekby, norrby)[:contracts]:
            ContractFactory.create(provider=provider, agreement__authority=owner)
        for number in range(names):
            ProviderName.objects.create(provider=provider, name=f"Namnform {number}")
        for user in UserFactory.create_batch(contacts):
            ProviderContact.objects.create(provider=provider, user=user, authority=ekby)
    kept, merged = reversed(pair) if is_turned else pair
    before = snapshot()

    merge = services.merge_providers(access_of(anna), kept, merged)
    services.undo_merge(access_of(anna), merge)

    assert snapshot() == before


def test_the_merging_says_when_and_by_whom(anna: User, kept, merged):
    with time_machine.travel(datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC), tick=False):
        merge = services.merge_providers(access_of(anna), kept, merged)

    row = ProviderMerge.objects.get(pk=merge.pk)
    assert (row.done_at.date(), row.done_by) == (datetime.date(2026, 3, 2), anna)
