import pytest

from insyn.accounts.models import Membership
from insyn.audit.models import AuditEvent
from insyn.followups import services
from insyn.followups.models import Followup, Reviewer
from insyn.followups.queries.duties_of_reviewers import duty_sources
from insyn.followups.queries.reviewers import people_with_open
from insyn.followups.rules import Event, State
from insyn.kernel.access import Role
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.factories import FollowupFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def third(ekby):
    return MembershipFactory.create(
        authority=ekby, role=Role.REVIEWER, user__username="tredje"
    ).user


def own_place(user, followup) -> Reviewer:
    return Reviewer.objects.visible_to(access_of(user)).get(followup=followup, user=user)


def state_to(followup: Followup, state: State) -> Followup:
    followup.state = state
    followup.save(update_fields=["state"])
    return followup


def test_a_declaration_has_its_day(anna, followup) -> None:
    access = access_of(anna)
    place = services.assign_reviewer(access, followup, user=anna, has_no_conflict=False)
    assert place.declared_on is None

    assert services.declare_no_conflict(access, place).declared_on == clock.today()


def test_one_who_tells_of_bias_takes_no_more_part(anna, followup, two_reviewers) -> None:
    access = access_of(anna)

    services.declare_conflict(access, own_place(anna, followup), conflict="Släkt")

    with pytest.raises(RuleViolation, match="två uppföljare"):
        services.move_followup(access, followup, Event.PREPARE)
    with pytest.raises(RuleViolation, match="har anmält jäv"):
        services.assign_reviewer(access, followup, user=anna, has_no_conflict=True)
    with pytest.raises(RuleViolation, match="redan anmält jäv"):
        services.declare_no_conflict(access, own_place(anna, followup))


def test_what_the_bias_is_stays_out_of_the_trail(anna, followup, two_reviewers) -> None:
    services.declare_conflict(access_of(anna), own_place(anna, followup), conflict="Min syster")

    lines = AuditEvent.objects.visible_to(access_of(anna)).about(followup)
    assert "syster" not in str([row.facts for row in lines])


def test_nobody_tells_of_bias_for_another(anna, reviewer, followup, two_reviewers) -> None:
    with pytest.raises(NotAllowed):
        services.declare_conflict(access_of(anna), own_place(reviewer, followup), conflict="x")


def test_bias_is_said_in_words(anna, followup, two_reviewers) -> None:
    with pytest.raises(RuleViolation, match="Skriv kort"):
        services.declare_conflict(access_of(anna), own_place(anna, followup), conflict="  ")


def test_one_with_bias_is_not_taken_away(anna, followup, two_reviewers) -> None:
    place = services.declare_conflict(access_of(anna), own_place(anna, followup), conflict="Släkt")

    with pytest.raises(RuleViolation, match="står kvar"):
        services.remove_reviewer(access_of(anna), place)


def test_one_leaves_what_has_begun_and_stays_in_the_list(anna, reviewer, followup, two_reviewers):
    access = access_of(anna)
    place = own_place(reviewer, state_to(followup, State.ONGOING))

    left = services.leave_followup(access, place, reason="Slutar")

    assert (left.left_on, left.left_reason) == (clock.today(), "Slutar")
    with pytest.raises(RuleViolation, match="inte längre med"):
        services.leave_followup(access, place, reason="Slutar")
    with pytest.raises(RuleViolation, match="har gjort den"):
        services.remove_reviewer(access, place)


@pytest.mark.parametrize(
    ("state", "facts", "sentence"),
    [
        (State.PLANNED, {"reason": "x"}, "Ta bort personen"),
        (State.ONGOING, {"reason": " "}, "Skriv varför"),
        (
            State.ONGOING,
            {"reason": "x", "left_on": clock.today().replace(year=2199)},
            "inte kommit",
        ),
        (State.SENT, {"reason": "x"}, "skickad"),
    ],
)
def test_leaving_is_refused_with_a_sentence(state, facts, sentence, anna, followup, two_reviewers):
    place = own_place(anna, state_to(followup, state))

    with pytest.raises(RuleViolation, match=sentence):
        services.leave_followup(access_of(anna), place, **facts)


def test_one_who_has_left_may_come_back(anna, reviewer, followup, two_reviewers) -> None:
    access = access_of(anna)
    place = own_place(reviewer, state_to(followup, State.ONGOING))
    services.leave_followup(access, place, reason="Ledig")

    back = services.assign_reviewer(access, followup, user=reviewer, has_no_conflict=False)

    assert back.pk == place.pk
    assert back.is_active
    assert not back.has_no_conflict


def test_a_persons_follow_ups_are_handed_over_together(
    anna, reviewer, third, ekby, followup, two_reviewers
) -> None:
    access = access_of(anna)
    begun = FollowupFactory.create(authority=ekby, state=State.ONGOING)
    Reviewer.objects.create(followup=begun, user=reviewer, has_no_conflict=True)
    facts = services.HandOver(reviewer, "Slutar", {followup.pk: third, begun.pk: None})

    assert services.hand_over(access, ekby, facts=facts) == 2

    places = Reviewer.objects.visible_to(access)
    assert {row.user for row in places.filter(followup=followup)} == {anna, third}
    assert not places.get(followup=followup, user=third).has_no_conflict
    assert places.get(followup=begun).left_reason == "Slutar"


def test_nothing_is_handed_over_when_one_of_them_cannot_be(
    anna, bo, reviewer, ekby, followup, two_reviewers
) -> None:
    access = access_of(anna)
    other = FollowupFactory.create(authority=ekby)
    Reviewer.objects.create(followup=other, user=reviewer)
    facts = services.HandOver(reviewer, "Slutar", {other.pk: None, followup.pk: bo})

    with pytest.raises(RuleViolation, match="2026-001: "):
        services.hand_over(access, ekby, facts=facts)

    assert Reviewer.objects.visible_to(access).filter(user=reviewer).count() == 2


def test_handing_over_wants_a_reason_and_something_open(anna, reviewer, third, ekby, followup):
    access = access_of(anna)

    with pytest.raises(RuleViolation, match="Skriv varför"):
        services.hand_over(access, ekby, facts=services.HandOver(reviewer, " ", {}))
    with pytest.raises(RuleViolation, match="inga öppna"):
        services.hand_over(access, ekby, facts=services.HandOver(third, "x", {followup.pk: None}))


def test_a_reader_hands_nothing_over(bo, reviewer, ekby) -> None:
    with pytest.raises(NotAllowed):
        services.hand_over(access_of(bo), ekby, facts=services.HandOver(reviewer, "x", {}))


def test_those_whose_role_has_ended_stand_first(anna, reviewer, ekby, two_reviewers) -> None:
    Membership.objects.filter(user=reviewer).delete()

    rows = people_with_open(access_of(anna), [ekby.pk])

    assert [(row.person, row.has_role) for row in rows] == [(reviewer, False), (anna, True)]


def test_the_plan_owner_is_told_of_a_reviewer_whose_role_has_ended(
    anna, bo, reviewer, two_reviewers
) -> None:
    Membership.objects.filter(user=reviewer).delete()

    def waiting(user) -> list[Reviewer]:
        sources = duty_sources(access_of(user), clock.today())
        return list(sources["followups.reviewer_without_role"].rows)

    assert [row.user for row in waiting(anna)] == [reviewer]
    assert waiting(bo) == []


def test_one_who_has_not_declared_is_told_to(anna, followup) -> None:
    place = services.assign_reviewer(access_of(anna), followup, user=anna, has_no_conflict=False)

    sources = duty_sources(access_of(anna), clock.today())
    source = sources["followups.declaration"]

    assert [source.duty(row, clock.today()).key for row in source.rows] == [
        f"declaration:{place.pk}"
    ]
