import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate

from insyn.audit.models import AuditEvent
from insyn.kernel.access import Role
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.papers.excel import Column, write
from insyn.registry.queries import access_of
from insyn.signals.models import DeviationImport, DeviationProfile, Signal
from insyn.signals.queries.deviations import plan_import
from insyn.signals.rules import Severity, SignalCategory, SignalSource
from insyn.signals.rules.deviations import category_of
from insyn.signals.services import imports as services
from tests import people
from tests.conftest import log_in
from tests.factories import UnitFactory
from tests.signals.conftest import WHY, in_days

pytestmark = pytest.mark.django_db
HEADINGS = (
    "Nummer;Datum;Organisationsnummer;Utförare;Verksamhet;Kategori;Allvar;Rubrik;Beskrivning;"
    "Status;Avslutad"
)


def line(number, provider, **changed):
    known = {
        "happened_on": in_days(-3),
        "org": provider.org_number,
        "name": provider.name,
        "unit": "",
        "category": "Bemanning",
        "severity": "Hög",
        "heading": "För få på natten",
        "text": "En i stället för två.",
        "status": "Öppen",
        "closed_on": "",
    }
    return ";".join([str(number), *(str(value) for value in (known | changed).values())])


def csv(*lines, headings=HEADINGS):
    return "\n".join([headings, *lines]).encode()


def start(access, ekby, content, name="avvikelser.csv"):
    return services.start_import(
        access, authority=ekby, system="Avvikelser", file_name=name, content=content
    )


def plan(access, run):
    return plan_import(access, run.authority, run.system, services.reading_of(run))


def carry_out(access, ekby, content):
    run = start(access, ekby, content)
    return services.finish_import(access, run, version=run.version)


def rows():
    return Signal.objects.unscoped(reason=WHY).order_by("external_id")


def test_a_list_becomes_signals(access, ekby, provider):
    unit = UnitFactory.create(provider=provider, name="Solgården")

    run = carry_out(access, ekby, csv(line(1, provider, unit="Solgården"), line(2, provider)))

    first, second = rows()
    assert (run.added, run.changed, run.same) == (2, 0, 0)
    assert run.content is None
    assert first.unit == unit
    assert second.unit is None
    assert first.source == SignalSource.DEVIATION_SYSTEM
    assert first.category == SignalCategory.STAFFING
    assert first.severity == Severity.SERIOUS
    assert first.text == "För få på natten\n\nEn i stället för två."
    assert first.reporter is None


def test_excel_is_read_as_well(access, ekby, provider):
    columns = (Column("a", "Nummer"), Column("b", "Datum"), Column("c", "Utförare"),
               Column("d", "Beskrivning"))  # fmt: skip
    said = {
        "a": "7",
        "b": in_days(-2).isoformat(),
        "c": provider.name,
        "d": "Larmet fungerade inte.",
    }

    run = start(access, ekby, write(columns, [said], title="Avvikelser"), "avvikelser.xlsx")

    assert plan(access, run).is_fit
    assert [one.external_id for one in plan(access, run).new] == ["7"]


def test_the_same_list_twice_adds_nothing(access, ekby, provider):
    content = csv(*(line(n, provider) for n in range(40)))
    carry_out(access, ekby, content)

    run = carry_out(access, ekby, content)

    assert (run.added, run.changed, run.same) == (0, 0, 40)
    assert rows().count() == 40


def test_a_known_number_only_has_its_state_changed(access, ekby, provider):
    carry_out(access, ekby, csv(line(1, provider)))

    run = carry_out(
        access,
        ekby,
        csv(line(1, provider, text="Helt annan text.", status="Avslutad", closed_on=in_days(0))),
    )

    (row,) = rows()
    assert (run.added, run.changed) == (0, 1)
    assert (row.external_status, row.closed_on) == ("Avslutad", in_days(0))
    assert "En i stället för två." in row.text


def test_two_systems_may_use_the_same_numbers(access, ekby, provider):
    carry_out(access, ekby, csv(line(1, provider)))
    run = services.start_import(
        access, authority=ekby, system="Annat system", file_name="a.csv",
        content=csv(line(1, provider)),
    )  # fmt: skip

    assert len(plan(access, run).new) == 1


def problems(access, ekby, *lines):
    return plan(access, start(access, ekby, csv(*lines))).errors


def test_what_is_wrong_is_said_by_cell(access, ekby, provider):
    (error,) = problems(access, ekby, line(1, provider), line(2, provider, severity="Enorm"))

    assert error.cell == "G3"
    assert error.heading == "Allvar"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"text": "Klienten 19121212-1212 ringde."}, "personnummer"),
        ({"text": "Klienten 701063-2391 ringde."}, "personnummer"),
        ({"org": "5569999999"}, "registret"),
        ({"org": "", "name": "Finns Inte AB"}, "registret"),
        ({"org": "", "name": ""}, "utförarens namn"),
        ({"text": "", "heading": ""}, "rubrik eller en beskrivning"),
        ({"happened_on": in_days(1)}, "framtiden"),
    ],
)
def test_a_row_that_is_refused(access, ekby, provider, changed, sentence):
    found = problems(access, ekby, line(1, provider, **changed))

    assert found
    assert any(sentence in one.sentence for one in found)


def test_a_number_twice_in_a_list_is_refused(access, ekby, provider):
    (error,) = problems(access, ekby, line(1, provider), line(1, provider, text="Annat."))

    assert "rad 2" in error.sentence


def test_a_list_with_errors_is_taken_in_not_at_all(access, ekby, provider):
    run = start(access, ekby, csv(line(1, provider), line(2, provider, org="5569999999")))

    with pytest.raises(RuleViolation, match="fel"):
        services.finish_import(access, run, version=run.version)

    assert not rows()


def test_an_unknown_unit_is_a_warning(access, ekby, provider):
    run = start(access, ekby, csv(line(1, provider, unit="Månhuset")))

    seen = plan(access, run)

    assert seen.is_fit
    assert "Månhuset" in {one.value for one in seen.problems}


def test_the_columns_are_remembered_for_the_system(access, ekby, provider):
    odd = csv(line(1, provider), headings=HEADINGS.replace("Nummer", "Löpnr").replace("Datum", "D"))
    run = start(access, ekby, odd)
    assert not plan(access, run).is_fit
    reading = services.reading_of(run)
    mapping = {**reading.profile(), "external_id": "Löpnr", "happened_on": "D"}

    run = services.choose_columns(access, run, mapping=mapping, version=run.version)
    services.finish_import(access, run, version=run.version)

    assert DeviationProfile.objects.unscoped(reason=WHY).get().mapping["external_id"] == "Löpnr"
    again = start(access, ekby, odd)
    assert plan(access, again).same == 1


def test_choices_that_changed_are_looked_at_again(access, ekby, provider):
    run = start(access, ekby, csv(line(1, provider)))
    services.choose_columns(
        access, run, mapping=services.reading_of(run).profile(), version=run.version
    )

    with pytest.raises(Outdated):
        services.finish_import(access, run, version=1)


def test_a_list_is_thrown_away(access, ekby, provider):
    run = start(access, ekby, csv(line(1, provider)))

    services.discard_import(access, run)

    assert not DeviationImport.objects.unscoped(reason=WHY)
    events = AuditEvent.objects.unscoped(reason=WHY).values_list("event", flat=True)
    assert "deviation_import.discarded" in list(events)


def test_a_social_worker_takes_in_nothing(worker, ekby, provider):
    with pytest.raises(NotAllowed):
        start(access_of(worker), ekby, csv(line(1, provider)))


def test_words_of_other_systems():
    assert category_of("Läkemedel") == SignalCategory.HEALTH
    assert category_of("Måluppfyllelse") == SignalCategory.GOALS
    assert category_of("Övrigt") == SignalCategory.OTHER


def test_the_pages_from_file_to_signals(as_anna, ekby, provider):
    file = SimpleUploadedFile("avvikelser.csv", csv(line(1, provider)))
    answer = as_anna.post(
        reverse("signals:import_new"),
        {"authority": ekby.pk, "system": "Avvikelser", "file": file},
        follow=True,
    )
    run = DeviationImport.objects.unscoped(reason=WHY).get()
    assert "Listan kan föras in" in answer.content.decode()
    assert as_anna.get(reverse("signals:import_columns", args=[run.pk])).status_code == 200

    done = as_anna.post(
        reverse("signals:import_carry_out", args=[run.pk]), {"version": run.version}, follow=True
    )

    assert "Listan är införd" in done.content.decode()
    assert rows().count() == 1
    again = as_anna.post(
        reverse("signals:import_carry_out", args=[run.pk]), {"version": run.version}, follow=True
    )
    assert "redan införd" in again.content.decode()
    assert "avvikelser.csv" in as_anna.get(reverse("signals:imports")).content.decode()


def test_a_file_that_is_no_list(as_anna, ekby):
    file = SimpleUploadedFile("bild.xlsx", io.BytesIO(b"ingen arbetsbok").read())

    answer = as_anna.post(
        reverse("signals:import_new"),
        {"authority": ekby.pk, "system": "Avvikelser", "file": file},
    )

    assert answer.status_code == 200
    assert not DeviationImport.objects.unscoped(reason=WHY)


def test_a_signal_and_the_list_it_came_from_lead_to_each_other(
    as_anna, client, access, ekby, provider
):
    run = carry_out(access, ekby, csv(line(1, provider)))
    carry_out(access, ekby, csv(line(2, provider)))
    first, second = rows()
    done = reverse("signals:import", args=[run.pk])
    narrowed = f"{reverse('signals:list')}?imported_in={run.pk}"

    page = as_anna.get(reverse("signals:detail", args=[first.pk])).content.decode()
    assert f'href="{done}"' in page
    page = as_anna.get(done).content.decode()
    assert f"Uppladdad {localdate(run.started_at)}" in page
    assert narrowed in page
    listed = as_anna.get(narrowed).content.decode()
    assert f"signaler/{first.pk}/" in listed
    assert f"signaler/{second.pk}/" not in listed
    economist = people.member(ekby, Role.FINANCE_CONTROLLER, "Ekonom")
    assert log_in(client, economist).get(done).status_code == 200
    waiting = start(access, ekby, csv(line(3, provider)))
    assert client.get(reverse("signals:import", args=[waiting.pk])).status_code == 403
