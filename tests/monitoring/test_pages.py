import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from insyn.documents.models import Document
from insyn.monitoring import services
from insyn.monitoring.models import RegisterCheck
from insyn.monitoring.rules import CheckKind, CheckResult
from insyn.monitoring.services import CheckFacts
from insyn.platform import clock
from insyn.registry.models import ProviderName
from insyn.registry.queries import access_of
from tests.factories import AgreementFactory, ContractFactory, ProviderFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _today():
    with clock.pretend(DAY):
        yield


@pytest.fixture
def agreement(ekby):
    agreement = AgreementFactory.create(authority=ekby)
    for name in ("Åkerö Stödboende AB", "Ängens HVB AB"):
        ContractFactory.create(agreement=agreement, provider__name=name)
    return agreement


@pytest.fixture
def provider(agreement):
    return agreement.contracts.unscoped(reason="test").first().provider


def text(client: Client, name: str, *args: int, **query) -> str:
    return client.get(reverse(f"monitoring:{name}", args=args), query).content.decode()


def note(anna, ekby, provider, result=CheckResult.OK, kind=CheckKind.F_TAX, **given):
    facts = CheckFacts(kind, "", result, "" if result == CheckResult.OK else "Något", **given)
    return services.note_check(access_of(anna), authority=ekby, provider=provider, facts=facts)


def checks() -> list[RegisterCheck]:
    return list(RegisterCheck.objects.unscoped(reason="test").order_by("kind"))


def test_several_checks_are_noted_in_one_form_with_proof(
    as_anna, ekby, agreement, provider
) -> None:
    answer = as_anna.post(
        reverse("monitoring:note", args=[provider.pk]),
        {
            "authority": ekby.pk,
            "agreement": agreement.pk,
            "checked_on": "2026-03-01",
            "proof": SimpleUploadedFile("svar.pdf", b"%PDF-1.7 svar"),
            "result_f_tax": "ok",
            "result_credit": "remark",
            "source_credit": "UC",
            "remark_credit": "Betalningsanmärkning",
            "judgement_credit": "Påverkar inte",
        },
        follow=True,
    ).content.decode()

    assert "2 kontroller är antecknade." in answer
    assert [(check.kind, check.result) for check in checks()] == [
        ("credit", "remark"),
        ("f_tax", "ok"),
    ]
    assert Document.objects.unscoped(reason="test").get().dated_on == datetime.date(2026, 3, 1)


def test_a_form_without_result_says_so(as_anna, ekby, provider) -> None:
    answer = as_anna.post(
        reverse("monitoring:note", args=[provider.pk]),
        {"authority": ekby.pk, "checked_on": "2026-03-01"},
    ).content.decode()

    assert "Välj ett resultat för minst en kontroll." in answer


def test_a_remark_without_words_is_asked_for_and_the_rest_is_kept(as_anna, ekby, provider) -> None:
    answer = as_anna.post(
        reverse("monitoring:note", args=[provider.pk]),
        {
            "authority": ekby.pk,
            "checked_on": "2026-03-01",
            "result_debts": "unknown",
            "judgement_debts": "Vi frågar igen",
        },
    ).content.decode()

    assert "Skulder hos Kronofogden: skriv vad kontrollen visade" in answer
    assert "Vi frågar igen" in answer
    assert not checks()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"checked_on": "2026-02-30"}, "Dag då kontrollen gjordes"),
        ({"checked_on": "2026-03-03"}, "efter i dag"),
        ({"valid_until": "2026-01-01"}, "Gäller till"),
        ({"authority": "0"}, "Valet under ”Nämnd” finns inte."),
        ({"agreement": "0"}, "Valet under ”Avtal” finns inte."),
        ({"result_f_tax": "fint"}, "Valet under ”Resultat” finns inte."),
        ({"source_f_tax": "x" * 101}, "”Källa” får ha högst 100 tecken"),
        ({"proof": SimpleUploadedFile("svar.pdf", b"MZ")}, "inte det som filändelsen säger"),
    ],
)
def test_nonsense_in_a_field_gives_a_sentence(as_anna, ekby, provider, change, sentence) -> None:
    given = {"authority": ekby.pk, "checked_on": "2026-03-01", "result_f_tax": "ok"} | change

    answer = as_anna.post(reverse("monitoring:note", args=[provider.pk]), given).content.decode()

    assert sentence in answer
    assert not checks()


def test_all_of_an_agreement_are_noted_but_those_left_out(as_anna, ekby, agreement) -> None:
    _first, second = (contract.provider for contract in agreement.contracts.unscoped(reason="test"))

    answer = as_anna.post(
        f"{reverse('monitoring:bulk')}?agreement={agreement.pk}",
        {
            "authority": ekby.pk,
            "checked_on": "2026-03-01",
            "kinds": ["f_tax", "debts"],
            "providers": [second.pk],
        },
        follow=True,
    ).content.decode()

    assert "2 kontroller är antecknade." in answer
    assert {check.provider for check in checks()} == {second}


def test_those_noted_already_are_said_to_be_left(as_anna, anna, ekby, agreement, provider) -> None:
    note(anna, ekby, provider, checked_on=DAY)

    answer = as_anna.post(
        f"{reverse('monitoring:bulk')}?agreement={agreement.pk}",
        {
            "authority": ekby.pk,
            "checked_on": "2026-03-02",
            "kinds": ["f_tax"],
            "providers": [c.provider_id for c in agreement.contracts.unscoped(reason="test")],
        },
        follow=True,
    ).content.decode()

    assert "1 kontroll är antecknad. 1 fanns redan för dagen och är orörd." in answer


def test_a_note_of_all_made_tomorrow_is_refused(as_anna, ekby, agreement, provider) -> None:
    answer = as_anna.post(
        f"{reverse('monitoring:bulk')}?agreement={agreement.pk}",
        {
            "authority": ekby.pk,
            "checked_on": "2026-03-03",
            "kinds": ["f_tax"],
            "providers": [provider.pk],
        },
    ).content.decode()

    assert "efter i dag" in answer


def test_an_agreement_without_providers_says_so(as_anna, ekby) -> None:
    empty = AgreementFactory.create(authority=ekby)

    assert "Avtalet har inga utförare" in text(as_anna, "bulk", agreement=empty.pk)


def test_one_is_first_asked_for_the_agreement(as_anna) -> None:
    assert "Välj ett avtal" in text(as_anna, "bulk")


def test_a_provider_is_found_by_name_and_number(as_anna, provider, agreement) -> None:
    digits = provider.org_number

    for words in ("åkerö"[1:], digits, f"{digits[:6]}-{digits[6:]}"):
        answer = text(as_anna, "new", q=words)
        assert "Åkerö Stödboende AB" in answer
        assert "Ängens HVB AB" not in answer


def test_a_provider_that_is_not_found_says_so(as_anna) -> None:
    assert "Ingen utförare hittades" in text(as_anna, "new", q="finns inte")


def test_the_list_is_narrowed_by_each_filter(as_anna, anna, ekby, agreement) -> None:
    first, second = (contract.provider for contract in agreement.contracts.unscoped(reason="test"))
    note(anna, ekby, first, CheckResult.ALARM, CheckKind.DEBTS)
    note(anna, ekby, second, valid_until=DAY)

    with clock.pretend(DAY + datetime.timedelta(days=1)):
        for query in ({"q": first.name}, {"kind": "debts"}, {"result": "alarm"},
                      {"standing": "current"}):  # fmt: skip
            answer = text(as_anna, "list", **query)
            assert f"{first.name}</a>" in answer
            assert f"{second.name}</a>" not in answer


def test_the_list_is_narrowed_by_agreement(as_anna, anna, ekby, agreement, provider) -> None:
    services.note_check(
        access_of(anna),
        authority=ekby,
        provider=provider,
        agreement=agreement,
        facts=CheckFacts(CheckKind.F_TAX, "", CheckResult.OK),
    )
    note(anna, ekby, ProviderFactory.create(name="Utan avtal AB"))

    assert "Utan avtal AB</a>" not in text(as_anna, "list", agreement=agreement.pk)


@pytest.mark.parametrize("sort", ["provider", "-provider", "checked_on", "-valid_until", "x", ""])
def test_any_sort_gives_a_list(as_anna, anna, ekby, provider, sort) -> None:
    note(anna, ekby, provider)

    assert f"{provider}</a>" in text(as_anna, "list", sort=sort)


def test_checks_to_redo_stand_first_and_the_replaced_last(as_anna, anna, ekby) -> None:
    earlier = DAY - datetime.timedelta(days=30)
    names = ("Ersatt AB", "Utan anmärkning AB", "Anmärkning AB", "Göra om AB")
    replaced, fine, remark, stale = (ProviderFactory.create(name=name) for name in names)
    with clock.pretend(earlier):
        note(anna, ekby, replaced)
        note(anna, ekby, stale, valid_until=earlier)
    note(anna, ekby, remark, CheckResult.REMARK)
    note(anna, ekby, fine)
    note(anna, ekby, replaced)

    answer = text(as_anna, "list")

    first = [answer.index(f"{name}</a>") for name in reversed(names[1:])]
    assert first == sorted(first)
    assert answer.rindex("Ersatt AB</a>") > max(first)


def test_the_list_finds_a_provider_by_number_and_other_name(as_anna, anna, ekby) -> None:
    provider = ProviderFactory.create(name="Sökta AB")
    ProviderName.objects.create(provider=provider, name="Gamla namnet AB")
    note(anna, ekby, provider)

    for words in ("gamla namnet", provider.shown_number):
        assert "Sökta AB</a>" in text(as_anna, "list", q=words)


def test_many_checks_of_a_provider_come_in_pages(as_anna, anna, ekby, provider) -> None:
    for days in range(51):
        note(anna, ekby, provider, checked_on=DAY - datetime.timedelta(days=days))

    assert "Visar 51–51 av 51" in text(as_anna, "of_provider", provider.pk, page=2)


def test_names_sort_in_swedish(as_anna, anna, ekby) -> None:
    for name in ("Ödla AB", "Zebra AB", "Ängen AB", "Åkerö AB"):
        note(anna, ekby, ProviderFactory.create(name=name))

    answer = text(as_anna, "list", sort="provider")

    places = [answer.index(f"{name} AB</a>") for name in ("Zebra", "Åkerö", "Ängen", "Ödla")]
    assert places == sorted(places)


def test_an_empty_list_says_what_will_stand_there(as_anna) -> None:
    assert "Inga registerkontroller än" in text(as_anna, "list")


def test_the_tab_of_a_provider_never_takes_unknown_for_ok(as_anna, anna, ekby, provider) -> None:
    note(anna, ekby, provider)

    answer = text(as_anna, "of_provider", provider.pk)

    assert "Inte kontrollerad" in answer
    assert "Okänt" in answer


def test_a_check_is_shown_with_its_remark(as_bo, anna, ekby, provider) -> None:
    check = note(anna, ekby, provider, CheckResult.REMARK)

    answer = text(as_bo, "detail", check.pk)

    assert "Något" in answer
    assert "Anmärkning" in answer


def test_a_reader_may_not_post(as_bo, agreement, provider) -> None:
    for url in (
        reverse("monitoring:note", args=[provider.pk]),
        f"{reverse('monitoring:bulk')}?agreement={agreement.pk}",
    ):
        assert as_bo.post(url, {}).status_code == 403


def test_a_reader_sees_no_buttons(as_bo) -> None:
    assert reverse("monitoring:new") not in text(as_bo, "list")


def test_others_see_no_check_in_list_tab_or_page(as_cilla, anna, ekby, provider) -> None:
    check = note(anna, ekby, provider, CheckResult.REMARK)

    assert "Inga registerkontroller än" in text(as_cilla, "list")
    assert "Inga kontroller än" in text(as_cilla, "of_provider", provider.pk)
    assert as_cilla.get(reverse("monitoring:detail", args=[check.pk])).status_code == 404


def test_the_list_asks_few_questions(as_anna, anna, ekby, django_assert_max_num_queries) -> None:
    for _ in range(10):
        note(anna, ekby, ProviderFactory.create())

    with django_assert_max_num_queries(10):
        text(as_anna, "list")


def test_the_tab_asks_few_questions(
    as_anna, anna, ekby, provider, django_assert_max_num_queries
) -> None:
    for kind in CheckKind:
        note(anna, ekby, provider, kind=kind)

    with django_assert_max_num_queries(10):
        text(as_anna, "of_provider", provider.pk)
