import datetime
import re

import pytest
from django.urls import reverse

from insyn.config.duties import SOURCES as DUTIES
from insyn.config.evidence import SOURCES as EVIDENCE
from insyn.followups.models import FollowupProposal
from insyn.followups.rules.proposals import ProposalGround, ProposalState
from insyn.kernel.access import Role, Secrecy
from insyn.platform import clock
from insyn.platform.duties import Duties
from insyn.registry.queries import access_of
from insyn.signals import services
from insyn.signals.models import OpenForm, Signal, SignalProposal, SignalRule
from insyn.signals.queries.duties import duty_sources
from insyn.signals.queries.evidence import evidence_of
from insyn.signals.rules import Severity, SignalState
from tests import people
from tests.conftest import log_in
from tests.factories import DAY, FollowupFactory, ProviderFactory, UnitFactory
from tests.signals.conftest import WHY, in_days, noted
from tests.signals.factories import SignalFactory, SignalRuleFactory

pytestmark = pytest.mark.django_db
ON_THE_LIST, ON_A_POST, ON_A_SIGNAL = 14, 25, 16
"""Queries, whatever is shown; signing in and the frame of the page among them."""


def page_of(client, name, *args, **query) -> str:
    return str(client.get(reverse(name, args=args), query).content.decode())


def visible(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def sent(ekby, **changed):
    known = {
        "authority": ekby.pk,
        "category": "staffing",
        "text": "Ingen ordinarie personal på tre kvällar.",
        "happened_on": in_days(-1),
        "severity": "serious",
        "source": "social_worker",
        "secrecy": 2,
    }
    return known | changed


# Leaving a signal


def test_a_social_worker_leaves_a_signal_and_is_told_what_happens(client, worker, ekby, provider):
    client = log_in(client, worker)

    answer = client.post(reverse("signals:note", args=[provider.pk]), sent(ekby), follow=True)

    text = answer.content.decode()
    (row,) = Signal.objects.unscoped(reason=WHY)
    assert "Tack, signalen är mottagen" in text
    assert "Det här händer nu" in text
    assert row.reporter == worker


def test_one_who_is_protected_is_not_led_to_it(client, worker, ekby, provider):
    client = log_in(client, worker)

    answer = client.post(
        reverse("signals:note", args=[provider.pk]),
        sent(ekby, is_protected="on"),
        follow=True,
    )

    assert "Ditt namn står inte på signalen" in answer.content.decode()
    assert Signal.objects.unscoped(reason=WHY).get().reporter is None


def test_the_provider_is_found_without_scripts(as_anna, provider):
    text = page_of(as_anna, "signals:new", q="åkerö")

    assert reverse("signals:note", args=[provider.pk]) in text


def test_the_unit_is_filled_in_from_its_page(as_anna, provider):
    unit = UnitFactory.create(provider=provider, name="Solgården")

    text = page_of(as_anna, "signals:note", provider.pk, verksamhet=unit.pk)

    assert re.search(rf'value="{unit.pk}"\s+selected', text)
    assert f"verksamhet={unit.pk}" in page_of(as_anna, "registry:unit", unit.pk)


def test_the_provider_page_has_the_button_for_those_who_may(as_anna, client, bo, provider):
    address = reverse("signals:note", args=[provider.pk])
    assert address in page_of(as_anna, "registry:provider", provider.pk)

    assert address not in page_of(log_in(client, bo), "registry:provider", provider.pk)


def test_a_personal_number_is_said_and_the_text_is_kept(as_anna, ekby, provider):
    answer = as_anna.post(
        reverse("signals:note", args=[provider.pk]),
        sent(ekby, text="Klienten 19121212-1212 fick vänta länge."),
    )

    text = answer.content.decode()
    assert "personnummer" in text
    assert "fick vänta länge" in text


def test_leaving_one_takes_few_queries(
    as_anna, ekby, provider, contract, django_assert_max_num_queries
):
    for _number in range(20):
        SignalFactory.create(authority=ekby, provider=provider, happened_on=in_days(-200))
    SignalRuleFactory.create(authority=ekby, signals=9)

    with django_assert_max_num_queries(ON_A_POST):
        answer = as_anna.post(reverse("signals:note", args=[provider.pk]), sent(ekby))

    assert answer.status_code == 302


# The list


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 3),
        ({"q": "åkerö"}, 2),
        ({"state": "parked"}, 1),
        ({"severity": "critical"}, 1),
        ({"source": "media"}, 1),
        ({"category": "fraud"}, 0),
        ({"until": "2001-01-01"}, 0),
        ({"mine": "on"}, 1),
    ],
)
def test_the_filter(as_anna, anna, ekby, provider, query, count):
    SignalFactory.create(authority=ekby, provider=provider, severity=Severity.CRITICAL)
    SignalFactory.create(
        authority=ekby, provider=provider, state=SignalState.PARKED, review_on=in_days(3)
    )
    SignalFactory.create(
        authority=ekby, provider=ProviderFactory.create(name="Backe AB"), source="media",
        reporter=anna,
    )  # fmt: skip

    text = page_of(as_anna, "signals:list", **query)

    assert len(re.findall(r'<th scope="row"', text)) == count


def test_the_most_serious_that_waits_comes_first(as_anna, ekby, provider):
    low = SignalFactory.create(authority=ekby, provider=provider, severity=Severity.LOW)
    high = SignalFactory.create(authority=ekby, provider=provider, severity=Severity.CRITICAL)

    text = page_of(as_anna, "signals:list")

    assert text.index(f"signaler/{high.pk}/") < text.index(f"signaler/{low.pk}/")


def test_the_list_as_a_file(as_anna, signal):
    answer = as_anna.get(reverse("signals:list"), {"fil": "csv"})

    assert "Ingen ordinarie personal" in answer.content.decode()


def test_an_empty_list_says_how_to_begin(as_anna):
    assert "Inga signaler än" in page_of(as_anna, "signals:list")


def test_the_list_keeps_its_queries(as_anna, ekby, django_assert_max_num_queries):
    for _number in range(60):
        SignalFactory.create(authority=ekby)

    with django_assert_max_num_queries(ON_THE_LIST):
        as_anna.get(reverse("signals:list"))


def test_a_social_worker_sees_their_own_and_nothing_else(client, worker, ekby, provider, signal):
    mine = noted(access_of(worker), ekby, provider, text="Min egen.")
    client = log_in(client, worker)

    text = page_of(client, "signals:list")

    assert f"signaler/{mine.pk}/" in text
    assert f"signaler/{signal.pk}/" not in text
    assert client.get(reverse("signals:detail", args=[signal.pk])).status_code == 404
    assert "Nästa steg" not in page_of(client, "signals:detail", mine.pk)
    assert "Andra signaler" not in page_of(client, "signals:detail", mine.pk)
    assert client.get(reverse("signals:of_provider", args=[provider.pk])).status_code == 200
    posted = client.post(reverse("signals:dismiss", args=[mine.pk]), {"reason": "x", "version": 1})
    assert posted.status_code == 403


# One signal


def test_a_signal_keeps_its_queries(as_anna, ekby, provider, signal, django_assert_max_num_queries):
    for _number in range(20):
        SignalFactory.create(authority=ekby, provider=provider)

    with django_assert_max_num_queries(ON_A_SIGNAL):
        as_anna.get(reverse("signals:detail", args=[signal.pk]))


def behind(signal, ekby, **followup):
    """Return a follow-up that came of a proposal with the signal behind it."""
    made = FollowupFactory.create(authority=ekby, contract__agreement__authority=ekby, **followup)
    proposal = FollowupProposal.objects.create(
        authority=ekby, key=f"prov:{made.pk}", ground=next(iter(ProposalGround)),
        contract=made.contract, reason="Tre signaler.", window_from=DAY, window_to=DAY,
        proposed_on=DAY, settled_on=DAY, state=ProposalState.ACCEPTED, followup=made,
    )  # fmt: skip
    SignalProposal.objects.create(signal=signal, proposal=proposal)
    return made


def test_a_signal_keeps_its_queries_however_many_proposals(
    as_anna, ekby, signal, django_assert_max_num_queries
):
    for _number in range(8):
        behind(signal, ekby)

    with django_assert_max_num_queries(ON_A_SIGNAL + 1):
        as_anna.get(reverse("signals:detail", args=[signal.pk]))


def test_a_guarded_followup_of_a_proposal_is_not_named(as_anna, client, ekby, signal):
    made = behind(signal, ekby, secrecy=Secrecy.RESTRICTED)
    registrar = people.member(ekby, Role.REGISTRAR, "Registrator")
    address = reverse("signals:detail", args=[signal.pk])

    assert made.number in as_anna.get(address).content.decode()
    read = log_in(client, registrar).get(address).content.decode()
    assert "Tre signaler." in read
    assert made.number not in read


def test_what_can_be_done_is_done_from_the_page(as_anna, ekby, contract, signal):
    followup = FollowupFactory.create(authority=ekby, contract=contract)
    steps = [
        ("park", {"review_on": in_days(5), "reason": "Väntar.", "version": 1}, "parkerad"),
        ("reopen", {"version": 2}, "öppen igen"),
        ("dismiss", {"reason": "Fel utförare.", "version": 3}, "avskriven"),
        ("reopen", {"version": 4}, "öppen igen"),
        ("propose", {"version": 5}, "föreslagen"),
        ("link", {"followup": followup.pk, "version": 6}, "kopplad"),
    ]

    for name, data, said in steps:
        answer = as_anna.post(reverse(f"signals:{name}", args=[signal.pk]), data, follow=True)
        assert said in visible(answer.content.decode()), name

    assert "Ingen ordinarie personal" in page_of(as_anna, "signals:of_followup", followup.pk)


def test_a_form_says_what_is_wrong(as_anna, signal):
    answer = as_anna.post(
        reverse("signals:park", args=[signal.pk]),
        {"review_on": in_days(0), "reason": "Väntar.", "version": 1},
    )

    assert "framåt i tiden" in answer.content.decode()


def test_a_version_that_is_old_is_told(as_anna, signal):
    answer = as_anna.post(
        reverse("signals:propose", args=[signal.pk]), {"version": "x"}, follow=True
    )

    assert "Någon annan har ändrat" in answer.content.decode()


def test_who_is_protected_is_shown_on_a_page_of_its_own(as_anna, worker, ekby, provider):
    row = noted(access_of(worker), ekby, provider, is_protected=True)

    assert worker.first_name not in page_of(as_anna, "signals:detail", row.pk)
    shown = as_anna.post(reverse("signals:reporter", args=[row.pk]))

    assert worker.first_name in shown.content.decode()


def test_a_long_name_and_sharp_signs_are_shown_as_they_are(as_anna, ekby):
    provider = ProviderFactory.create(name="<b>Å & Ö</b> " + "Omsorg" * 20)
    row = SignalFactory.create(authority=ekby, provider=provider, text="<script>x</script>")

    text = page_of(as_anna, "signals:detail", row.pk)

    assert "<script>x</script>" not in text
    assert "&lt;b&gt;Å &amp; Ö" in text


# Rules


def test_the_address_of_the_open_form_can_be_copied_whole(as_anna, ekby, settings):
    settings.BASE_ADDRESS = "https://insyn.ekby.example"
    OpenForm.objects.create(authority=ekby, is_on=True)

    page = as_anna.get(reverse("signals:settings")).content.decode()

    assert f">https://insyn.ekby.example/lamna-synpunkt/{ekby.pk}/<" in page


def test_on_the_page_of_a_provider_each_signal_is_named_by_what_it_is_about(as_anna, signal):
    page = as_anna.get(reverse("signals:of_provider", args=[signal.provider_id]))
    table = page.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]

    assert str(signal.provider) not in table
    assert str(signal.shown_category.label) in table


def test_the_shipped_rules_are_shown_until_the_board_has_its_own(as_anna, ekby):
    assert "En kritisk signal" in page_of(as_anna, "signals:settings")

    as_anna.post(reverse("signals:rules_start", args=[ekby.pk]))
    as_anna.post(reverse("signals:rules_start", args=[ekby.pk]))

    assert SignalRule.objects.unscoped(reason=WHY).count() == 5


def rule_sent(**changed):
    known = {
        "name": "Två på en månad",
        "signals": 2,
        "days": 30,
        "scope": "unit",
        "severity": "low",
        "category": "",
        "is_active": "on",
    }
    return known | changed


def test_a_rule_is_added_and_changed(as_anna, ekby):
    as_anna.post(reverse("signals:rule_add", args=[ekby.pk]), rule_sent())
    row = SignalRule.objects.unscoped(reason=WHY).get(name="Två på en månad")

    answer = as_anna.post(
        reverse("signals:rule_change", args=[row.pk]),
        rule_sent(days=60, version=1, is_active=""),
        follow=True,
    )

    row.refresh_from_db()
    assert "Regeln är ändrad" in answer.content.decode()
    assert (row.days, row.is_active) == (60, False)


def test_two_rules_may_not_be_called_the_same(as_anna, ekby):
    as_anna.post(reverse("signals:rule_add", args=[ekby.pk]), rule_sent())
    answer = as_anna.post(reverse("signals:rule_add", args=[ekby.pk]), rule_sent())

    assert "redan en regel" in answer.content.decode()


def test_the_board_opens_its_form_from_the_page(as_anna, ekby):
    answer = as_anna.post(
        reverse("signals:open_form", args=[ekby.pk]),
        {"is_on": "on", "text": "Hej", "version": 0},
        follow=True,
    )

    assert reverse("signals:open:form", args=[ekby.pk]) in answer.content.decode()


# What others read


def test_new_and_parked_signals_wait_for_those_who_take_care_of_them(
    anna, reviewer, worker, bo, ekby, provider
):
    SignalFactory.create(authority=ekby, provider=provider)
    SignalFactory.create(authority=ekby, provider=provider, closed_on=in_days(0))
    SignalFactory.create(
        authority=ekby, provider=provider, state=SignalState.PARKED, review_on=in_days(0)
    )
    SignalFactory.create(
        authority=ekby, provider=provider, state=SignalState.PARKED, review_on=in_days(1)
    )

    def found(person):
        today = clock.today()
        return list(Duties(duty_sources(access_of(person), today), today))

    assert len(found(anna)) == 2
    assert len(found(reviewer)) == 2
    assert found(worker) == found(bo) == []
    assert duty_sources in DUTIES


def test_what_came_in_after_midnight_came_in_that_day(as_anna, anna, ekby, provider):
    at = datetime.datetime(2026, 6, 1, 22, 30, tzinfo=datetime.UTC)  # half past midnight here
    SignalFactory.create(
        authority=ekby, provider=provider, noted_at=at, happened_on=datetime.date(2026, 5, 1)
    )
    today = clock.today()

    (duty,) = Duties(duty_sources(access_of(anna), today), today)

    assert duty.due_on == datetime.date(2026, 6, 2)
    assert "2026-06-02" in page_of(as_anna, "signals:list", fil="csv")


def test_the_signals_are_evidence_of_their_followup(access, ekby, contract, signal):
    followup = FollowupFactory.create(authority=ekby, contract=contract)
    signal.followup, signal.state = followup, SignalState.LINKED
    signal.save()

    (one,) = evidence_of(access, followup, [])[None]

    assert "Ingen ordinarie personal" in one.text
    assert evidence_of in EVIDENCE


def test_the_way_on_from_a_proposal_and_from_a_linked_signal(as_anna, access, signal, contract):
    page = reverse("signals:detail", args=[signal.pk])
    proposal = services.propose_from(access, signal, version=signal.version)
    accept = reverse("followups:proposal_accept", args=[proposal.pk])
    assert accept in as_anna.get(page).content.decode()

    followup = FollowupFactory.create(contract=contract, authority=signal.authority)
    signal.refresh_from_db()
    services.link_signal(access, signal, followup=followup, version=signal.version)

    shown = visible(as_anna.get(page).content.decode())
    assert "Öppna uppföljningen" in shown


@pytest.mark.parametrize("name", ["link", "park", "dismiss"])
def test_a_form_that_cannot_be_sent_says_why_instead(as_anna, ekby, provider, name):
    row = SignalFactory.create(
        authority=ekby, provider=provider, state=SignalState.DISMISSED, reason="Dubblett."
    )

    answer = as_anna.get(reverse(f"signals:{name}", args=[row.pk]), follow=True)

    assert answer.redirect_chain[-1][0] == reverse("signals:detail", args=[row.pk])
    assert "går inte när läget är ”Avskriven”" in answer.content.decode()
