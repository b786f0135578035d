import pytest

from insyn.accounts.models import Authority, User
from insyn.audit.models import AuditEvent
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.registry import services
from insyn.registry.models import Agreement, Lot
from insyn.registry.queries import access_of
from insyn.registry.queries.lots import lot_rows, lots_that_can_hold
from tests.factories import (
    AgreementFactory,
    ContractFactory,
    ContractPriceFactory,
    FollowupFactory,
    LotFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement(ekby: Authority) -> Agreement:
    return AgreementFactory.create(authority=ekby, title="Ramavtal HVB")


def trail() -> list[tuple[str, dict]]:
    events = AuditEvent.objects.unscoped(reason="the test reads the whole trail")
    return [(event.event, event.facts) for event in events.order_by("number")]


def add_lot(anna: User, agreement: Agreement, name: str, parent: Lot | None = None) -> Lot:
    facts = services.LotFacts(agreement, name, parent)
    return services.save_lot(access_of(anna), lot=None, facts=facts)


def tree(anna: User, agreement: Agreement) -> list[str]:
    return [row.name for row in lot_rows(access_of(anna), agreement)]


def test_lots_stand_in_the_order_they_were_added(anna: User, agreement: Agreement):
    area = add_lot(anna, agreement, "Stödboende")
    add_lot(anna, agreement, "HVB")
    add_lot(anna, agreement, "Träning", parent=area)

    assert tree(anna, agreement) == ["Stödboende", "Stödboende: Träning", "HVB"]


def test_a_lot_is_moved_up(anna: User, agreement: Agreement):
    add_lot(anna, agreement, "Stödboende")
    lot = add_lot(anna, agreement, "HVB")

    services.move_lot(access_of(anna), lot, is_up=True)

    assert tree(anna, agreement) == ["HVB", "Stödboende"]


def test_the_last_lot_stays_when_moved_down(anna: User, agreement: Agreement):
    lot = add_lot(anna, agreement, "HVB")

    services.move_lot(access_of(anna), lot, is_up=False)

    assert [event for event, _ in trail()] == ["lot.created"]


def branch(anna: User, agreement: Agreement, *names: str) -> list[Lot]:
    """Return lots inside each other, the outermost first."""
    lots: list[Lot] = []
    for name in names:
        lots.append(add_lot(anna, agreement, name, lots[-1] if lots else None))
    return lots


def put(anna: User, lot: Lot, parent: Lot | None) -> Lot:
    facts = services.LotFacts(lot.agreement, lot.name, parent)
    return services.save_lot(access_of(anna), lot=lot, facts=facts)


def test_lots_may_lie_in_four_levels(anna: User, agreement: Agreement):
    branch(anna, agreement, "Norr", "Skogsby", "Dygn", "Natt")

    assert tree(anna, agreement)[-1] == "Norr: Skogsby: Dygn: Natt"


def test_a_fifth_level_is_refused(anna: User, agreement: Agreement):
    *_, deepest = branch(anna, agreement, "Norr", "Skogsby", "Dygn", "Natt")

    with pytest.raises(RuleViolation, match="högst fyra nivåer"):
        add_lot(anna, agreement, "Jour", parent=deepest)


def test_a_branch_is_refused_where_its_tip_would_lie_too_deep(anna: User, agreement: Agreement):
    area, _ = branch(anna, agreement, "Norr", "Skogsby")
    *_, third = branch(anna, agreement, "Söder", "Vik", "Dygn")

    with pytest.raises(RuleViolation, match="högst fyra nivåer"):
        put(anna, area, third)


def test_a_lot_cannot_lie_inside_what_is_inside_it(anna: User, agreement: Agreement):
    area, _, third = branch(anna, agreement, "Norr", "Skogsby", "Dygn")

    with pytest.raises(RuleViolation, match="ingå i sig självt"):
        put(anna, area, third)


def test_a_lot_cannot_lie_inside_itself(anna: User, agreement: Agreement):
    lot = add_lot(anna, agreement, "Norr")

    with pytest.raises(RuleViolation, match="ingå i sig självt"):
        put(anna, lot, lot)


def test_a_branch_moves_with_all_that_is_inside_it(anna: User, agreement: Agreement):
    area, _ = branch(anna, agreement, "Norr", "Skogsby")
    other = add_lot(anna, agreement, "Söder")

    put(anna, area, other)

    assert tree(anna, agreement) == ["Söder", "Söder: Norr", "Söder: Norr: Skogsby"]


def test_a_lot_that_changes_place_stands_last_there(anna: User, agreement: Agreement):
    lot = add_lot(anna, agreement, "Norr")
    area, _ = branch(anna, agreement, "Söder", "Vik")

    put(anna, lot, area)

    assert tree(anna, agreement) == ["Söder", "Söder: Vik", "Söder: Norr"]


def test_only_lots_that_leave_room_are_offered_to_hold_a_branch(anna: User, agreement: Agreement):
    area, _ = branch(anna, agreement, "Norr", "Skogsby")
    branch(anna, agreement, "Söder", "Vik", "Dygn")

    offered = lots_that_can_hold(access_of(anna), agreement, area)

    assert [lot.name for lot in offered] == ["Söder", "Vik"]


def test_whatever_is_offered_to_hold_a_lot_can_hold_it(anna: User, agreement: Agreement):
    lots = branch(anna, agreement, "Norr", "Skogsby", "Dygn")
    lots += branch(anna, agreement, "Söder", "Vik")

    for lot in lots:
        for parent in lots_that_can_hold(access_of(anna), agreement, lot):
            moved = put(anna, lot, parent)
            put(anna, moved, lot.parent)


def test_the_names_of_a_deep_tree_need_one_query(
    anna: User, agreement: Agreement, django_assert_num_queries
):
    branch(anna, agreement, "Norr", "Skogsby", "Dygn", "Natt")
    access = access_of(anna)

    with django_assert_num_queries(1):
        assert [row.name for row in lot_rows(access, agreement)][-1].startswith("Norr")


def test_a_lot_of_another_agreement_cannot_hold_the_lot(anna: User, agreement: Agreement):
    with pytest.raises(RuleViolation):
        add_lot(anna, agreement, "Del", parent=LotFactory.create())


def test_two_areas_with_one_name_are_refused_in_words(anna: User, agreement: Agreement):
    add_lot(anna, agreement, "HVB")

    with pytest.raises(RuleViolation, match="redan ett avtalsområde"):
        add_lot(anna, agreement, "HVB")


def test_an_unused_lot_is_removed(anna: User, agreement: Agreement):
    lot = add_lot(anna, agreement, "HVB")

    services.remove_lot(access_of(anna), lot)

    assert tree(anna, agreement) == []


def test_a_lot_with_contracts_stays(anna: User, agreement: Agreement):
    lot = add_lot(anna, agreement, "HVB")
    ContractFactory.create(agreement=agreement).lots.add(lot)

    with pytest.raises(RuleViolation, match="används av kontrakt"):
        services.remove_lot(access_of(anna), lot)


def test_a_lot_that_was_followed_up_stays_and_leaves_no_trace(
    anna: User, agreement: Agreement, ekby: Authority
):
    lot = LotFactory.create(agreement=agreement)
    FollowupFactory.create(authority=ekby, lot=lot)

    with pytest.raises(RuleViolation, match="används i urval, uppföljningar"):
        services.remove_lot(access_of(anna), lot)

    assert trail() == []


def test_a_reader_may_not_touch_lots(bo: User, agreement: Agreement):
    lot = LotFactory.create(agreement=agreement)

    with pytest.raises(NotAllowed):
        services.move_lot(access_of(bo), lot, is_up=True)
    with pytest.raises(NotAllowed):
        services.remove_lot(access_of(bo), lot)
    with pytest.raises(NotAllowed):
        services.save_lot(access_of(bo), lot=lot, facts=services.LotFacts(agreement, "X"))


def test_a_lot_with_prices_stays(anna: User, agreement: Agreement):
    lot = LotFactory.create(agreement=agreement)
    ContractPriceFactory.create(contract__agreement=agreement, lot=lot)

    with pytest.raises(RuleViolation, match="priser"):
        services.remove_lot(access_of(anna), lot)


@pytest.mark.parametrize(
    "act",
    [
        services.remove_lot,
        lambda access, lot: services.move_lot(access, lot, is_up=True),
        lambda access, lot: services.save_lot(
            access, lot=lot, facts=services.LotFacts(lot.agreement, "Nytt namn")
        ),
    ],
    ids=["remove", "move", "save"],
)
def test_a_lot_that_somebody_has_taken_away_is_told(anna, ekby, act):
    lot = LotFactory.create(agreement=AgreementFactory.create(authority=ekby))
    Lot.objects.unscoped(reason="somebody else").filter(pk=lot.pk).delete()

    with pytest.raises(Outdated, match="finns inte längre"):
        act(access_of(anna), lot)
