import datetime

import pytest
from django.test import Client

from insyn.accounts.models import User
from insyn.accounts.services import Person
from insyn.audit.models import AuditEvent
from insyn.kernel.access import Permission
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.registry import services
from insyn.registry.models import Provider, ProviderContact
from insyn.registry.queries import access_of
from tests.factories import ProviderContactFactory, ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db
NEW = Person("kontakt@exempel.se", "Åsa", "Ödla", "kontakt@exempel.se")


@pytest.fixture
def provider() -> Provider:
    return ProviderFactory.create()


def trail() -> list[AuditEvent]:
    events = AuditEvent.objects.unscoped(reason="the test reads the whole trail")
    return list(events.order_by("number"))


def add(client: Client, provider: Provider, **sent: str):
    return client.post(f"/utforare/{provider.pk}/kontaktpersoner/ny/", sent)


def test_a_contact_sees_the_provider(anna: User, ekby):
    provider, user = ProviderFactory.create(), UserFactory.create()

    services.add_contact(access_of(anna), provider, authority=ekby, user=user)

    assert access_of(user).provider_ids == {provider.pk}


def test_a_contact_is_added_once(anna: User, ekby):
    contact = ProviderContactFactory.create(authority=ekby)

    with pytest.raises(RuleViolation, match="redan kontaktperson"):
        services.add_contact(access_of(anna), contact.provider, authority=ekby, user=contact.user)


def test_an_ended_contact_sees_nothing_from_that_moment(anna: User, ekby):
    contact = ProviderContactFactory.create(authority=ekby)

    services.end_contact(access_of(anna), contact)

    assert access_of(contact.user).provider_ids == frozenset()


def test_a_contact_can_be_given_a_last_day(anna: User, ekby):
    contact = ProviderContactFactory.create(authority=ekby)

    services.end_contact(access_of(anna), contact, valid_to=datetime.date(2099, 1, 1))

    assert ProviderContact.objects.get().valid_to == datetime.date(2099, 1, 1)


def test_an_ended_contact_can_come_back(anna: User, ekby):
    contact = ProviderContactFactory.create(authority=ekby, valid_to=datetime.date(2020, 1, 1))

    services.add_contact(access_of(anna), contact.provider, authority=ekby, user=contact.user)

    assert access_of(contact.user).provider_ids == {contact.provider_id}


def test_a_contact_may_not_add_another(contact: User, ekby):
    provider = contact.provider_contacts.get().provider

    with pytest.raises(NotAllowed) as no:
        services.add_contact(
            access_of(contact), provider, authority=ekby, user=UserFactory.create()
        )

    assert no.value.args == (Permission.EDIT_REGISTER,)


def test_the_trail_says_who_became_a_contact(anna: User, provider, dag: User, ekby):
    services.add_contact(access_of(anna), provider, authority=ekby, user=dag)

    (event,) = trail()
    assert event.event == "contact.added"
    assert event.facts == {"user": dag.pk, "name": "Dag", "has_role": False}


def test_one_with_a_role_becomes_a_contact_only_when_that_is_meant(
    anna: User, provider, cilla: User, ekby
):
    with pytest.raises(RuleViolation, match="Cilla har en roll i en nämnd"):
        services.add_contact(access_of(anna), provider, authority=ekby, user=cilla)
    assert not access_of(cilla).provider_ids

    services.add_contact(
        access_of(anna), provider, authority=ekby, user=cilla, works_for_authority=True
    )

    assert access_of(cilla).provider_ids == {provider.pk}
    assert trail()[-1].facts["has_role"] is True


def test_one_whose_role_has_ended_is_like_anybody(anna: User, provider, cilla: User, ekby):
    cilla.memberships.update(valid_to=datetime.date(2020, 1, 1))

    services.add_contact(access_of(anna), provider, authority=ekby, user=cilla)

    assert access_of(cilla).provider_ids == {provider.pk}


def test_a_new_contact_gets_an_account_without_role_and_a_password_that_works_once(
    anna: User, provider, ekby
):
    new = services.add_new_contact(access_of(anna), provider, authority=ekby, person=NEW)

    user = User.objects.get(username=NEW.username)
    assert user.check_password(new.one_time_password)
    assert user.must_change_password
    assert access_of(user).mandates == ()
    assert access_of(user).provider_ids == {provider.pk}


def test_a_new_contact_stands_in_the_askers_trail_without_the_password(anna: User, ekby, provider):
    new = services.add_new_contact(access_of(anna), provider, authority=ekby, person=NEW)

    assert [event.event for event in trail()] == ["user.created", "contact.added"]
    assert {event.authority_id for event in trail()} == {ekby.pk}
    assert new.one_time_password not in "".join(f"{e.facts}{e.subject_name}" for e in trail())


@pytest.mark.parametrize("person", ["bo", "dag", "contact", "system_admin"])
def test_one_who_does_not_keep_the_register_makes_no_account(person: str, provider, request, ekby):
    access = access_of(request.getfixturevalue(person))

    with pytest.raises(NotAllowed):
        services.add_new_contact(access, provider, authority=ekby, person=NEW)
    assert not User.objects.filter(username=NEW.username).exists()


@pytest.mark.parametrize("person", ["bo", "dag", "contact", "system_admin"])
def test_one_who_does_not_keep_the_register_renews_no_password(person: str, request, ekby):
    row = ProviderContactFactory.create(authority=ekby)

    with pytest.raises(NotAllowed):
        services.renew_contact_password(access_of(request.getfixturevalue(person)), row)


def test_a_contact_gets_a_new_password_that_replaces_the_old_one(anna: User, contact: User):
    secret = services.renew_contact_password(access_of(anna), contact.provider_contacts.get())

    contact.refresh_from_db()
    assert contact.check_password(secret)
    assert contact.must_change_password
    assert [event.event for event in trail()] == ["user.password_renewed"]


def test_no_password_is_renewed_for_a_contact_who_has_a_role(
    anna: User, provider, cilla: User, ekby
):
    row = ProviderContactFactory.create(authority=ekby, provider=provider, user=cilla)
    before = cilla.password

    with pytest.raises(RuleViolation, match="uppdrag som du inte administrerar"):
        services.renew_contact_password(access_of(anna), row)

    cilla.refresh_from_db()
    assert cilla.password == before


def test_no_password_is_renewed_for_one_who_is_a_contact_no_more(anna: User, ekby):
    row = ProviderContactFactory.create(authority=ekby, valid_to=datetime.date(2020, 1, 1))

    with pytest.raises(RuleViolation, match="inte längre kontaktperson"):
        services.renew_contact_password(access_of(anna), row)


@pytest.mark.parametrize("typed", ["KONTAKT1", "kontakt@exempel.se"])
def test_a_contact_is_added_by_user_name_or_address(as_anna: Client, typed: str):
    provider = ProviderFactory.create()
    user = UserFactory.create(username="kontakt1", email="Kontakt@exempel.se")

    as_anna.post(f"/utforare/{provider.pk}/kontaktpersoner/ny/", {"user": typed})

    assert access_of(user).provider_ids == {provider.pk}


def test_a_contact_that_nobody_knows_is_said(as_anna: Client):
    provider = ProviderFactory.create()

    page = as_anna.post(f"/utforare/{provider.pk}/kontaktpersoner/ny/", {"user": "ingen"})

    assert "Ingen användare heter ”ingen”" in page.content.decode()


def test_an_address_of_two_users_asks_for_the_user_name(as_anna: Client):
    provider = ProviderFactory.create()
    UserFactory.create_batch(2, email="delad@exempel.se")

    page = as_anna.post(
        f"/utforare/{provider.pk}/kontaktpersoner/ny/", {"user": "delad@exempel.se"}
    )

    assert "Skriv användarnamnet" in page.content.decode()


def test_a_contact_twice_is_said_in_the_form(as_anna: Client, contact: User):
    provider = contact.provider_contacts.get().provider

    page = as_anna.post(f"/utforare/{provider.pk}/kontaktpersoner/ny/", {"user": contact.username})

    assert "redan kontaktperson" in page.content.decode()


def test_a_contact_is_ended_in_the_browser(as_anna: Client, contact: User):
    row = contact.provider_contacts.get()

    as_anna.post(f"/utforare/kontaktpersoner/{row.pk}/avsluta/")

    assert access_of(contact).provider_ids == frozenset()


def test_a_new_contact_is_made_in_the_browser_and_the_password_shown_once(
    as_anna: Client, provider
):
    answer = add(as_anna, provider, user="Ny@Exempel.se", first_name="Åsa", last_name="Ödla")

    user = User.objects.get(username="ny@exempel.se")
    page = answer.content.decode()
    secret = page.partition("<code>")[2].partition("</code>")[0]
    assert (user.email, user.last_name) == ("ny@exempel.se", "Ödla")
    assert user.check_password(secret)
    assert secret not in as_anna.get(f"/utforare/{provider.pk}/").content.decode()


def test_a_new_contact_may_have_a_plain_user_name(as_anna: Client, provider):
    add(as_anna, provider, user="asa.odla", first_name="Åsa", last_name="Ödla")

    assert access_of(User.objects.get(username="asa.odla")).provider_ids == {provider.pk}


@pytest.mark.parametrize("user", ["a b/c", "@exempel", "ny@"])
def test_a_strange_user_name_makes_no_account(as_anna: Client, provider, user: str):
    answer = add(as_anna, provider, user=user, first_name="Åsa", last_name="Ödla")

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not User.objects.filter(last_name="Ödla").exists()
    assert 'value="Åsa"' in answer.content.decode()


def test_half_a_name_makes_no_account(as_anna: Client, provider):
    page = add(as_anna, provider, user="ny", first_name="Åsa").content.decode()

    assert "fyller du i förnamn och efternamn" in page
    assert not User.objects.filter(username="ny").exists()


def test_names_beside_a_known_user_make_no_second_account(as_anna: Client, provider, dag: User):
    add(as_anna, provider, user="dag", first_name="Åsa", last_name="Ödla")

    assert access_of(dag).provider_ids == {provider.pk}
    assert not User.objects.filter(last_name="Ödla").exists()


def test_the_name_of_a_closed_account_is_taken(as_anna: Client, provider):
    UserFactory.create(username="stangd", is_active=False)

    page = add(as_anna, provider, user="stangd", first_name="Åsa", last_name="Ödla")

    assert "är upptaget" in page.content.decode()


def test_one_with_a_role_is_added_first_when_the_box_is_ticked(
    as_anna: Client, provider, cilla: User
):
    page = add(as_anna, provider, user="cilla").content.decode()
    assert "Cilla har en roll i en nämnd" in page

    add(as_anna, provider, user="cilla", works_for_authority="on")

    assert access_of(cilla).provider_ids == {provider.pk}


def test_a_forgotten_password_is_renewed_in_the_browser(as_anna: Client, contact: User):
    row = contact.provider_contacts.get()

    page = as_anna.post(f"/utforare/kontaktpersoner/{row.pk}/losenord/").content.decode()

    contact.refresh_from_db()
    assert contact.check_password(page.partition("<code>")[2].partition("</code>")[0])


def test_a_refused_renewal_is_said_on_the_providers_page(
    as_anna: Client, provider, cilla: User, ekby
):
    row = ProviderContactFactory.create(authority=ekby, provider=provider, user=cilla)

    answer = as_anna.post(f"/utforare/kontaktpersoner/{row.pk}/losenord/", follow=True)

    assert "uppdrag som du inte administrerar" in answer.content.decode()


def test_a_reader_renews_no_password_in_the_browser(as_bo: Client, contact: User):
    row = contact.provider_contacts.get()

    assert as_bo.post(f"/utforare/kontaktpersoner/{row.pk}/losenord/").status_code == 403
