"""Good examples: never shared before the provider says yes, gone at once when it says no."""

from dataclasses import replace

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from insyn.findings import services
from insyn.findings.models import Finding, SharedExample
from insyn.findings.queries.examples import shared_list, shared_with_providers
from insyn.findings.rules import FindingKind
from insyn.findings.rules.examples import ANSWERED_YES, SharingAnswer, answer_refusal, consent_after
from insyn.findings.rules.lists import Consent
from insyn.findings.services import ExampleAnswer, ExampleFacts
from insyn.followups.rules import State
from insyn.kernel.access import Secrecy
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.mailing.models import OutgoingMail
from insyn.registry.queries import access_of
from tests.factories import DAY, ProviderContactFactory, ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db
TEXT = ExampleFacts("Handledning efter eget val", "Personalen väljer själv fråga.")
ANY = {"q": "", "service_area": None}


@pytest.fixture
def manager(followup):
    """Answers for the provider that was followed up."""
    user = UserFactory.create(email="chef@akero.example")
    ProviderContactFactory.create(
        user=user, provider=followup.contract.provider, authority=followup.authority
    )
    return user


@pytest.fixture
def other_manager(followup):
    """Answers for another provider towards the same authority."""
    user = UserFactory.create()
    ProviderContactFactory.create(
        user=user, provider=ProviderFactory.create(), authority=followup.authority
    )
    return user


@pytest.fixture
def good(followup):
    followup.state, followup.reported_on = State.SENT, DAY
    followup.save()
    return Finding.objects.create(
        followup=followup, kind=FindingKind.GOOD_PRACTICE, area="Personal",
        text="Handledning var tredje vecka. Internt omdöme.", seen_on=DAY,
    )  # fmt: skip


@pytest.fixture
def example(anna, good, manager):
    return services.ask_about_example(access_of(anna), good, facts=TEXT).example


def say(person, example, answer, role="Verksamhetschef", **kwargs):
    return services.answer_example(
        access_of(person), example, facts=ExampleAnswer(answer, role), **kwargs
    )


def staff_sees(person):
    return list(shared_list(access_of(person), ANY, sort=""))


def provider_sees(person):
    return list(shared_with_providers(access_of(person), ANY))


@given(st.lists(st.sampled_from(SharingAnswer)))
def test_consent_is_given_only_by_a_yes_that_was_not_taken_back(answers) -> None:
    consent, taken_back = Consent.ASKED, False
    for answer in answers:
        if answer_refusal(consent, answer):
            assert taken_back
            continue
        consent = consent_after(consent, answer)
        taken_back |= consent == Consent.WITHDRAWN
        assert (consent == Consent.GIVEN) == (answer in ANSWERED_YES)


def test_the_provider_is_asked_by_mail_with_a_link(anna, good, manager) -> None:
    asked = services.ask_about_example(access_of(anna), good, facts=TEXT)

    assert asked.told == 1
    mail = OutgoingMail.objects.unscoped(reason="test").get()
    assert (mail.kind, mail.to_address) == ("example", manager.email)
    assert TEXT.text in mail.text


def test_nobody_to_ask_is_told_on_the_page(as_anna, good) -> None:
    address = reverse("findings:example_ask", args=[good.pk])
    said = {"title": TEXT.title, "text": TEXT.text, "version": 0}

    shown = as_anna.post(address, said, follow=True).content.decode()

    assert "Ingen hos utföraren har en e-postadress" in shown


def test_nothing_is_shared_before_the_answer(anna, manager, other_manager, example) -> None:
    assert staff_sees(anna) == provider_sees(manager) == provider_sees(other_manager) == []


def test_a_yes_shares_at_once_and_a_no_takes_it_away_at_once(
    anna, manager, other_manager, example
) -> None:
    row = say(manager, example, SharingAnswer.UNNAMED)
    assert staff_sees(anna) == provider_sees(other_manager) == [row]

    row = say(manager, row, SharingAnswer.NO)
    assert row.consent == Consent.WITHDRAWN
    assert staff_sees(anna) == provider_sees(other_manager) == []


@pytest.mark.parametrize(
    ("answer", "is_named"), [(SharingAnswer.NAMED, True), (SharingAnswer.UNNAMED, False)]
)
def test_the_provider_is_named_only_if_it_wants_to_be(
    client, manager, other_manager, example, answer, is_named
) -> None:
    say(manager, example, answer)
    client.force_login(other_manager)

    shown = client.get(reverse("provider_portal:examples")).content.decode()

    assert TEXT.text in shown
    assert ("Åkerö Stödboende AB" in shown) == is_named
    assert "Internt omdöme" not in shown


def test_a_provider_of_another_authority_reads_nothing(manager, example) -> None:
    say(manager, example, SharingAnswer.NAMED)
    elsewhere = UserFactory.create()
    ProviderContactFactory.create(user=elsewhere)

    assert provider_sees(elsewhere) == []


def test_what_was_agreed_to_is_not_rewritten(anna, manager, good, example) -> None:
    say(manager, example, SharingAnswer.NAMED)

    with pytest.raises(RuleViolation, match="ja till texten som den står"):
        services.ask_about_example(access_of(anna), good, facts=replace(TEXT, text="Annat"))


def test_after_a_no_the_question_is_asked_anew(anna, manager, good, example) -> None:
    row = say(manager, example, SharingAnswer.NO)
    assert row.consent == Consent.DECLINED

    again = services.ask_about_example(access_of(anna), good, facts=TEXT).example

    assert (again.pk, again.consent, again.answered_on) == (row.pk, Consent.ASKED, None)


def test_a_yes_taken_back_wants_a_new_question(manager, example) -> None:
    row = say(manager, say(manager, example, SharingAnswer.NAMED), SharingAnswer.NO)

    with pytest.raises(RuleViolation, match="fråga på nytt"):
        say(manager, row, SharingAnswer.NAMED)


def test_a_draft_asks_nothing(anna, good) -> None:
    good.followup.state, good.followup.reported_on = State.DRAFT, None
    good.followup.save()

    with pytest.raises(RuleViolation, match="Skicka resultatet"):
        services.ask_about_example(access_of(anna), good, facts=TEXT)


def test_nothing_leaves_a_guarded_followup(anna, good) -> None:
    good.followup.secrecy = Secrecy.RESTRICTED
    good.followup.save()

    with pytest.raises(RuleViolation, match="begränsad krets"):
        services.ask_about_example(access_of(anna), good, facts=TEXT)


def test_a_deficiency_is_no_example(anna, deficiency) -> None:
    with pytest.raises(RuleViolation, match="Bara ett gott exempel"):
        services.ask_about_example(access_of(anna), deficiency, facts=TEXT)


@pytest.mark.parametrize("person", ["bo", "cilla", "dag", "other_manager"])
def test_nobody_else_answers(person, request, example) -> None:
    with pytest.raises(NotAllowed):
        say(request.getfixturevalue(person), example, SharingAnswer.NAMED)


def test_a_reviewer_notes_what_was_said_in_another_way(anna, example) -> None:
    assert say(anna, example, SharingAnswer.UNNAMED).is_shared


def test_an_answer_to_another_text_is_outdated(anna, manager, good, example) -> None:
    services.ask_about_example(access_of(anna), good, facts=replace(TEXT, text="Ny text"))

    with pytest.raises(Outdated):
        say(manager, example, SharingAnswer.NAMED, version=1)


def test_the_authority_may_stop_sharing_and_share_again(anna, manager, example) -> None:
    row = say(manager, example, SharingAnswer.NAMED)
    row = services.show_example(access_of(anna), row, is_shared=False)
    assert staff_sees(anna) == []

    services.show_example(access_of(anna), row, is_shared=True)
    assert staff_sees(anna) == [row]


def test_the_authority_shares_nothing_without_consent(anna, example) -> None:
    with pytest.raises(RuleViolation, match="först när utföraren har sagt ja"):
        services.show_example(access_of(anna), example, is_shared=True)


def test_the_provider_answers_on_its_own_page(client, manager, example) -> None:
    client.force_login(manager)
    address = reverse("provider_portal:example", args=[example.pk])
    assert TEXT.text in client.get(address).content.decode()

    client.post(address, {"answer": "unnamed", "answered_by": "Chef", "version": 1})

    example.refresh_from_db()
    assert (example.consent, example.names_provider, example.answered_by) == (
        Consent.GIVEN, False, "Chef",
    )  # fmt: skip


def test_another_provider_does_not_find_the_page(client, other_manager, example) -> None:
    client.force_login(other_manager)

    assert client.get(reverse("provider_portal:example", args=[example.pk])).status_code == 404


@pytest.mark.parametrize("address", ["findings:examples", "findings:example"])
def test_staff_elsewhere_see_nothing_of_it(as_cilla, manager, example, address) -> None:
    say(manager, example, SharingAnswer.NAMED)
    kwargs = {} if address == "findings:examples" else {"pk": example.pk}

    assert TEXT.title not in as_cilla.get(reverse(address, kwargs=kwargs)).content.decode()


@pytest.mark.parametrize("file_type", ["xlsx", "csv"])
def test_the_shared_list_is_taken_out_as_a_file(as_anna, manager, example, file_type) -> None:
    say(manager, example, SharingAnswer.NAMED)

    taken = as_anna.get(reverse("findings:examples"), {"fil": file_type})

    assert "attachment" in taken.headers["Content-Disposition"]


def test_the_list_is_searched(anna, manager, example) -> None:
    say(manager, example, SharingAnswer.NAMED)

    def hits(word):
        return shared_list(access_of(anna), ANY | {"q": word}, sort="").count()

    assert (hits("väljer själv"), hits("brand")) == (1, 0)
    assert SharedExample.objects.visible_to(access_of(anna)).count() == 1
