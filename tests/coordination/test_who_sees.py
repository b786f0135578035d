"""A coordinator reads what has been reported by those it coordinates, and nothing else."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insyn.accounts.models import Coordination
from insyn.accounts.queries import mandates_of
from insyn.audit.models import AuditEvent
from insyn.coordination.models import DistrictShare, SampledUnit
from insyn.coordination.queries.instructions import listed_instructions
from insyn.documents.models import Document
from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.followups.models import Basis, DocumentRequest, Followup, Reviewer
from insyn.kernel.access import CLEARANCES, SHARED_AT_MOST, Access, Mandate, Role, Secrecy
from insyn.platform import clock
from insyn.registry.models import Contract
from insyn.registry.queries import access_of
from insyn.reports.models import Report
from insyn.reports.queries.rows import rows_said
from insyn.reports.queries.tables import reading, tables_of
from insyn.reports.rules import ReportKind
from insyn.reports.services import ReportHead, create_period_report, lock_figures
from insyn.visits.models import Observation
from tests.conftest import log_in
from tests.coordination.factories import district_of, unit_in
from tests.factories import DAY, AgreementFactory, ContractFactory, FollowupFactory
from tests.people import member
from tests.world import build, document

pytestmark = pytest.mark.django_db

NEVER = (Basis, Contract, Document, DocumentRequest, Observation, Reviewer)


@given(
    role=st.sampled_from(Role),
    secrecy=st.sampled_from(Secrecy),
    reported=st.booleans(),
    coordinates=st.booleans(),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_who_sees_what_of_a_coordinated_authority(
    ekby, north, role, secrecy, reported, coordinates
) -> None:
    row = FollowupFactory.create(
        authority=north, secrecy=secrecy, reported_on=DAY if reported else None,
        number=f"N-{Followup.objects.unscoped(reason='A test counts all rows.').count()}",
    )  # fmt: skip
    others = frozenset({north.pk}) if coordinates else frozenset()
    access = Access(1, "", (Mandate(ekby.pk, role, coordinated_ids=others),))

    seen = Followup.objects.visible_to(access).filter(pk=row.pk).exists()

    level = min(CLEARANCES[role], SHARED_AT_MOST)
    is_inside = CLEARANCES[role] > Secrecy.PUBLIC
    assert seen == (coordinates and reported and is_inside and secrecy <= level)


def everything_of(north, owner):
    contract = ContractFactory.create(agreement=AgreementFactory.create(authority=north))
    return build(north, owner, contract.provider)


def test_the_coordinator_reads_results_never_notes_documents_or_the_register(
    anna, north, north_owner
) -> None:
    world = everything_of(north, north_owner)
    access = access_of(anna)

    assert Followup.objects.visible_to(access).filter(pk=world.followup.pk).exists()
    assert Finding.objects.visible_to(access).filter(pk=world.finding.pk).exists()
    for model in NEVER:
        assert not model.objects.visible_to(access).exists(), model.__name__
    assert not AuditEvent.objects.visible_to(access).filter(authority_id=north.pk).exists()


def test_a_commissioners_shortcoming_stays_with_its_board(anna, north, north_owner) -> None:
    world = everything_of(north, north_owner)
    world.finding.kind = FindingKind.COMMISSIONER_SHORTCOMING
    world.finding.save()

    assert not Finding.objects.visible_to(access_of(anna)).exists()
    assert Finding.objects.visible_to(access_of(north_owner)).exists()


def test_documents_of_any_level_stay(anna, north) -> None:
    for level in Secrecy:
        document(north, level, f"Handling {level}")

    assert not Document.objects.visible_to(access_of(anna)).exists()


def test_the_coordinated_see_nothing_of_the_coordinator(north_owner, ekby) -> None:
    FollowupFactory.create(authority=ekby, reported_on=DAY)

    assert not Followup.objects.visible_to(access_of(north_owner)).exists()


def test_it_holds_from_the_first_day_to_the_last(anna, ekby, north) -> None:
    today = clock.today()
    row = Coordination.objects.get()
    for starts, ends, is_on in (
        (today, today, True),
        (today - timedelta(days=2), today - timedelta(days=1), False),
        (today + timedelta(days=1), None, False),
        (date(2020, 1, 1), None, True),
    ):
        row.valid_from, row.valid_to = starts, ends
        row.save()

        (mandate,) = mandates_of(anna, today=today)

        assert mandate.coordinated_ids == (frozenset({north.pk}) if is_on else frozenset())


def test_mandates_cost_two_queries_however_many_are_coordinated(
    anna, ekby, north, django_assert_num_queries
) -> None:
    with django_assert_num_queries(2):
        mandates_of(anna, today=clock.today())


def test_two_roles_are_two_mandates_and_each_coordinates(ekby, north, anna) -> None:
    admin = member(ekby, Role.SYSTEM_ADMIN, "drift")

    assert access_of(anna).coordinated_ids == {north.pk}
    assert access_of(admin).coordinated_ids == frozenset()


def test_reports_are_shared_first_when_reviewed(anna, north, north_owner) -> None:
    world = everything_of(north, north_owner)
    rows = Report.objects.visible_to(access_of(anna)).filter(pk=world.report.pk)
    Report.objects.unscoped(reason="A test changes a row.").update(reviewed_on=None)
    assert not rows.exists()

    Report.objects.unscoped(reason="A test changes a row.").update(reviewed_on=DAY)
    assert rows.exists()


def test_the_coordinated_count_only_their_own_part(
    anna, north_owner, ekby, instruction, unit
) -> None:
    south = district_of(ekby, "Stadsdelsnämnden Söder")
    DistrictShare.objects.create(instruction=instruction, authority=south, wanted=3)
    other = unit_in(unit.service_area)
    SampledUnit.objects.create(instruction=instruction, authority=south, unit=other)

    def counted(user):
        row: Any = listed_instructions(access_of(user), {}, sort="").get()
        return row.share_count, row.sample_count

    assert counted(north_owner) == (1, 1)
    assert counted(anna) == (2, 2)


def test_the_annex_of_a_report_names_nothing_that_stays_with_its_board(
    anna, north, north_owner
) -> None:
    world = everything_of(north, north_owner)
    year = clock.today().year
    head = ReportHead("Årsrapport", "", date(year, 1, 1), date(year, 12, 31))
    report = create_period_report(
        access_of(north_owner), authority=north, kind=ReportKind.YEARLY, head=head
    )
    title = str(world.contract.agreement.title)

    told = {
        user: str(rows_said(reading(access_of(user), north), tables_told(user, report)))
        for user in (anna, north_owner)
    }

    assert title in told[north_owner]
    assert title not in told[anna]


def test_until_the_board_has_decided_its_own_matters_are_not_told(anna, north, north_owner):
    everything_of(north, north_owner)
    year = clock.today().year
    head = ReportHead("Årsrapport", "", date(year, 1, 1), date(year, 12, 31))
    owner = access_of(north_owner)
    report = lock_figures(
        owner, create_period_report(owner, authority=north, kind=ReportKind.YEARLY, head=head)
    )
    rows = Report.objects.unscoped(reason="A test changes a row.").filter(pk=report.pk)
    rows.update(reviewed_on=DAY)

    def values(user, key: str) -> set[Any]:
        (table,) = [table for table in tables_told(user, rows.get()) if table.key == key]
        return {cell.value for _at, cell in table.cells()}

    assert values(anna, "signals") == {None}
    assert values(north_owner, "signals") != {None}
    assert values(anna, "findings_by_kind") == values(north_owner, "findings_by_kind")

    rows.update(decided_on=DAY)
    assert values(anna, "signals") == values(north_owner, "signals")


def test_the_annex_that_was_issued_stays_with_its_board(
    as_anna, client, north, north_owner
) -> None:
    row = Report(authority=north, kind=ReportKind.YEARLY, title="Årsrapport", reviewed_on=DAY)
    row.starts_on, row.ends_on = date(2026, 1, 1), date(2026, 12, 31)
    row.annex = document(north, Secrecy.INTERNAL, "Underlag")
    row.save()
    url = reverse("reports:download", args=[row.pk, "xlsx"])

    theirs = as_anna.get(url).content
    ours = log_in(client, north_owner).get(url).content

    with row.annex.file.open("rb") as file:
        stored = file.read()
    assert ours == stored
    assert theirs != stored


def tables_told(user, report):
    return [table for _place, table in tables_of(access_of(user), report)]
