import pytest

from insyn.accounts.models import User
from insyn.accounts.services import renew_password_without_role
from insyn.audit.models import AuditEvent
from insyn.kernel.access import Role
from insyn.kernel.errors import RuleViolation
from insyn.mailing.models import PersonalLink
from insyn.mailing.services import person_at, revoke_links
from insyn.platform import clock
from tests.factories import (
    MembershipFactory,
    OutgoingMailFactory,
    PersonalLinkFactory,
    ProviderContactFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
ADDRESS = "chef@omsorg.se"


def test_a_new_address_gives_a_new_person_without_password(access, ekby) -> None:
    user = person_at(access, ekby.pk, address=f" {ADDRESS} ", name="Anna  Åkerö Berg")

    assert (user.email, user.username, str(user)) == (ADDRESS, ADDRESS, "Anna Åkerö Berg")
    assert not user.has_usable_password()
    assert AuditEvent.objects.visible_to(access).filter(event="user.created").exists()


def test_the_same_address_gives_the_same_person(access, ekby, norrby) -> None:
    first = person_at(access, ekby.pk, address=ADDRESS, name="Anna")

    assert person_at(access, norrby.pk, address=ADDRESS.upper(), name="Någon") == first
    assert User.objects.filter(email=ADDRESS).count() == 1


def test_a_contact_of_the_authority_is_known(access, ekby) -> None:
    user = UserFactory.create(email=ADDRESS)
    ProviderContactFactory.create(authority=ekby, user=user)

    assert person_at(access, ekby.pk, address=ADDRESS, name="Anna") == user


def test_a_colleague_in_the_authority_is_known(access, ekby) -> None:
    user = MembershipFactory.create(authority=ekby, user__email=ADDRESS, role=Role.READER).user

    assert person_at(access, ekby.pk, address=ADDRESS, name="Anna") == user


def test_an_account_that_another_authority_made_is_not_taken_for_the_address(
    access, ekby, norrby
) -> None:
    trap = UserFactory.create(username=ADDRESS, email=ADDRESS)
    ProviderContactFactory.create(authority=norrby, user=trap)
    user = person_at(access, ekby.pk, address=ADDRESS, name="Anna")

    assert user != trap
    assert user.username == f"{ADDRESS}-2"


def test_one_who_is_shut_out_is_not_let_in_again(access, ekby) -> None:
    first = person_at(access, ekby.pk, address=ADDRESS, name="Anna")
    first.is_active = False
    first.save()

    assert person_at(access, ekby.pk, address=ADDRESS, name="Anna") != first


def test_nobody_gives_a_password_to_one_who_comes_by_link(access, ekby) -> None:
    user = person_at(access, ekby.pk, address=ADDRESS, name="Anna")

    with pytest.raises(RuleViolation, match="personliga länkar"):
        renew_password_without_role(access, ekby.pk, user=user)


def test_links_that_are_taken_back_no_longer_open(access, ekby, norrby) -> None:
    user = UserFactory.create(email=ADDRESS)
    own = OutgoingMailFactory.create(authority=ekby, user=user)
    PersonalLinkFactory.create_batch(2, mail=own)
    PersonalLinkFactory.create(mail=own, used_at=clock.now())
    foreign = PersonalLinkFactory.create(mail__authority=norrby, mail__user=user)

    assert revoke_links(access, ekby.pk, user=user) == 2
    assert revoke_links(access, ekby.pk, user=user) == 0
    foreign.refresh_from_db()
    assert foreign.revoked_at is None
    assert PersonalLink.objects.exclude(revoked_at=None).count() == 2
    assert AuditEvent.objects.visible_to(access).filter(event="user.links_revoked").count() == 1


def test_only_links_about_the_row_or_its_model_are_taken_back(access, ekby) -> None:
    user = UserFactory.create(email=ADDRESS)
    ours, others = (
        PersonalLinkFactory.create(
            mail=OutgoingMailFactory.create(authority=ekby, user=user, about=about)
        )
        for about in (f"accounts.user:{user.pk}", "surveys.surveyresponse:7")
    )

    assert revoke_links(access, ekby.pk, user=user, about=UserFactory.create()) == 0
    assert revoke_links(access, ekby.pk, user=user, about=User) == 1

    ours.refresh_from_db()
    others.refresh_from_db()
    assert (ours.revoked_at is None, others.revoked_at is None) == (False, True)
