import socket
import sqlite3
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import models
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from insyn.accounts.models import Membership, User
from insyn.audit.models import AuditEvent
from insyn.audit.services import Place, record
from insyn.criteria.models import TemplateVersion
from insyn.criteria.rules import Level, TemplateState
from insyn.documents.models import Document
from insyn.examples.demonstration import PASSWORD
from insyn.examples.demonstration.building import BUILDER, BUILT
from insyn.examples.demonstration.conditions import HANDED_OVER_IN, HANDED_OVER_ON
from insyn.examples.demonstration.guide import guide
from insyn.examples.demonstration.organisations import LONG_NAME
from insyn.examples.demonstration.people import PEOPLE
from insyn.examples.demonstration.timeline import HOLIDAYS, Calendar, Story, play
from insyn.examples.demonstration.town import Town
from insyn.examples.management.commands.demo import Command, _free_port
from insyn.findings.models import AreaAssessment, Finding
from insyn.findings.rules import FindingKind, Severity
from insyn.followups.models import DocumentRequest, Followup, Reviewer
from insyn.followups.rules import Kind, Outcome, Reason, RequestState, State
from insyn.kernel import orgnr
from insyn.kernel.access import Role, Secrecy
from insyn.kernel.choices import Choice
from insyn.measures.models import ActionPlan, CorrectiveAction, Letter
from insyn.measures.rules import ItemState, LetterKind, PlanState
from insyn.monitoring.models import RegisterCheck
from insyn.monitoring.rules import CheckKind, CheckResult
from insyn.platform import clock
from insyn.registry.models import Agreement, Contract, ImportProfile, ImportRun, Lot, Provider, Unit
from insyn.registry.queries import access_of
from insyn.registry.queries.units import permit_alarms, permit_rows
from insyn.registry.rules import ContractStatus
from insyn.registry.rules.permits import PermitState
from insyn.reports.models import Report
from insyn.reports.rules import ReportState
from insyn.risk.models import Selection
from insyn.risk.rules.states import Ground, Origin, SelectionState
from insyn.visits.models import Visit
from insyn.visits.rules import VisitKind
from tests import ready
from tests.factories import AuthorityFactory

pytestmark = pytest.mark.django_db


def rows(model):
    return model._base_manager.all()


LIFE_CYCLES = [
    (Followup, "state", State),
    (Followup, "kind", Kind),
    (Followup, "reason", Reason),
    (Followup, "outcome", Outcome),
    (ActionPlan, "state", PlanState),
    (CorrectiveAction, "state", ItemState),
    (Letter, "kind", LetterKind),
    (DocumentRequest, "state", RequestState),
    (Report, "state", ReportState),
    (Selection, "state", SelectionState),
    (Selection, "origin", Origin),
    (TemplateVersion, "state", TemplateState),
    (RegisterCheck, "result", CheckResult),
    (RegisterCheck, "kind", CheckKind),
    (Finding, "kind", FindingKind),
    (Finding, "severity", Severity),
    (AreaAssessment, "level", Level),
    (Visit, "kind", VisitKind),
    (Contract, "status", ContractStatus),
]


@pytest.mark.parametrize(
    ("model", "field", "choice"),
    [
        pytest.param(model, field, choice, id=f"{model.__name__}.{field}={choice}")
        for model, field, kind in LIFE_CYCLES
        for choice in kind
    ],
)
def test_everything_a_row_can_be_is_there_to_see(
    town: Town, model: type[models.Model], field: str, choice: Choice
) -> None:
    assert rows(model).filter(**{field: choice}).exists()


def test_there_are_providers_in_many_service_areas(town: Town) -> None:
    assert rows(Provider).count() >= 24
    assert rows(Unit).values("service_area").distinct().count() >= 6
    assert rows(Provider).values("operating_form").distinct().count() >= 4


def test_there_are_agreements_of_many_forms_with_lots_in_trees(town: Town) -> None:
    assert rows(Agreement).count() >= 6
    assert rows(Agreement).values("form").distinct().count() >= 5
    assert rows(Lot).filter(parent__isnull=False).exists()


def test_an_agreement_ends_within_six_months(town: Town) -> None:
    soon = ready.TODAY + timedelta(days=183)

    assert rows(Agreement).filter(ends_on__range=(ready.TODAY, soon)).exists()


def test_the_odd_providers_of_real_registers_are_there(town: Town) -> None:
    numbers = list(rows(Provider).values_list("org_number", flat=True))

    assert sum(orgnr.is_personal(number) for number in numbers) == 1
    assert sum(not orgnr.is_valid(number) for number in numbers) == 1
    assert len(LONG_NAME) > 110
    assert rows(Provider).filter(name=LONG_NAME).exists()
    assert rows(Provider).filter(group__name="Ängshögsgruppen").count() == 3


def test_a_unit_has_a_permit_that_is_not_of_the_one_who_runs_it_now(town: Town) -> None:
    unit = rows(Unit).get(name="Omtanke på Ängen")
    alarms = {alarm.unit: alarm for alarm in permit_alarms(town.access("anna"), ready.TODAY)}

    (row,) = permit_rows(unit, ready.TODAY)
    assert (row.is_of_other, row.is_valid) == (True, False)
    assert row.permit.holder == town.providers["omtanke"] != unit.provider
    assert alarms[unit].state == PermitState.MISSING


def test_one_list_is_taken_in_with_a_profile_and_one_waits(town: Town) -> None:
    assert rows(ImportRun).filter(done_at__isnull=False).count() == 1
    assert rows(ImportRun).filter(done_at__isnull=True).count() == 1
    assert rows(ImportProfile).exists()
    assert town.providers["oppna_spar"].other_names.exists()


def test_late_things_are_there_to_see(town: Town) -> None:
    assert any(followup.is_late(ready.TODAY) for followup in rows(Followup))
    assert any(request.is_overdue(ready.TODAY) for request in rows(DocumentRequest))
    assert any(plan.is_late(ready.TODAY) for plan in rows(ActionPlan))
    assert rows(RegisterCheck).filter(valid_until__lt=ready.TODAY).exists()


def test_some_visits_were_unannounced(town: Town) -> None:
    assert rows(Visit).filter(is_announced=False, visited_on__isnull=False).exists()


def test_papers_about_somebody_are_guarded_retained_and_say_that_they_are_made_up(
    town: Town, files: Path
) -> None:
    papers = rows(Document).filter(secrecy=Secrecy.CLIENT_DOCUMENT)

    assert papers.exists()
    assert not papers.filter(retain_until=None).exists()
    assert all((files / p.file.name).read_text().startswith("PÅHITTAD") for p in papers)


def test_a_drawn_selection_gives_each_chosen_one_a_ground(town: Town) -> None:
    drawn = town.selections["children"].candidates
    grounds = set(drawn.visible_to(town.access("anna")).values_list("ground", flat=True))

    assert {Ground.USED.value, ""} <= grounds


def test_visits_are_made_by_two_who_declared_no_conflict(town: Town) -> None:
    carried_out = rows(Followup).filter(carried_out_on__isnull=False)
    visited = carried_out.exclude(kind=Kind.SURVEY)

    for followup in visited:
        declared = rows(Reviewer).filter(followup=followup, has_no_conflict=True)
        assert declared.count() == 2


def test_nothing_happens_after_today(town: Town) -> None:
    assert not rows(AuditEvent).filter(at__date__gt=ready.TODAY).exists()


def test_the_trail_never_goes_back_in_time(town: Town) -> None:
    last: dict[int, object] = {}
    for chain, at in rows(AuditEvent).order_by("pk").values_list("authority_id", "at"):
        assert at >= last.get(chain, at)
        last[chain] = at


def test_every_role_has_a_log_in(town: Town) -> None:
    roles = set(rows(Membership).values_list("role", flat=True))

    assert roles == {role.value for role in Role}


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.username)
def test_everybody_can_log_in(town: Town, client, person) -> None:
    login = reverse("accounts:login")

    answer = client.post(login, {"username": person.username, "password": PASSWORD})

    assert answer.status_code == 302
    assert client.get(reverse("accounts:profile")).status_code == 200


def test_the_neighbour_sees_the_reported_and_never_papers_about_somebody(town: Town) -> None:
    cilla = access_of(User.objects.get(username="cilla"))
    theirs = Followup.objects.visible_to(cilla).exclude(authority=town.authorities["neighbour"])
    guarded = Document.objects.visible_to(cilla).filter(secrecy=Secrecy.CLIENT_DOCUMENT)

    assert theirs.exists()
    assert not theirs.filter(reported_on=None).exists()
    assert not guarded.exclude(authority=town.authorities["neighbour"]).exists()


def test_the_providers_people_have_something_to_do(town: Town) -> None:
    for username in ("utforare", "utforare2"):
        access = access_of(User.objects.get(username=username))
        assert ActionPlan.objects.shown_to_provider(access).awaited().exists()
        requests = DocumentRequest.objects.shown_to_provider(access)
        assert requests.filter(state=RequestState.REQUESTED).exists()


def test_the_guide_names_every_log_in(town: Town) -> None:
    told = guide("http://127.0.0.1:8000/")

    assert {name for name in town.users if f"  {name} " not in told} == set()
    assert PASSWORD in told


def told_story(log: list[tuple[str, date]], name: str, *offsets: int) -> Story:
    for offset in offsets:
        yield offset
        log.append((name, clock.today()))


def test_stories_are_told_in_order_of_their_days() -> None:
    log: list[tuple[str, date]] = []
    monday = date(2026, 3, 9)

    play([told_story(log, "a", -7, -3), told_story(log, "b", -6, 1)], Calendar(monday))

    assert log == [
        ("a", date(2026, 3, 2)),
        ("b", date(2026, 3, 3)),
        ("a", date(2026, 3, 6)),
    ]


def test_a_story_never_goes_back_in_time() -> None:
    with pytest.raises(ValueError, match="goes back in time"):
        play([told_story([], "a", -3, -10)], Calendar(date(2026, 3, 9)))


@given(today=st.dates(date(2020, 1, 1), date(2080, 1, 1)), offset=st.integers(-800, 800))
def test_everything_happens_on_a_working_day_never_later_than_said(
    today: date, offset: int
) -> None:
    day = Calendar(today).day(offset)

    assert day.isoweekday() < 6
    assert (day.month, day.day) not in HOLIDAYS
    assert timedelta(0) <= today + timedelta(days=offset) - day <= timedelta(days=5)


@given(today=st.dates(date(2020, 1, 1), date(2080, 1, 1)))
@example(today=date(2026, 7, 1))
def test_a_handover_is_never_told_before_it_has_taken_place(today: date) -> None:
    calendar = Calendar(today)

    assert calendar.day(HANDED_OVER_ON) >= calendar.first_of_month(HANDED_OVER_IN)


@given(today=st.dates(date(2020, 1, 1), date(2080, 1, 1)), months=st.integers(-80, 80))
def test_a_month_ends_the_day_before_the_next_begins(today: date, months: int) -> None:
    calendar = Calendar(today)

    next_day = calendar.last_of_month(months) + timedelta(days=1)

    assert next_day == calendar.first_of_month(months + 1)
    assert next_day.day == 1


def test_the_demonstration_is_refused_in_production(settings) -> None:
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="installation i drift"):
        call_command("demo")


def test_somebodys_own_installation_is_never_removed() -> None:
    AuthorityFactory.create()

    with pytest.raises(CommandError, match="Inget är ändrat"):
        call_command("demo")


def test_a_whole_demonstration_is_kept(capsys) -> None:
    record(BUILDER, BUILT, User(username="demo"), place=Place())
    before = rows(AuditEvent).count()

    call_command(Command(), keep=True)

    assert "behålls" in capsys.readouterr().out
    assert rows(AuditEvent).count() == before


def test_a_taken_port_gives_the_next_free() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert _free_port(port) > port


def in_its_own_place(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [ready.INSYN, "demo", *arguments],
        env=ready.environment(folder), check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout


def files_in(folder: Path) -> set[Path]:
    return {path for path in (folder / "files").rglob("*") if path.is_file()}


def content_of(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "insyn.sqlite3") as database:
        return list(database.iterdump())


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A folder in which the command has built the demonstration."""
    return ready.copy_of(ready.demonstration(), tmp_path_factory.mktemp("var"))


@pytest.mark.slow
def test_the_command_builds_both_examples(place: Path) -> None:
    content = "\n".join(content_of(place))

    assert "Exempelstad" in content
    assert "Järfälla" in content


@pytest.mark.slow
def test_keeping_a_whole_demonstration_changes_nothing(place: Path) -> None:
    before = content_of(place)

    said = in_its_own_place(place, "--keep")

    assert "behålls" in said
    assert content_of(place) == before


@pytest.mark.slow
def test_the_command_replaces_a_demonstration_and_its_files(place: Path) -> None:
    files = files_in(place)

    in_its_own_place(place)

    assert len(files_in(place)) == len(files)
    assert not files_in(place) & files
