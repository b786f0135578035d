from itertools import product

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch
from django.forms import ModelForm

from insyn.accounts.models import User
from insyn.followups.models import Followup, FollowupQuerySet
from insyn.kernel.access import Access, Mandate, Role, Secrecy
from insyn.platform.lookups import FEW
from insyn.platform.scoping import ClosedQuery, Scoped, visible_along
from insyn.registry.models import Agreement, Contract
from insyn.registry.queries import access_of
from tests.factories import DAY, AgreementFactory, ContractFactory, FollowupFactory

pytestmark = pytest.mark.django_db
NOBODY = Access(None, "")

READS = {
    "iterate": list,
    "count": lambda q: q.count(),
    "len": len,
    "bool": bool,
    "get": lambda q: q.get(),
    "first": lambda q: q.first(),
    "last": lambda q: q.order_by("pk").last(),
    "index": lambda q: q[0],
    "slice": lambda q: list(q[:2]),
    "values": lambda q: list(q.values()),
    "values_list": lambda q: list(q.values_list("pk")),
    "in_bulk": lambda q: q.in_bulk(),
    "iterator": lambda q: list(q.iterator()),
    "aggregate": lambda q: q.aggregate(),
    "update": lambda q: q.update(number="x"),
    "delete": lambda q: q.delete(),
    "union": lambda q: list(q.union(Followup.objects.all())),
    "earliest": lambda q: q.earliest("pk"),
    "dates": lambda q: list(q.dates("planned_for", "year")),
    "get_or_create": lambda q: q.get_or_create(number="x"),
    "update_or_create": lambda q: q.update_or_create(number="x"),
    "raw": lambda q: list(q.raw("select * from followups_followup")),
    "or": lambda q: list(Followup.objects.visible_to(NOBODY) | q),
    "and": lambda q: list(Followup.objects.visible_to(NOBODY) & q),
    "xor": lambda q: list(Followup.objects.visible_to(NOBODY) ^ q),
    "union with open": lambda q: list(Followup.objects.visible_to(NOBODY).union(q)),
}


def seen(user: User) -> set[Followup]:
    return set(Followup.objects.visible_to(access_of(user)))


@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
def test_a_closed_queryset_gives_no_rows(read) -> None:
    FollowupFactory.create()

    with pytest.raises(ClosedQuery):
        read(Followup.objects.all())


def test_related_managers_are_closed_too() -> None:
    followup = FollowupFactory.create()

    with pytest.raises(ClosedQuery):
        list(followup.contract.followups.all())


def test_careless_prefetch_is_closed_too(anna: User, ekby) -> None:
    FollowupFactory.create(authority=ekby)

    with pytest.raises(ClosedQuery):
        list(Contract.objects.visible_to(access_of(anna)).prefetch_related("followups"))


def test_prefetch_works_when_scoped(anna: User, ekby) -> None:
    access = access_of(anna)
    FollowupFactory.create(authority=ekby)

    (contract,) = Contract.objects.visible_to(access).prefetch_related(
        Prefetch("followups", Followup.objects.visible_to(access))
    )

    assert len(contract.followups.all()) == 1


def test_model_forms_fail_closed() -> None:
    class Careless(ModelForm):
        class Meta:
            model = Followup
            fields = ("contract",)

    with pytest.raises(ClosedQuery):
        str(Careless())


def test_walking_up_and_checking_uniqueness_work(ekby) -> None:
    followup = FollowupFactory.create(authority=ekby)
    followup.refresh_from_db()
    twin = Contract(
        agreement=followup.contract.agreement,
        provider=followup.contract.provider,
        starts_on=DAY,
    )

    with pytest.raises(ValidationError, match="redan ett kontrakt"):
        twin.full_clean()


def test_everybody_sees_up_to_their_clearance(anna: User, bo: User, cilla: User, ekby) -> None:
    secret = FollowupFactory.create(
        authority=ekby, secrecy=Secrecy.CLIENT_DOCUMENT, reported_on=DAY
    )
    plain = FollowupFactory.create(authority=ekby, reported_on=DAY)

    assert seen(anna) == {secret, plain}
    assert seen(bo) == {plain}
    assert seen(cilla) == set()


def test_a_reader_never_sees_a_draft(bo: User, ekby) -> None:
    FollowupFactory.create(authority=ekby)

    assert seen(bo) == set()


def test_system_administrators_and_strangers_see_nothing(system_admin, dag, ekby) -> None:
    FollowupFactory.create(authority=ekby, reported_on=DAY, secrecy=Secrecy.PUBLIC)

    assert seen(system_admin) == seen(dag) == set()


def shared(cooperation, **facts) -> Followup:
    agreement = AgreementFactory.create(authority=cooperation.lead, cooperation=cooperation)
    return FollowupFactory.create(
        authority=cooperation.lead, contract__agreement=agreement, **facts
    )


def test_a_cooperation_shares_what_is_reported_and_no_more(cilla: User, cooperation) -> None:
    reported = shared(cooperation, reported_on=DAY)
    shared(cooperation)
    shared(cooperation, reported_on=DAY, secrecy=Secrecy.RESTRICTED)
    shared(cooperation, reported_on=DAY, secrecy=Secrecy.CLIENT_DOCUMENT)

    assert seen(cilla) == {reported}


def test_the_lead_authority_sees_no_more_than_the_others(anna: User, norrby, cooperation) -> None:
    agreement = AgreementFactory.create(authority=cooperation.lead, cooperation=cooperation)
    for secrecy in Secrecy:
        FollowupFactory.create(
            authority=norrby, contract__agreement=agreement, reported_on=DAY, secrecy=secrecy
        )

    assert {f.secrecy for f in seen(anna)} == {0, 1, 2}


def test_roles_together_show_what_each_shows_alone(ekby, norrby, cooperation) -> None:
    agreement = AgreementFactory.create(authority=cooperation.lead, cooperation=cooperation)
    for secrecy, reported_on in product(Secrecy, (None, DAY)):
        facts = {"secrecy": secrecy, "reported_on": reported_on}
        shared(cooperation, **facts)
        for authority in (ekby, norrby):
            FollowupFactory.create(authority=authority, **facts)
            FollowupFactory.create(authority=authority, contract__agreement=agreement, **facts)
    shares, receives = frozenset({cooperation.pk}), frozenset({ekby.pk})
    in_ekby = [Mandate(ekby.pk, role) for role in Role]
    in_norrby = [Mandate(norrby.pk, role, shares, receives) for role in Role]
    alone = {one: seen_with(one) for one in (*in_ekby, *in_norrby)}

    for pair in product(in_ekby, in_norrby):
        assert seen_with(*pair) == alone[pair[0]] | alone[pair[1]]


def seen_with(*mandates: Mandate) -> set[Followup]:
    return set(Followup.objects.visible_to(Access(None, "", mandates)))


def test_the_question_to_the_database_does_not_grow_with_the_mandates() -> None:
    few, many = (
        Access(1, "", tuple(Mandate(n, Role.PLAN_OWNER) for n in range(1, boards + 1)))
        for boards in (1, 290)
    )
    scoped = [m for m in apps.get_models() if isinstance(m._default_manager.all(), Scoped)]

    grown = [m for m in scoped if len({terms(m, access) for access in (few, many)}) > 1]

    assert len(scoped) > 100
    assert not grown


def terms(model, access: Access) -> int:
    return str(model._default_manager.visible_to(access).query).count(" OR ")


def test_an_empty_queryset_needs_no_asker() -> None:
    assert list(Followup.objects.none()) == []


def test_counting_across_a_join_needs_the_same_filter(anna: User, bo: User, ekby) -> None:
    contract = ContractFactory.create(agreement__authority=ekby)
    FollowupFactory.create(
        authority=ekby, contract=contract, reported_on=DAY, secrecy=Secrecy.RESTRICTED
    )
    FollowupFactory.create(authority=ekby, contract=contract, reported_on=DAY)

    def count(user: User) -> int:
        access = access_of(user)
        visible = FollowupQuerySet.visibility(access, through="followups__")
        rows = Contract.objects.visible_to(access).annotate(n=Count("followups", filter=visible))
        return rows.values_list("n", flat=True).get()

    assert (count(anna), count(bo)) == (2, 1)


def test_an_open_queryset_does_everything(anna: User, ekby) -> None:
    followups = Followup.objects.visible_to(access_of(anna))
    FollowupFactory.create_batch(2, authority=ekby)
    other = FollowupFactory.create()

    assert len(followups.order_by().union(followups.order_by())) == 2
    assert followups.aggregate(n=Count("pk")) == {"n": 2}
    assert len(list(followups.iterator())) == 2
    assert followups.update(secrecy=Secrecy.PROVIDER) == 2
    assert followups.delete()[0] == 2
    assert Followup.objects.unscoped(reason="test").get() == other


def test_the_filter_along_a_path_is_that_of_the_model_at_its_end(
    anna: User, bo: User, ekby
) -> None:
    contract = ContractFactory.create(agreement__authority=ekby)
    FollowupFactory.create(
        authority=ekby, contract=contract, reported_on=DAY, secrecy=Secrecy.RESTRICTED
    )
    FollowupFactory.create(authority=ekby, contract=contract, reported_on=DAY)

    def count(user: User) -> int:
        access = access_of(user)
        seen_along = visible_along(access, Agreement, "contracts__followups")
        counted = Count("contracts__followups", filter=seen_along)
        rows = Agreement.objects.visible_to(access).annotate(n=counted)
        return rows.values_list("n", flat=True).get()

    assert (count(anna), count(bo)) == (2, 1)


def test_a_path_to_a_model_that_says_nothing_of_secrecy_is_refused() -> None:
    with pytest.raises(ClosedQuery, match="does not say who sees it"):
        visible_along(NOBODY, Contract, "provider")


@pytest.mark.parametrize("keys", [range(5), range(FEW + 1), range(3 * FEW)])
@pytest.mark.parametrize("kind", [frozenset, set, list])
def test_rows_are_found_by_few_keys_and_by_many(keys, kind, ekby, norrby) -> None:
    mine, other = (FollowupFactory.create(authority=one) for one in (ekby, norrby))
    wanted = kind([ekby.pk, *(1_000_000 + n for n in keys)])
    rows = Followup.objects.unscoped(reason="test")

    assert list(rows.filter(authority__in=wanted)) == [mine]
    assert list(rows.exclude(authority__in=wanted)) == [other]
    assert list(rows.filter(authority__in=kind())) == []
