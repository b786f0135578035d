from datetime import date, timedelta

import pytest

from insyn.audit.models import AuditEvent
from insyn.followups import services
from insyn.followups.models import Basis, CallingUnitView, Reviewer
from insyn.followups.rules import BEFORE_SENT, BasisKind, State
from insyn.kernel.access import Role
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.registry.queries import access_of
from tests.factories import DAY, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def lines(user, followup) -> list[str]:
    events = AuditEvent.objects.visible_to(access_of(user)).about(followup).order_by("number")
    return [line.event for line in events]


def test_a_colleague_becomes_a_reviewer(anna, reviewer, followup) -> None:
    row = services.assign_reviewer(access_of(anna), followup, user=reviewer, has_no_conflict=False)

    assert (row.user, row.has_no_conflict) == (reviewer, False)
    assert lines(anna, followup) == ["followup.reviewer_assigned"]


@pytest.mark.parametrize(
    "role", [Role.READER, Role.CASE_WORKER, Role.AUTHORITY_ADMIN, Role.SYSTEM_ADMIN]
)
def test_a_role_that_carries_out_nothing_is_no_reviewer(anna, ekby, followup, role) -> None:
    user = MembershipFactory.create(authority=ekby, role=role).user

    with pytest.raises(RuleViolation, match="kan inte vara uppföljare"):
        services.assign_reviewer(access_of(anna), followup, user=user, has_no_conflict=True)


def test_one_from_another_authority_is_no_reviewer(anna, cilla, followup) -> None:
    with pytest.raises(RuleViolation, match="kan inte vara uppföljare"):
        services.assign_reviewer(access_of(anna), followup, user=cilla, has_no_conflict=True)


def test_one_without_any_role_is_no_reviewer(anna, dag, followup) -> None:
    with pytest.raises(RuleViolation, match="kan inte vara uppföljare"):
        services.assign_reviewer(access_of(anna), followup, user=dag, has_no_conflict=True)


def test_one_whose_membership_has_ended_is_no_reviewer(anna, ekby, followup) -> None:
    user = MembershipFactory.create(authority=ekby, valid_to=date(2020, 1, 1)).user

    with pytest.raises(RuleViolation, match="kan inte vara uppföljare"):
        services.assign_reviewer(access_of(anna), followup, user=user, has_no_conflict=True)


def test_a_closed_account_is_no_reviewer(anna, ekby, followup) -> None:
    user = MembershipFactory.create(authority=ekby, user=UserFactory.create(is_active=False)).user

    with pytest.raises(RuleViolation, match="kan inte vara uppföljare"):
        services.assign_reviewer(access_of(anna), followup, user=user, has_no_conflict=True)


def test_nobody_is_a_reviewer_twice(anna, followup, two_reviewers) -> None:
    with pytest.raises(RuleViolation, match="redan uppföljare"):
        services.assign_reviewer(access_of(anna), followup, user=anna, has_no_conflict=True)


def test_a_reader_assigns_nobody(bo, reviewer, followup) -> None:
    with pytest.raises(NotAllowed):
        services.assign_reviewer(access_of(bo), followup, user=reviewer, has_no_conflict=True)


def test_a_reviewer_declares_for_themselves(anna, followup) -> None:
    row = Reviewer.objects.create(followup=followup, user=anna)

    assert services.declare_no_conflict(access_of(anna), row).has_no_conflict


def test_nobody_declares_for_another(anna, reviewer, followup) -> None:
    row = Reviewer.objects.create(followup=followup, user=reviewer)

    with pytest.raises(NotAllowed):
        services.declare_no_conflict(access_of(anna), row)


def test_a_reviewer_is_taken_away_before_the_start(anna, followup, two_reviewers) -> None:
    services.remove_reviewer(access_of(anna), two_reviewers[1])

    assert [r.user for r in Reviewer.objects.visible_to(access_of(anna))] == [anna]
    assert lines(anna, followup) == ["followup.reviewer_removed"]


def test_those_who_started_stay(anna, followup, two_reviewers) -> None:
    followup.state = State.ONGOING
    followup.save()

    with pytest.raises(RuleViolation, match="står kvar"):
        services.remove_reviewer(access_of(anna), two_reviewers[1])


def test_a_calling_unit_is_asked_and_answers(anna, followup) -> None:
    view = services.ask_calling_unit(
        access_of(anna), followup, unit_name=" Barn och unga ", asked_on=DAY
    )
    services.note_calling_view(access_of(anna), view, text="Bra", received_on=DAY)

    stored = CallingUnitView.objects.visible_to(access_of(anna)).get()
    assert (stored.unit_name, stored.text, stored.received_on) == ("Barn och unga", "Bra", DAY)
    assert lines(anna, followup) == ["followup.view_asked", "followup.view_received"]
    assert not Basis.objects.exists()


def test_an_answer_may_count_among_what_the_assessment_stands_on(anna, followup) -> None:
    view = services.ask_calling_unit(access_of(anna), followup, unit_name="Barn och unga")
    services.note_calling_view(access_of(anna), view, text="Bra", counts_as_basis=True)

    assert Basis.objects.visible_to(access_of(anna)).get().kind == BasisKind.SOCIAL_WORKERS


def test_an_answer_never_comes_before_the_question(anna, followup) -> None:
    view = services.ask_calling_unit(access_of(anna), followup, unit_name="X", asked_on=DAY)

    with pytest.raises(RuleViolation, match="innan enheten tillfrågades"):
        services.note_calling_view(
            access_of(anna), view, text="Bra", received_on=DAY - timedelta(days=1)
        )


def test_the_same_basis_is_noted_once(anna, followup) -> None:
    for _ in range(2):
        services.add_basis(access_of(anna), followup, kind=BasisKind.MEETING, dated_on=DAY)

    assert Basis.objects.visible_to(access_of(anna)).count() == 1
    assert lines(anna, followup) == ["followup.basis_added"]


def test_no_basis_is_added_once_it_has_ended(anna, followup) -> None:
    followup.state = State.CLOSED

    with pytest.raises(RuleViolation, match="avslutad"):
        services.add_basis(access_of(anna), followup, kind=BasisKind.DOCUMENTS)


def test_the_result_is_written_with_the_version_that_was_read(anna, followup) -> None:
    row = services.write_result(access_of(anna), followup, result_text="Bra", version=1)

    assert (row.result_text, row.version) == ("Bra", 2)
    with pytest.raises(Outdated):
        services.write_result(access_of(anna), followup, result_text="Sämre", version=1)


@pytest.mark.parametrize("state", sorted(set(State) - BEFORE_SENT - {State.CANCELLED}))
def test_nothing_of_the_preparation_changes_after_it_is_sent(
    state, anna, reviewer, followup, two_reviewers
) -> None:
    access = access_of(anna)
    view = CallingUnitView.objects.create(followup=followup, unit_name="X", asked_on=DAY)
    followup.state = state
    followup.save()

    for act in (
        lambda: services.assign_reviewer(access, followup, user=reviewer, has_no_conflict=True),
        lambda: services.declare_no_conflict(access, two_reviewers[0]),
        lambda: services.remove_reviewer(access, two_reviewers[0]),
        lambda: services.ask_calling_unit(access, followup, unit_name="Y"),
        lambda: services.note_calling_view(access, view, text="Bra"),
        lambda: services.write_result(access, followup, result_text="Z", version=None),
    ):
        with pytest.raises(RuleViolation):
            act()


def test_a_reader_writes_nothing(bo, followup, two_reviewers) -> None:
    access = access_of(bo)
    view = CallingUnitView.objects.create(followup=followup, unit_name="X", asked_on=DAY)

    for act in (
        lambda: services.declare_no_conflict(access, two_reviewers[0]),
        lambda: services.remove_reviewer(access, two_reviewers[0]),
        lambda: services.ask_calling_unit(access, followup, unit_name="Y"),
        lambda: services.note_calling_view(access, view, text="Bra"),
        lambda: services.write_result(access, followup, result_text="Z", version=1),
    ):
        with pytest.raises(NotAllowed):
            act()
