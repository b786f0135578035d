"""The same deficiency in earlier years: at the unit, the provider and the owner group."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.findings.models import Finding
from insyn.findings.queries import repeats_of
from insyn.findings.rules import FindingKind
from insyn.findings.rules.repeats import Noted, Relation, relation_of, repeats_in, years_by_relation
from insyn.followups.rules import State
from insyn.kernel.access import Secrecy
from insyn.registry.queries import access_of
from insyn.registry.services import merge_providers
from tests.factories import (
    AgreementFactory,
    ContractFactory,
    CooperationFactory,
    FollowupFactory,
    ProviderFactory,
    ProviderGroupFactory,
    RequirementFactory,
    RequirementVersionFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
KEYS = st.integers(1, 3)
NOTED = st.builds(
    Noted,
    key=st.integers(1, 50), followup=KEYS, number=st.just("2026-001"),
    year=st.integers(2020, 2027), root=KEYS, origin=st.sampled_from(["", "HVB-03", "HVB-04"]),
    unit=st.none() | KEYS, provider=KEYS, group=st.none() | KEYS, authority=KEYS,
    cooperation=st.none() | KEYS, is_reported=st.booleans(),
)  # fmt: skip


@given(NOTED, st.lists(NOTED))
def test_a_repeat_is_always_earlier_of_the_same_demand_and_related(one, others) -> None:
    for repeat in repeats_in(one, others, cooperations=frozenset({1})):
        other = repeat.noted
        assert other.year < one.year
        assert other.root == one.root or (one.origin and one.origin == other.origin)
        assert relation_of(one, other) == repeat.relation
        assert other.authority == one.authority or (other.is_reported and other.cooperation == 1)


@given(NOTED, st.lists(NOTED))
def test_the_order_of_what_was_noted_never_matters(one, others) -> None:
    def keys(rows):
        return years_by_relation(repeats_in(one, rows))

    assert keys(others) == keys(list(reversed(others)))


@given(NOTED, NOTED)
def test_a_relation_is_the_same_from_both_sides(one, other) -> None:
    assert relation_of(one, other) == relation_of(other, one)


@given(st.lists(NOTED), NOTED)
def test_the_years_are_in_order_and_said_once(others, one) -> None:
    for years in years_by_relation(repeats_in(one, others)).values():
        assert years == sorted(set(years))


# In the database


@pytest.fixture
def wording(ekby):
    agreement = AgreementFactory.create(authority=ekby, title="Ramavtal stödboende")
    requirement = RequirementFactory.create(authority=ekby, agreement=agreement, pack=None)
    return RequirementVersionFactory.create(
        requirement=requirement, valid_from=date(2019, 1, 1), number="4.2"
    )


def found(wording, year, *, contract=None, provider=None, unit=None, authority=None, **facts):
    """A deficiency of the wording, in a follow-up of its own that year."""
    agreement = wording.requirement.agreement
    if contract is None:
        contract = ContractFactory.create(agreement=agreement, provider=provider)
    followup = FollowupFactory.create(
        authority=authority or agreement.authority, contract=contract, unit=unit,
        number=f"{year}-{Finding.objects.unscoped(reason='test').count() + 1:03}",
        planned_for=date(year, 3, 2), carried_out_on=date(year, 3, 2),
        **{"state": State.CLOSED, "reported_on": date(year, 4, 1)} | facts,
    )  # fmt: skip
    return Finding.objects.create(
        followup=followup, kind=FindingKind.DEFICIENCY, area="Personal", text="Utdrag saknas",
        wording=wording, requirement="4.2 Registerutdrag", seen_on=date(year, 3, 2),
    )  # fmt: skip


def years(person, finding):
    repeats = repeats_of(access_of(person), [finding]).get(finding.pk)
    return dict(repeats.years) if repeats else {}


def test_the_same_requirement_at_the_same_provider_is_repeated(anna, wording):
    first = found(wording, 2024, provider=ProviderFactory.create())
    second = found(wording, 2025, contract=first.followup.contract)
    third = found(wording, 2026, contract=first.followup.contract)

    assert years(anna, third) == {Relation.PROVIDER: [2024, 2025]}
    assert years(anna, second) == {Relation.PROVIDER: [2024]}
    assert years(anna, first) == {}


def test_another_requirement_is_no_repeat(anna, ekby, wording):
    first = found(wording, 2025, provider=ProviderFactory.create())
    other = RequirementVersionFactory.create(
        requirement=RequirementFactory.create(
            authority=ekby, agreement=wording.requirement.agreement, pack=None
        ),
        valid_from=date(2019, 1, 1),
    )

    assert years(anna, found(other, 2026, contract=first.followup.contract)) == {}


def test_the_same_requirement_in_another_agreement_is_known_by_its_root(anna, ekby, wording):
    provider = ProviderFactory.create()
    found(wording, 2024, provider=provider)
    agreement = AgreementFactory.create(authority=ekby)
    taken = RequirementVersionFactory.create(
        requirement=RequirementFactory.create(
            authority=ekby, agreement=agreement, pack=None, same_as=wording.requirement
        ),
        valid_from=date(2019, 1, 1),
    )

    assert years(anna, found(taken, 2026, provider=provider)) == {Relation.PROVIDER: [2024]}


def test_a_shipped_requirement_is_known_by_its_code(anna, ekby, wording):
    wording.requirement.origin = "HVB-03"
    wording.requirement.save()
    provider = ProviderFactory.create()
    found(wording, 2024, provider=provider)
    shipped = RequirementVersionFactory.create(
        requirement=RequirementFactory.create(
            authority=ekby, agreement=AgreementFactory.create(authority=ekby), pack=None,
            origin="HVB-03",
        ),
        valid_from=date(2019, 1, 1),
    )  # fmt: skip

    assert years(anna, found(shipped, 2026, provider=provider)) == {Relation.PROVIDER: [2024]}


def test_a_company_of_the_same_group_is_told_apart(anna, wording):
    group = ProviderGroupFactory.create()
    found(wording, 2025, provider=ProviderFactory.create(group=group))
    here = found(wording, 2026, provider=ProviderFactory.create(group=group))

    assert years(anna, here) == {Relation.GROUP: [2025]}


def test_the_history_of_a_unit_follows_the_unit_to_its_new_operator(anna, wording):
    before, after = ProviderFactory.create(), ProviderFactory.create()
    unit = UnitFactory.create(provider=before)
    old = found(wording, 2024, provider=before, unit=unit)
    unit.provider = after
    unit.save()

    new = found(wording, 2026, provider=after, unit=unit)
    elsewhere = found(wording, 2026, contract=old.followup.contract)

    assert years(anna, new) == {Relation.UNIT: [2024]}
    assert years(anna, elsewhere) == {Relation.PROVIDER: [2024]}


def test_the_history_of_a_merged_provider_follows_the_one_that_is_kept(anna, ekby, wording):
    merged, kept = ProviderFactory.create(), ProviderFactory.create()
    agreement = AgreementFactory.create(authority=ekby)
    same = RequirementVersionFactory.create(
        requirement=RequirementFactory.create(
            authority=ekby, agreement=agreement, pack=None, same_as=wording.requirement
        ),
        valid_from=date(2019, 1, 1),
    )
    found(wording, 2024, provider=merged)
    now = found(same, 2026, provider=kept)

    merge_providers(access_of(anna), kept, merged)

    now.refresh_from_db()
    assert years(anna, now) == {Relation.PROVIDER: [2024]}


def test_what_was_seen_twice_the_same_year_is_one_deficiency(anna, wording):
    first = found(wording, 2026, provider=ProviderFactory.create())

    assert years(anna, found(wording, 2026, contract=first.followup.contract)) == {}


def test_a_cancelled_followup_is_no_history(anna, wording):
    first = found(
        wording, 2025, provider=ProviderFactory.create(), state=State.CANCELLED,
        cancelled_reason="Avtalet upphörde", reported_on=None,
    )  # fmt: skip

    assert years(anna, found(wording, 2026, contract=first.followup.contract)) == {}


def test_only_what_the_asker_may_see_counts(anna, bo, wording):
    first = found(wording, 2024, provider=ProviderFactory.create(), secrecy=Secrecy.RESTRICTED)
    draft = found(
        wording, 2025, contract=first.followup.contract, state=State.DRAFT, reported_on=None
    )
    now = found(wording, 2026, contract=first.followup.contract)

    assert years(anna, now) == {Relation.PROVIDER: [2024, 2025]}
    assert years(bo, now) == {}
    assert draft.followup.reported_on is None


def test_another_authoritys_counts_when_it_is_reported_in_the_cooperation(anna, ekby, cilla):
    elsewhere = cilla.memberships.get().authority
    cooperation = CooperationFactory.create(lead=ekby, members=[ekby, elsewhere])
    agreement = AgreementFactory.create(authority=ekby, cooperation=cooperation)
    requirement = RequirementFactory.create(authority=ekby, agreement=agreement, pack=None)
    shared = RequirementVersionFactory.create(requirement=requirement, valid_from=date(2019, 1, 1))
    first = found(shared, 2024, provider=ProviderFactory.create(), authority=elsewhere)
    found(
        shared, 2025, contract=first.followup.contract, authority=elsewhere, state=State.DRAFT,
        reported_on=None,
    )  # fmt: skip
    now = found(shared, 2026, contract=first.followup.contract)

    assert years(anna, now) == {Relation.PROVIDER: [2024]}


def test_a_deficiency_in_own_words_is_compared_with_nothing(
    anna, deficiency, django_assert_num_queries
):
    access = access_of(anna)

    with django_assert_num_queries(0):
        assert repeats_of(access, [deficiency]) == {}


def test_a_whole_list_asks_two_questions(anna, wording, django_assert_num_queries):
    contract = found(wording, 2020, provider=ProviderFactory.create()).followup.contract
    rows = [found(wording, year, contract=contract) for year in range(2021, 2027)]
    access = access_of(anna)

    with django_assert_num_queries(2):
        found_again = repeats_of(access, rows)

    assert [found_again[row.pk].count for row in rows] == [1, 2, 3, 4, 5, 6]
