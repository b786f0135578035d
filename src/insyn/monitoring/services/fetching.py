"""What Insyn fetches by itself at night, for the authorities that have chosen it."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Mandate, Permission, Role
from insyn.kernel.errors import Outdated
from insyn.monitoring.models import FetchChoice, KoladaFigure, RegisterAnswer, RegisterCheck
from insyn.monitoring.queries.earlier import earlier_of
from insyn.monitoring.queries.fetching import Asked, asked_about, last_told
from insyn.monitoring.rules import CheckKind
from insyn.monitoring.rules.answers import Mishap, RegisterFacts
from insyn.monitoring.rules.kolada import FigureFacts, check_watched
from insyn.monitoring.services.adapters import bolagsverket, kolada
from insyn.monitoring.services.adapters.base import Circuit, Trouble
from insyn.monitoring.services.checks import CheckFacts, note_one
from insyn.monitoring.services.signalling import signal_changes
from insyn.platform import clock
from insyn.platform.locking import locked_row

FRESH = timedelta(hours=20)
"""An answer that is younger is not asked for again the same night."""

RUN_AT_MOST = 600
"""Seconds. What the night did not reach comes first the next: the oldest answers go first."""

RENEWED_AFTER = timedelta(days=28)
"""An answer that says the same as the last is noted again first after so long."""

YEARS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class FetchFacts:
    """What an authority wants fetched."""

    asks_bolagsverket: bool
    municipality_code: str = ""
    kpis: Sequence[str] = ()
    units: Sequence[str] = ()


@transaction.atomic
def choose_fetching(
    access: Access, authority: Authority, *, facts: FetchFacts, version: int
) -> FetchChoice:
    """Keep what is fetched for the authority. ``version`` is 0 when nothing was chosen before.

    Raises:
        RuleViolation: a number that the source cannot have.
        Outdated: somebody else changed it first.
    """
    access.require(Permission.CHECK_REGISTERS, authority_id=authority.pk)
    check_watched(facts.municipality_code, facts.kpis, facts.units)
    rows = FetchChoice.objects.visible_to(access).filter(authority=authority)
    known = rows.first()
    if known is None and version:
        raise Outdated(_("Valen finns inte längre. Läs in sidan igen."))
    row = locked_row(rows, pk=known.pk, version=version) if known else FetchChoice(version=0)
    row.authority = authority
    row.asks_bolagsverket = facts.asks_bolagsverket
    row.municipality_code = facts.municipality_code
    row.kpis, row.units = list(facts.kpis), list(facts.units)
    row.version += 1
    row.full_clean()
    row.save()
    record(access, "fetch_choice.updated", row, place=Place(authority.pk),
           facts={"asks_bolagsverket": row.asks_bolagsverket,
                  "kpis": ", ".join(row.kpis)})  # fmt: skip
    return row


@dataclass(frozen=True, slots=True)
class FetchSummary:
    """What a night's run did."""

    asked: int = 0
    noted: int = 0
    figures: int = 0
    stopped: str = ""


def fetch_all(today: date | None = None) -> FetchSummary:
    """Ask the services that are configured, for the authorities that have chosen it.

    Nothing here raises for what a service does. Run any number of times with the same result.
    """
    day = today or clock.today()
    companies = fetch_organisations(day)
    figures = fetch_figures(day)
    return FetchSummary(companies.asked, companies.noted, figures, companies.stopped)


def fetch_organisations(
    today: date, service: bolagsverket.Bolagsverket | None = None, *, circuit: Circuit | None = None
) -> FetchSummary:
    """Ask Bolagsverket about every contracted organisation of the authorities that want it."""
    service = service or bolagsverket.configured()
    if service is None:
        return FetchSummary()
    guard, until = circuit or Circuit(), time.monotonic() + RUN_AT_MOST
    asked = noted = 0
    for one in asked_about(bolagsverket.SOURCE, older_than=clock.now() - FRESH):
        if guard.is_open:
            return FetchSummary(asked, noted, stopped=_("Tjänsten svarar inte. Resten väntar."))
        if time.monotonic() > until:
            return FetchSummary(asked, noted, stopped=_("Tiden är ute. Resten tas nästa natt."))
        facts = service.organisation(one.provider.org_number, names=one.names)
        is_down = facts.mishap not in {None, Mishap.NOT_FOUND, Mishap.OTHER, Mishap.CHANGED}
        guard.note(failed=is_down)
        asked += 1
        noted += take_in(one, facts, today)
    return FetchSummary(asked, noted)


@transaction.atomic
def take_in(asked: Asked, facts: RegisterFacts, today: date) -> int:
    """Keep an answer, and note it for each authority to which it tells something new."""
    RegisterAnswer.objects.update_or_create(
        org_number=asked.provider.org_number,
        source=bolagsverket.SOURCE,
        defaults={
            "fetched_at": clock.now(),
            "result": facts.result,
            "remark": facts.remark,
            "details": dict(facts.details),
            "is_answered": facts.mishap is None,
        },
    )
    return sum(_note_for(row, asked, facts, today) for row in asked.authorities)


def _note_for(authority: Authority, asked: Asked, facts: RegisterFacts, today: date) -> bool:
    access = access_for(authority)
    last = last_told(access, authority, asked.provider, CheckKind.STATUS)
    is_same = (
        last is not None
        and (last.result, last.remark, last.details)
        == (facts.result.value, facts.remark, dict(facts.details))
        and today - last.checked_on < RENEWED_AFTER
    )
    if is_same:
        return False
    earlier = earlier_of(access, authority, [asked.provider.pk])
    check = note_one(
        access,
        RegisterCheck(authority=authority, provider=asked.provider),
        CheckFacts(
            kind=CheckKind.STATUS,
            source=bolagsverket.SOURCE,
            result=facts.result,
            remark=facts.remark,
            checked_on=today,
            details=facts.details,
        ),
        earlier,
    )
    signal_changes(access, [check])
    return True


def access_for(authority: Authority) -> Access:
    """Return the asker behind the nightly run, in one authority."""
    return Access.system("Insyn", mandates=(Mandate(authority.pk, Role.PLAN_OWNER),))


def fetch_figures(today: date, service: kolada.Kolada | None = None) -> int:
    """Fetch the chosen figures from Kolada; return how many values there were."""
    service = service or kolada.configured()
    if service is None:
        return 0
    years = range(today.year - YEARS_SHOWN, today.year + 1)
    fetched = 0
    guard = Circuit(limit=2)
    for authority in Authority.objects.order_by("pk"):
        choice = FetchChoice.objects.visible_to(access_for(authority)).filter(authority=authority)
        for row in choice:
            if row.kpis and not guard.is_open:
                fetched += _figures_of(service, row, years, guard)
    return fetched


def _figures_of(
    service: kolada.Kolada, row: FetchChoice, years: Collection[int], guard: Circuit
) -> int:
    try:
        found = service.figures(row.kpis, [row.municipality_code], years, units=False)
        if row.units:
            found += service.figures(row.kpis, row.units, years, units=True)
        titles = service.titles(row.kpis)
    except Trouble:
        guard.note(failed=True)
        return 0  # what was fetched before stays, with its day
    guard.note(failed=False)
    return keep_figures(found, titles)


@transaction.atomic
def keep_figures(found: Sequence[FigureFacts], titles: Mapping[str, str]) -> int:
    """Keep the values, each with when it was fetched; the same value replaces the former."""
    rows = [
        KoladaFigure(
            kpi=one.kpi, title=titles.get(one.kpi, "")[:300], place=one.place, year=one.year,
            gender=one.gender, value=one.value, status=one.status, fetched_at=clock.now(),
        )
        for one in {(o.kpi, o.place, o.year, o.gender): o for o in found}.values()
    ]  # fmt: skip
    KoladaFigure.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["kpi", "place", "year", "gender"],
        update_fields=["title", "value", "status", "fetched_at"],
    )
    return len(rows)
