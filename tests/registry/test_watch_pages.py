import datetime

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from insyn.accounts.models import Authority, Membership, User
from insyn.audit.models import AuditEvent
from insyn.kernel.access import Role
from insyn.kernel.errors import NotAllowed
from insyn.platform import clock
from insyn.registry import services
from insyn.registry.models import Agreement, WatchFeed
from insyn.registry.queries import access_of
from insyn.registry.rules.feeds import token_hash
from insyn.registry.rules.watch import WatchKind
from tests.conftest import log_in
from tests.factories import (
    AgreementFactory,
    AgreementOptionFactory,
    ContractFactory,
    ContractPriceFactory,
    MembershipFactory,
    PermitFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
WATCH = reverse("registry:watch")
CALENDAR = reverse("registry:watch_calendar")


def after(days: int) -> datetime.date:
    return clock.today() + datetime.timedelta(days=days)


@pytest.fixture
def agreement(ekby: Authority) -> Agreement:
    return AgreementFactory.create(
        authority=ekby, title="Ramavtal för åldringsvård", ends_on=after(40)
    )


def listed(client: Client, query: str = "") -> list[str]:
    return [row.one.what.agreement for row in client.get(WATCH + query).context["rows"]]


def test_the_dates_are_listed_with_their_agreement(as_anna: Client, agreement: Agreement):
    page = as_anna.get(WATCH).content.decode()

    assert "Avtalet slutar" in page
    assert "Ramavtal för åldringsvård" in page
    assert after(40).isoformat() in page


def test_the_dates_of_another_authority_are_not_listed(as_cilla: Client, agreement: Agreement):
    assert listed(as_cilla) == []


def test_the_months_are_said_and_what_has_passed_stands_first(as_anna: Client, ekby: Authority):
    AgreementFactory.create(authority=ekby, ends_on=after(-3))
    AgreementFactory.create(authority=ekby, ends_on=after(100))

    page = as_anna.get(WATCH).content.decode()

    assert page.index("Har passerat") < page.index(str(after(100).year), page.index("Har passerat"))


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?kind=option", ["B"]),
        ("?is_mine=on", ["A"]),
        ("?horizon=month", ["A"]),
        ("?horizon=two_years", ["A", "B", "C"]),
        ("?sort=-agreement", ["B", "A"]),
        ("?sort=agreement", ["A", "B"]),
        ("?sort=-on", ["B", "A"]),
        ("?horizon=fel&kind=fel", ["A", "B"]),
    ],
)
def test_the_list_is_filtered_and_sorted(as_anna, anna, ekby, query, titles):
    AgreementFactory.create(authority=ekby, title="A", ends_on=after(10), responsible=anna)
    option = AgreementOptionFactory.create(
        agreement__authority=ekby, agreement__title="B", call_by=after(50)
    )
    option.agreement.save()
    AgreementFactory.create(authority=ekby, title="C", ends_on=after(500))

    assert listed(as_anna, query) == titles


def test_the_list_is_filtered_by_agreement(as_anna: Client, agreement: Agreement, ekby):
    AgreementFactory.create(authority=ekby, title="Annat", ends_on=after(3))

    assert listed(as_anna, f"?agreement={agreement.pk}") == [agreement.title]


def test_the_responsible_is_named(as_bo: Client, ekby: Authority, anna: User):
    AgreementFactory.create(authority=ekby, ends_on=after(10), responsible=anna)

    (row,) = as_bo.get(WATCH).context["rows"]
    assert row.responsible == anna


def test_nothing_to_watch_says_so(as_anna: Client):
    assert "Inget att bevaka" in as_anna.get(WATCH).content.decode()


def test_a_filter_without_hits_says_so(as_anna: Client, agreement: Agreement):
    assert "Inget passar filtret" in as_anna.get(WATCH + "?kind=option").content.decode()


def test_a_long_watch_is_paged(as_anna: Client, ekby: Authority):
    AgreementFactory.create_batch(51, authority=ekby, ends_on=after(10))

    assert len(listed(as_anna, "?page=2")) == 1


def test_the_list_needs_few_queries(as_anna, ekby, anna, django_assert_max_num_queries):
    for agreement in AgreementFactory.create_batch(
        20, authority=ekby, ends_on=after(60), notice_months=1, responsible=anna
    ):
        AgreementOptionFactory.create(agreement=agreement, call_by=after(20))
        contract = ContractFactory.create(agreement=agreement, ends_on=after(30))
        ContractPriceFactory.create(contract=contract, valid_to=after(9))
        unit = UnitFactory.create(provider=contract.provider)
        PermitFactory.create(unit=unit, valid_to=after(12))

    with django_assert_max_num_queries(12):
        as_anna.get(WATCH)


@pytest.mark.parametrize(
    "role", [Role.PLAN_OWNER, Role.REVIEWER, Role.FINANCE_CONTROLLER, Role.DECISION_MAKER]
)
def test_the_nearest_dates_stand_on_the_start_page(client, ekby, agreement, role):
    AgreementFactory.create_batch(7, authority=ekby, ends_on=after(50))
    person = MembershipFactory.create(authority=ekby, role=role).user

    page = log_in(client, person).get("/")

    assert len(page.context["dates"]) == 5
    assert "Ramavtal för åldringsvård" in page.content.decode()
    assert WATCH in page.content.decode()


def test_the_dates_of_an_agreement_stand_on_its_page(as_anna: Client, agreement: Agreement):
    page = as_anna.get(f"/avtal/{agreement.pk}/")

    assert [one.on for one in page.context["dates"]] == [after(40)]


def make(client: Client) -> str:
    """Return the address that the page shows once."""
    page = client.post(reverse("registry:watch_feed_make"))
    address: str = page.context["address"]
    assert address in page.content.decode()
    return address


def events(client: Client, address: str):
    answer = client.get(address)
    assert answer.status_code == 200
    return icalendar.Calendar.from_ical(answer.content).walk("VEVENT")


def test_the_feed_is_read_without_logging_in(as_anna: Client, agreement: Agreement):
    address = make(as_anna)

    (event,) = events(Client(), address)

    assert str(event["SUMMARY"]) == "Avtalet slutar: Ramavtal för åldringsvård"
    assert event.decoded("DTSTART") == after(40)


def test_lines_of_the_feed_are_folded_and_keep_their_letters(as_anna: Client, ekby: Authority):
    title = "Ramavtal för åtgärder, öppenvård; och ändå mer " * 4
    AgreementFactory.create(authority=ekby, title=title.strip(), ends_on=after(40))
    address = make(as_anna)

    content = Client().get(address).content

    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert str(events(Client(), address)[0]["SUMMARY"]) == f"Avtalet slutar: {title.strip()}"


def test_the_feed_never_tells_of_another_authority(as_anna, agreement, norrby, cilla):
    AgreementFactory.create(authority=norrby, title="Norrbys avtal", ends_on=after(5))

    assert "Norrby" not in Client().get(make(as_anna)).content.decode()


def test_the_feed_names_no_provider_and_no_person(as_anna, ekby, anna):
    contract = ContractFactory.create(
        agreement__authority=ekby, agreement__responsible=anna, ends_on=after(5)
    )

    content = Client().get(make(as_anna)).content.decode()

    assert contract.agreement.title in content
    assert contract.provider.name not in content
    assert "Anna" not in content


def test_the_feed_says_what_it_is(as_anna: Client, agreement: Agreement):
    answer = Client().get(make(as_anna))

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert not answer.cookies


def test_the_feed_speaks_the_language_of_its_owner(as_anna: Client, agreement, anna: User):
    anna.language = "en"
    anna.save()
    with translation.override("en"):
        kind = translation.gettext(WatchKind.AGREEMENT_END.label)

    (event,) = events(Client(), make(as_anna))

    assert str(event["SUMMARY"]) == f"{kind}: {agreement.title}"


def test_the_same_dates_give_the_same_feed(as_anna: Client, agreement: Agreement):
    address = make(as_anna)
    first = Client().get(address)

    again = Client().get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304


def test_a_changed_date_keeps_its_identity(as_anna: Client, agreement: Agreement):
    address = make(as_anna)
    (before,) = events(Client(), address)
    agreement.ends_on, agreement.version = after(41), 2
    agreement.save()

    (now,) = events(Client(), address)

    assert (now["UID"], now["SEQUENCE"]) == (before["UID"], before["SEQUENCE"] + 1)


def test_only_a_hash_of_the_secret_is_kept(as_anna: Client):
    token = make(as_anna).rpartition("/")[2].removesuffix(".ics")

    assert WatchFeed.objects.get().token_hash == token_hash(token)
    assert len(token) >= 43


def test_the_secret_is_shown_once(as_anna: Client):
    token = make(as_anna).rpartition("/")[2].removesuffix(".ics")

    assert token not in as_anna.get(CALENDAR).content.decode()


def test_the_trail_never_holds_the_secret(as_anna: Client):
    token = make(as_anna).rpartition("/")[2].removesuffix(".ics")

    rows = AuditEvent.objects.unscoped(reason="the test reads the whole trail")
    assert rows.filter(event="watch_feed.created").count() == 1
    assert token not in str([(row.subject_name, row.facts) for row in rows])


def test_a_new_address_ends_the_old_one(as_anna: Client, agreement: Agreement):
    old, new = make(as_anna), make(as_anna)

    assert [Client().get(address).status_code for address in (old, new)] == [404, 200]


def test_a_revoked_address_leads_nowhere(as_anna: Client, agreement: Agreement):
    address = make(as_anna)

    page = as_anna.post(reverse("registry:watch_feed_revoke"), follow=True)

    assert Client().get(address).status_code == 404
    assert "Du har ingen kalenderadress" in page.content.decode()


def test_the_address_of_one_who_is_shut_out_leads_nowhere(as_anna: Client, anna: User):
    address = make(as_anna)
    anna.is_active = False
    anna.save()

    assert Client().get(address).status_code == 404


def test_the_address_of_one_without_a_role_leads_nowhere(as_anna: Client, anna: User):
    address = make(as_anna)
    Membership.objects.filter(user=anna).delete()

    assert Client().get(address).status_code == 404


def test_the_feed_follows_the_roles_that_its_owner_has_now(as_anna, anna, agreement, norrby):
    address = make(as_anna)
    Membership.objects.filter(user=anna).update(authority=norrby)

    assert events(Client(), address) == []


def test_the_feed_tells_when_it_was_read(as_anna: Client):
    Client().get(make(as_anna))

    assert WatchFeed.objects.get().last_read_on == clock.today()


def test_reading_twice_a_day_is_written_once(as_anna, agreement):
    address = make(as_anna)
    Client().get(address)

    with CaptureQueriesContext(connection) as asked:
        Client().get(address)

    assert not [query for query in asked if query["sql"].startswith("UPDATE")]


def test_nobody_is_given_a_feed_of_nothing(system_admin: User, contact: User):
    for person in (system_admin, contact):
        with pytest.raises(NotAllowed):
            services.make_feed(access_of(person))


def test_one_revokes_only_one_s_own_feed(as_anna: Client, cilla: User):
    make(as_anna)

    services.revoke_feed(access_of(cilla))

    assert WatchFeed.objects.filter(revoked_at=None).count() == 1


def test_a_head_request_is_answered(as_anna: Client):
    assert Client().head(make(as_anna)).status_code == 200
