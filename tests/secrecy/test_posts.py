"""Every address that takes a form, sent by everybody who must not get through.

One form with plausible answers to every field of the system, with the keys of Ekby's rows, is
sent to each address. Nothing may change: no statement may write to a table of ours.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from insyn.criteria.rules import Level
from insyn.followups.rules import Event, Outcome
from insyn.kernel.access import Role
from insyn.monitoring.rules import CheckKind, CheckResult
from insyn.registry.queries import access_of
from insyn.reports.rules import ReportEvent
from insyn.risk.models import Share
from insyn.risk.rules.states import Origin
from tests import standing
from tests.factories import DAY
from tests.secrecy.rows import everything
from tests.test_doors import DOORS
from tests.world import World

pytestmark = pytest.mark.no_cover
"""They walk where others have been: the lines are tried elsewhere."""
built = standing.standing(everything)
anna, bo, cilla, dag = (standing.one(name) for name in ("anna", "bo", "cilla", "dag"))
other_contact, neighbour = standing.one("other_contact"), standing.one("neighbour")
system_admin, world = standing.one("system_admin"), standing.one("world")

PEOPLE = ("dag", "other_contact", "bo", "system_admin", "cilla", "neighbour")
ELSEWHERE = {"cilla", "neighbour"}
"""Those who do follow up, in another authority of the cooperation."""

OWN_SETTINGS = {
    "agenda:digest",
    "accounts:login",
    "accounts:logout",
    "accounts:language",
    "accounts:color_mode",
    "accounts:password",
    "accounts:kept",
    "registry:watch_feed_make",
    "registry:watch_feed_revoke",
    "provider_portal:language",
}
"""Where everybody changes only what is their own."""

SHARED_REGISTER = {
    "registry:provider_add",
    "registry:provider_edit",
    "registry:provider_group_rename",
    "registry:provider_group_remove",
    "registry:provider_merge",
    "registry:provider_merge_undo",
    "registry:provider_spelling_add",
    "registry:provider_spelling_remove",
    "registry:provider_unit_add",
    "registry:provider_unit_edit",
    "registry:provider_unit_close",
    "registry:unit_operator",
    "registry:unit_operation_add",
    "registry:unit_operation_edit",
    "registry:unit_operation_remove",
    "registry:unit_permit_add",
    "registry:unit_permit_edit",
    "registry:unit_permit_end",
    "registry:unit_permit_remove",
}
"""Facts about providers, which every authority's register keeper changes for all."""

SHARED_START = {
    "monitoring:note",
    "risk:start",
    "registry:provider_contact_add",
    "exchange:import_new",
    "reports:create_period",
    "requirements:shipped_copy",
    "signals:note",
    "signals:notice_note",
}
"""Pages that a plan owner elsewhere may open, where the form offers only their own authority."""

COMING_IN = {
    "provider_portal:link", "provider_portal:code", "provider_portal:new_link",
    "signals:open:form",
}  # fmt: skip
"""Open to everybody who holds a link, or asks for one, or tells a board something that has opened
its form: tried in ``provider_portal`` and ``signals``."""
LEADS_AWAY = {
    "provider_portal:account": {302},
    "provider_portal:old_tasks": {301},
    "provider_portal:old_page": {301},
    "portal:turns": {301},
    "provider_portal:operations": {400, 401},
    "signals:many": {302},
    "visits:device_operations": {401},
    "visits:device_photo": {401},
}
"""What is answered by addresses that lead elsewhere, or cannot read a form."""
FORMS = sorted(set(DOORS) - OWN_SETTINGS - COMING_IN)

REFUSED = {403, 404, 405}
LATER = "2099-01-01"


def payload(world: World) -> dict[str, Any]:
    """Return answers to every field that a form of the system has."""
    texts = ("text", "name", "title", "reason", "note", "judgement", "unit_name", "result_text",
             "overall_assessment", "decision", "clause", "continued", "comment", "measure",
             "responsible", "seed", "shortfall", "intro", "met_when", "evidence", "area",
             "requirement", "required_result", "source", "file_name", "remark_f_tax")  # fmt: skip
    days = ("planned_for", "due_on", "received_on", "reviewed_on", "asked_on", "visited_on",
            "planned_on", "seen_on", "remedied_on", "submitted_on", "done_by", "starts_on",
            "ends_on", "closed_on", "drawn_on", "checked_on", "last_day")  # fmt: skip
    return {
        **{name: f"Insmuget i {name}" for name in texts},
        **dict.fromkeys(days, LATER),
        "received_on": DAY.isoformat(),
        "reviewed_on": DAY.isoformat(),
        "checked_on": DAY.isoformat(),
        "remedied_on": DAY.isoformat(),
        "visited_on": DAY.isoformat(),
        "starts_on": DAY.isoformat(),
        "authority": world.authority.pk,
        "agreement": world.agreement.pk,
        "contract": world.contract.pk,
        "lot": world.lot.pk,
        "lots": world.lot.pk,
        "template_version": world.template_version.pk,
        "copied": world.template_version.pk,
        "selection": world.selection.pk,
        "section": world.observation.section_id,
        "question": world.observation.question_id or "",
        "user": world.membership.user_id,
        "username": "anna",
        "org_number": "5566778899",
        "operating_form": "private",
        "form": "framework",
        "status": "active",
        "kind": "visit",
        "level": Level.MET.value,
        "outcome": Outcome.COMPLIES.value,
        "severity": "minor",
        "verdict": "accepted",
        "role": Role.PLAN_OWNER.value,
        "account": "has",
        "beginning": "copy",
        "year": 2026,
        "quota": 3,
        "origin": Origin.HERE.value,
        "included": f"{world.contract.pk}-{world.lot.pk}",
        f"ground_{world.contract.pk}-{world.lot.pk}": "lottery",
        f"by_{world.contract.pk}-{world.lot.pk}": world.authority.pk,
        f"result_{CheckKind.F_TAX}": CheckResult.OK.value,
        "kinds": CheckKind.F_TAX.value,
        "providers": world.provider.pk,
        "event": ReportEvent.REVIEW.value,
        "way": "up",
        "sheet": 0,
        "fingerprint": "0" * 64,
        "has_no_conflict": "on",
        "version": 1,
    }


OUR_TABLES = frozenset(
    model._meta.db_table
    for model in apps.get_models(include_auto_created=True)
    if model.__module__.startswith("insyn.")
)
WRITES = re.compile(
    r'\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+"(\w+)"', re.IGNORECASE
)
READS = re.compile(
    r"\s*(?:SELECT|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|SET|SHOW|PRAGMA)\b", re.IGNORECASE
)


def written_to(sql: str) -> str:
    """Return the table that a statement writes to, empty when it only reads.

    A statement of a kind that nobody thought of counts as writing.
    """
    found = WRITES.match(sql)
    if found:
        return found[1]
    return "" if READS.match(sql) else sql


@contextmanager
def our_writes() -> Iterator[list[str]]:
    """Yield the list that fills with what is written to while the block runs."""
    seen: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        table = written_to(sql)
        if table and (table in OUR_TABLES or " " in table):
            seen.append(table)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield seen


def test_the_spy_knows_a_write_when_it_sees_one() -> None:
    assert written_to('INSERT INTO "plans_plan" ("title") VALUES (%s)') == "plans_plan"
    assert written_to('INSERT OR IGNORE INTO "plans_plan" VALUES (%s)') == "plans_plan"
    assert written_to('UPDATE "plans_plan" SET "title" = %s') == "plans_plan"
    assert written_to('DELETE FROM "plans_plan" WHERE 1') == "plans_plan"
    assert written_to("TRUNCATE plans_plan")
    assert written_to('SELECT "x" FROM "plans_plan" FOR UPDATE') == ""
    assert "plans_plan" in OUR_TABLES


def address_of(name: str, world: World) -> str:
    kwargs = DOORS[name].kwargs(world)
    if name == "followups:move":
        kwargs = {**kwargs, "event": Event.PREPARE.value}
    if name.startswith("documents:"):
        kwargs = {"pk": world.client_document.pk}
    query = f"?agreement={world.agreement.pk}" if not kwargs else ""
    return reverse(name, kwargs=kwargs) + query


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMS)
def test_what_is_not_permitted_changes_nothing(name, world, request) -> None:
    address, sent = address_of(name, world), payload(world)
    clients = {person: Client() for person in PEOPLE}
    for person, client in clients.items():
        client.force_login(request.getfixturevalue(person))
    refused = REFUSED | LEADS_AWAY.get(name, set())
    is_own_form = name in SHARED_START or not DOORS[name].kwargs(world)
    for person, client in clients.items():
        if name in SHARED_REGISTER and person in ELSEWHERE:
            continue
        allowed = refused | {200} if is_own_form and person in ELSEWHERE else refused
        for form in ({}, sent):
            with our_writes() as written:
                answer = client.post(address, form)
            said = (person, answer.status_code, len(form))
            assert answer.status_code in allowed, said
            assert written == [], person


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMS)
def test_without_logging_in_a_form_leads_to_the_log_in_page(name, client: Client, world) -> None:
    address, sent = address_of(name, world), payload(world)

    with our_writes() as written:
        answer = client.post(address, sent)

    is_open = DOORS[name].anonymous != 302
    assert answer.status_code in ({405} | LEADS_AWAY.get(name, set()) if is_open else {302})
    assert is_open or answer.headers["Location"].startswith(reverse("accounts:login"))
    assert written == []


@pytest.mark.django_db
def test_the_same_forms_do_change_things_for_those_who_may(client: Client, anna, world) -> None:
    """Otherwise the tests above would prove nothing."""
    client.force_login(anna)
    changed = set()
    for name in FORMS:
        mark = transaction.savepoint()
        address, sent = address_of(name, world), payload(world)
        if name == "risk:elsewhere":  # a draft that is to be entered has no shares
            Share.objects.visible_to(access_of(anna)).delete()
        with our_writes() as written:
            client.post(address, sent)
        if written:
            changed.add(name)
        transaction.savepoint_rollback(mark)

    assert len(changed) > 25, changed
