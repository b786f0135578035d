from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from insyn.audit.models import AuditEvent, ChainHead
from insyn.audit.queries import broken_links, trail_of
from insyn.audit.rules import FIRST_LINK, Link, digest
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Secrecy
from insyn.registry.queries import access_of

pytestmark = pytest.mark.django_db
SYSTEM = Access.system("test")


def everything():
    return AuditEvent.objects.unscoped(reason="a test looks at the whole trail")


def write(subject, count: int = 3, place: Place | None = None) -> list[AuditEvent]:
    chain = place or Place(subject.pk)
    return [record(SYSTEM, "authority.tried", subject, place=chain) for _ in range(count)]


def unguarded(sql: str, *values: Any) -> None:
    """Do what only one with a key to the database can do: take the triggers away first."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in ("audit_event_never_edited", "audit_event_never_removed"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            cursor.execute("DROP TRIGGER IF EXISTS audit_event_is_kept ON audit_auditevent")
        cursor.execute(sql, values)


def test_a_whole_chain_holds(ekby) -> None:
    write(ekby)

    assert broken_links() == []


def test_events_are_numbered_without_gaps_in_each_authority(ekby, norrby) -> None:
    write(ekby, 2)
    write(norrby, 1)
    write(ekby, 1)

    own = everything().filter(authority_id=ekby.pk).order_by("number")
    assert list(own.values_list("number", flat=True)) == [1, 2, 3]
    assert ChainHead.objects.get(authority_id=norrby.pk).number == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("event", "authority.other"),
        ("actor_name", "någon annan"),
        ("subject", "accounts.authority:999"),
        ("subject_name", "Ett annat namn"),
        ("origin", "10.0.0.9"),
        ("secrecy", 0),
        ("facts", '{"before": "x"}'),
        ("at", "2020-01-01 00:00:00"),
    ],
)
def test_an_edited_event_is_found(ekby, column: str, value: object) -> None:
    edited = write(ekby)[1]
    sql = f"UPDATE audit_auditevent SET {column} = %s WHERE id = %s"  # noqa: S608  own names
    unguarded(sql, value, edited.pk)

    assert [(gap.number, gap.reason) for gap in broken_links()] == [(2, "händelsen är ändrad")]


def test_a_removed_event_is_found(ekby) -> None:
    removed = write(ekby)[1]
    unguarded("DELETE FROM audit_auditevent WHERE id = %s", removed.pk)

    assert broken_links()[0].reason == "händelse saknas"


def test_a_cut_chain_is_found(ekby) -> None:
    last = write(ekby)[-1]
    unguarded("DELETE FROM audit_auditevent WHERE id = %s", last.pk)

    assert [gap.reason for gap in broken_links()] == ["kedjans slut är avkapat"]


def test_an_event_put_in_afterwards_is_found(ekby) -> None:
    first = write(ekby)[0]
    AuditEvent.objects.create(
        authority_id=ekby.pk,
        number=4,
        at=first.at,
        event="authority.forged",
        actor_name="ingen",
        subject="accounts.authority:1",
        previous=FIRST_LINK,
        digest="f" * 64,
    )

    assert {gap.reason for gap in broken_links()} == {
        "händelsen är ändrad",
        "kedjans slut är avkapat",
    }


def test_a_chain_moved_to_another_authority_is_found(ekby, norrby) -> None:
    write(ekby)
    unguarded("UPDATE audit_auditevent SET authority_id = %s", norrby.pk)
    ChainHead.objects.update(authority_id=norrby.pk)

    assert broken_links()


def test_events_without_a_head_are_found(ekby) -> None:
    write(ekby)
    ChainHead.objects.all().delete()

    assert [gap.reason for gap in broken_links()] == ["kedjans slut saknas"]


@pytest.mark.parametrize(
    "sql", ["UPDATE audit_auditevent SET event = 'x.y'", "DELETE FROM audit_auditevent"]
)
def test_the_database_itself_refuses(ekby, sql: str) -> None:
    write(ekby, 1)

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_an_event_cannot_be_saved_again(ekby) -> None:
    event = write(ekby, 1)[0]

    with pytest.raises(TypeError):
        event.save()


def test_an_event_cannot_be_deleted(ekby) -> None:
    event = write(ekby, 1)[0]

    with pytest.raises(TypeError):
        event.delete()


def test_an_event_about_a_client_document_has_no_name(ekby) -> None:
    event = write(ekby, 1, Place(ekby.pk, Secrecy.CLIENT_DOCUMENT))[0]

    assert event.subject_name == ""


def test_only_the_own_authority_with_clearance_sees_such_an_event(
    ekby, anna, bo, cilla, system_admin, cooperation
) -> None:
    write(ekby, 1, Place(ekby.pk, Secrecy.CLIENT_DOCUMENT))

    seen = {user.username: trail_of(access_of(user)).count() for user in (anna, bo, cilla)}
    assert seen == {"anna": 1, "bo": 0, "cilla": 0}
    assert not trail_of(access_of(system_admin)).exists()


def test_nobody_sees_the_system_chain(ekby, anna) -> None:
    write(ekby, 1, Place())

    assert not trail_of(access_of(anna)).exists()


def test_the_trail_of_one_row_has_only_its_events(ekby, anna) -> None:
    write(ekby, 2)
    record(SYSTEM, "user.tried", anna, place=Place(ekby.pk))

    rows = trail_of(access_of(anna), subject=f"accounts.authority:{ekby.pk}")
    assert {event.event for event in rows} == {"authority.tried"}


def test_the_trail_can_be_narrowed_to_authorities(ekby, anna) -> None:
    write(ekby, 1)

    assert trail_of(access_of(anna), authority_ids=frozenset()).count() == 0


def test_a_long_name_does_not_break_the_chain(ekby) -> None:
    record(Access.system("x" * 400), "authority.tried", ekby, place=Place(ekby.pk))

    assert broken_links() == []


def test_the_command_says_that_all_holds_and_gives_each_head(ekby) -> None:
    last = write(ekby)[-1]
    out = StringIO()

    call_command("verify_trail", stdout=out)

    assert f"nämnd {ekby.pk};3 händelser;{last.digest}" in out.getvalue()


def test_the_command_fails_and_names_the_break(ekby) -> None:
    edited = write(ekby)[0]
    unguarded("UPDATE audit_auditevent SET event = 'x.y' WHERE id = %s", edited.pk)
    out = StringIO()

    with pytest.raises(CommandError, match="1 ställen"):
        call_command("verify_trail", stdout=out)
    assert f"nämnd {ekby.pk};händelse 1;händelsen är ändrad" in out.getvalue()


@given(st.text(max_size=20), st.text(max_size=20))
def test_two_names_that_differ_never_share_a_digest(one: str, other: str) -> None:
    digests = {digest(Link(*_with_name(name))) for name in (one, other)}

    assert len(digests) == len({one, other})


def _with_name(name: str) -> tuple:
    return (1, 1, "2026-01-01", "a.b", "1:Anna", "", 2, "x.y:1", name, {}, FIRST_LINK)
