"""Lists from registers: read, shown, noted once; unknown is never without remark."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from insyn.audit.models import AuditEvent
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.monitoring.models import CheckList, CheckProfile, RegisterCheck
from insyn.monitoring.queries.lists import preview_of
from insyn.monitoring.rules import LISTS, CheckKind, CheckResult, ListSource
from insyn.monitoring.rules.changes import Told, changed, unnamed
from insyn.monitoring.rules.readings import Reading, together
from insyn.monitoring.services import choose_columns, discard_list, finish_list, start_list
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.signals.models import Signal
from tests.factories import ProviderFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 2)
NUMBER = "5566778899"

CREDIT = """orgnr;handelse;datum;rating_fore;rating_efter;limit;anmarkningar;skuldsaldo
556677-8899;Rating ändrad;2026-02-27;AA;B;100000;0;0
559900-1122;Rating ändrad;2026-02-27;A;AA;50000;0;0
"""
PERMITS = """orgnr;verksamhetsnamn;ivo_id;verksamhetstyp;forestandare;adress;status;tillstand_dnr
556677-8899;Solrosen;V-1;HVB;Anna Prov;Hemliga vägen 7;Aktivt;8.1-1/2020
556677-8899;Tryggheten;V-2;Skyddat boende;Bo Prov;Dolda gatan 3;Aktivt;8.1-2/2020
"""


@pytest.fixture(autouse=True)
def _today():
    with clock.pretend(DAY):
        yield


@pytest.fixture
def provider():
    return ProviderFactory.create(name="Prov Omsorg AB", org_number=NUMBER)


def start(user, board, text, source=ListSource.CREDIT_WATCH, told_on=DAY):
    return start_list(
        access_of(user), authority=board, source=source, file_name="lista.csv",
        content=text.encode(), told_on=told_on,
    )  # fmt: skip


def take_in(user, board, text, source=ListSource.CREDIT_WATCH, told_on=DAY) -> CheckList:
    row = start(user, board, text, source, told_on)
    seen = preview_of(access_of(user), row)
    return finish_list(access_of(user), row, fingerprint=seen.fingerprint)


def checks() -> list[RegisterCheck]:
    return list(RegisterCheck.objects.unscoped(reason="test").order_by("pk"))


def signals() -> list[Signal]:
    return list(Signal.objects.unscoped(reason="test").order_by("pk"))


CELLS = st.one_of(
    st.none(), st.just(""), st.sampled_from(["ja", "nej", "AAA", "C", "aktivt", "okänd", "?"]),
    st.integers(0, 3),
)  # fmt: skip


@given(st.sampled_from(ListSource), st.data())
def test_a_row_that_says_nothing_is_never_without_remark(source, data) -> None:
    made = LISTS[source]
    blank = dict.fromkeys((column.key for column in made.columns), None) | {"orgnr": NUMBER}
    for reading in made.read(blank, DAY):
        assert reading.result == CheckResult.UNKNOWN
    filled = {key: data.draw(CELLS) for key in blank} | {"orgnr": NUMBER, "giltig_tom": None}
    for reading in made.read(filled, DAY):
        assert reading.result == CheckResult.OK or reading.remark
        silenced = {**filled, **dict.fromkeys(_telling(source), None)}
        for told in made.read(silenced, DAY):
            assert told.result != CheckResult.OK


def _telling(source: ListSource) -> tuple[str, ...]:
    return {
        ListSource.CREDIT_WATCH: ("rating_efter", "anmarkningar"),
        ListSource.IVO_PERMITS: ("status",),
        ListSource.ENFORCEMENT: ("skuld_allmanna_mal", "skuld_enskilda_mal", "antal_bf"),
        ListSource.TAX: ("f_skatt", "moms", "arbetsgivarregistrerad"),
    }[source]


@given(st.lists(st.sampled_from(CheckResult), min_size=1))
def test_rows_together_are_without_remark_only_when_all_are(results) -> None:
    rows = [Reading(NUMBER, CheckKind.PERMIT, result, "x", DAY) for result in results]
    (joined,) = together(rows)

    assert (joined.result == CheckResult.OK) == (set(results) == {CheckResult.OK})


@pytest.mark.parametrize(
    ("source", "row", "kind", "result"),
    [
        (ListSource.ENFORCEMENT, {"skuld_allmanna_mal": 1}, "debts", "alarm"),
        (ListSource.ENFORCEMENT, {"skuld_enskilda_mal": 5}, "debts", "remark"),
        (ListSource.ENFORCEMENT, {"skuld_allmanna_mal": 0}, "debts", "unknown"),
        (ListSource.ENFORCEMENT, {"antal_bf": 0}, "orders", "ok"),
        (ListSource.ENFORCEMENT, {"antal_bf": 2}, "orders", "remark"),
        (ListSource.TAX, {"f_skatt": "Godkänd"}, "f_tax", "ok"),
        (ListSource.TAX, {"f_skatt": "Återkallad"}, "f_tax", "alarm"),
        (ListSource.TAX, {"arbetsgivarregistrerad": "Nej"}, "employer", "remark"),
        (ListSource.IVO_PERMITS, {"status": "Återkallat"}, "permit", "alarm"),
        (ListSource.IVO_PERMITS, {"status": "Vilande"}, "permit", "remark"),
        (ListSource.IVO_PERMITS, {"status": "Aktivt", "giltig_tom": DAY - datetime.timedelta(1)},
         "permit", "alarm"),
        (ListSource.CREDIT_WATCH, {"handelse": "Konkurs inledd"}, "status", "alarm"),
        (ListSource.CREDIT_WATCH, {"rating_efter": "AAA", "anmarkningar": 0}, "credit", "ok"),
        (ListSource.CREDIT_WATCH, {"rating_efter": "AAA"}, "credit", "unknown"),
        (ListSource.CREDIT_WATCH, {"rating_efter": "C"}, "credit", "alarm"),
    ],
    ids=str,
)  # fmt: skip
def test_what_a_row_tells(source, row, kind, result) -> None:
    readings = {r.kind: r.result for r in LISTS[source].read({"orgnr": NUMBER, **row}, DAY)}

    assert readings[CheckKind(kind)] == result


def test_of_a_person_with_a_firm_only_the_result_is_kept() -> None:
    row = {"orgnr": "7001011234", "rating_efter": "C", "skuldsaldo": 40_000}
    (reading,) = LISTS[ListSource.CREDIT_WATCH].read(row, DAY)

    assert reading.result == CheckResult.ALARM
    assert "40" not in reading.remark


def test_a_list_is_shown_then_noted_and_the_unknown_numbers_left(anna, ekby, provider) -> None:
    row = start(anna, ekby, CREDIT)
    seen = preview_of(access_of(anna), row)
    assert [(new.provider, new.reading.result) for new in seen.news] == [
        (provider, CheckResult.REMARK)
    ]
    assert list(seen.unknown_numbers) == ["5599001122"]
    assert not checks()

    done = finish_list(access_of(anna), row, fingerprint=seen.fingerprint)

    (check,) = checks()
    assert (check.kind, check.checked_on) == ("credit", datetime.date(2026, 2, 27))
    assert (done.noted, done.left_out, done.content) == (1, 1, None)


def test_the_same_list_again_notes_nothing(anna, ekby, provider) -> None:
    take_in(anna, ekby, CREDIT)
    again = take_in(anna, ekby, CREDIT)

    assert (again.noted, again.known) == (0, 1)
    assert len(checks()) == 1


def test_the_same_file_waits_once(anna, ekby, provider) -> None:
    assert start(anna, ekby, CREDIT) == start(anna, ekby, CREDIT)


def test_no_address_is_kept_and_nothing_that_tells_of_sheltered_housing(
    anna, ekby, provider
) -> None:
    take_in(anna, ekby, PERMITS, ListSource.IVO_PERMITS)

    (check,) = checks()
    told = f"{check.remark} {check.details}"
    for word in ("Hemliga", "Dolda", "Tryggheten"):
        assert word not in told
    assert check.details["Solrosen (V-1) · föreståndare"] == "Anna Prov"
    assert check.result == CheckResult.OK


def test_a_new_manager_and_a_revoked_permit_become_a_signal_without_names(
    anna, ekby, provider
) -> None:
    take_in(anna, ekby, PERMITS, ListSource.IVO_PERMITS, DAY - datetime.timedelta(30))
    later = PERMITS.replace("Anna Prov", "Cilla Prov").replace(
        "Bo Prov;Dolda gatan 3;Aktivt", "Bo Prov;Dolda gatan 3;Återkallat"
    )

    done = take_in(anna, ekby, later, ListSource.IVO_PERMITS)

    check = checks()[-1]
    assert done.changed == 1
    assert check.changes == [
        "Tillstånd hos IVO: Utan anmärkning → Allvarlig anmärkning",
        "Solrosen (V-1) · föreståndare: Anna Prov → Cilla Prov",
        "V-2 · status: Aktivt → Återkallat",
    ]
    (signal,) = signals()
    assert "föreståndare har bytts" in signal.text
    assert "Prov" not in signal.text
    take_in(anna, ekby, later, ListSource.IVO_PERMITS)
    assert len(signals()) == 1


def test_an_older_list_changes_nothing(anna, ekby, provider) -> None:
    take_in(anna, ekby, PERMITS, ListSource.IVO_PERMITS)
    older = PERMITS.replace("Anna Prov", "Cilla Prov")

    take_in(anna, ekby, older, ListSource.IVO_PERMITS, DAY - datetime.timedelta(30))

    assert not signals()


def test_a_silence_in_between_hides_no_change() -> None:
    before = Told(CheckResult.OK, {"status": "verksam"}, DAY)

    assert changed(CheckKind.STATUS, before, Told(CheckResult.UNKNOWN, {}, DAY)) == []
    assert changed(CheckKind.STATUS, None, before) == []
    assert unnamed("namn: A → B") == "namn: A → B"


def test_errors_are_said_by_row_and_column_and_stop_the_whole(anna, ekby, provider) -> None:
    row = start(anna, ekby, CREDIT.replace("556677-8899", "12").replace(";100000;", ";mycket;"))
    seen = preview_of(access_of(anna), row)

    assert {problem.cell for problem in seen.problems if problem.severity == "error"} == {
        "A2", "F2"
    }  # fmt: skip
    with pytest.raises(RuleViolation, match="Filen har fel"):
        finish_list(access_of(anna), row, fingerprint=seen.fingerprint)


def test_a_row_of_a_day_to_come_is_an_error(anna, ekby, provider) -> None:
    row = start(anna, ekby, CREDIT.replace("2026-02-27", "2026-12-24"))

    assert not preview_of(access_of(anna), row).is_fit


def test_what_changed_after_it_was_shown_is_refused(anna, ekby, provider) -> None:
    row = start(anna, ekby, CREDIT)
    seen = preview_of(access_of(anna), row)
    ProviderFactory.create(org_number="5599001122")

    with pytest.raises(Outdated, match="Granska listan igen"):
        finish_list(access_of(anna), row, fingerprint=seen.fingerprint)
    assert not checks()


def test_the_columns_that_were_chosen_are_remembered(anna, ekby, provider) -> None:
    text = "Bolagets nummer;Betyg nu;Prickar\n5566778899;AAA;0\n"
    row = start(anna, ekby, text)
    chosen = {"orgnr": 0, "rating_efter": 1, "anmarkningar": 2}
    choose_columns(access_of(anna), row, mapping=chosen)
    discard_list(access_of(anna), row)

    again = preview_of(access_of(anna), start(anna, ekby, text.replace("AAA", "AA")))

    assert again.mapping == chosen
    assert [new.reading.result for new in again.news] == [CheckResult.OK]
    assert CheckProfile.objects.visible_to(access_of(anna)).count() == 1


def test_others_may_not_read_or_take_in(anna, bo, cilla, ekby, provider) -> None:
    row = start(anna, ekby, CREDIT)
    for person in (bo, cilla):
        assert not CheckList.objects.visible_to(access_of(person)).exists()
        for act in (
            lambda access: finish_list(access, row, fingerprint=""),
            lambda access: discard_list(access, row),
            lambda access: choose_columns(access, row, mapping={}),
        ):
            with pytest.raises(NotAllowed):
                act(access_of(person))


def test_a_list_leaves_its_lines_in_the_trail(anna, ekby, provider) -> None:
    take_in(anna, ekby, CREDIT)

    events = AuditEvent.objects.unscoped(reason="test").values_list("event", flat=True)
    assert {"check_list.started", "check_list.taken_in", "register_check.noted"} <= set(events)


def test_a_list_goes_all_the_way_through_the_pages(as_anna, ekby, provider) -> None:
    shown = as_anna.post(
        reverse("monitoring:check_list_new"),
        {
            "authority": ekby.pk,
            "source": "credit_watch",
            "told_on": "2026-03-01",
            "file": SimpleUploadedFile("lista.csv", CREDIT.encode()),
        },
        follow=True,
    )
    text = shown.content.decode()
    assert "Granska innan du för in" in text
    assert "559900-1122" in text
    row = CheckList.objects.unscoped(reason="test").get()
    sent = {"fingerprint": shown.context["shown"].fingerprint}

    done = as_anna.post(
        reverse("monitoring:check_list_finish", args=[row.pk]), sent, follow=True
    ).content.decode()
    again = as_anna.post(
        reverse("monitoring:check_list_finish", args=[row.pk]), sent, follow=True
    ).content.decode()

    assert "Listan är införd" in done
    assert "Listan är redan införd." in again
    assert len(checks()) == 1


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"PK\x03\x04", b"orgnr\n"])
def test_a_file_that_is_none_gives_a_sentence(as_anna, ekby, content) -> None:
    answer = as_anna.post(
        reverse("monitoring:check_list_new"),
        {"authority": ekby.pk, "source": "tax", "told_on": "2026-03-01",
         "file": SimpleUploadedFile("lista.csv", content)},
        follow=True,
    )  # fmt: skip

    assert answer.status_code == 200
    assert not checks()


def test_a_file_is_thrown_away_on_its_page(as_anna, anna, ekby, provider) -> None:
    row = start(anna, ekby, CREDIT)
    address = reverse("monitoring:check_list_discard", args=[row.pk])

    assert "Ta bort filen?" in as_anna.get(address).content.decode()
    assert "Inget fördes in" in as_anna.post(address, follow=True).content.decode()
    assert not CheckList.objects.unscoped(reason="test").exists()
