from datetime import date, timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from insyn.accounts.rules import (
    KEPT_AT_MOST,
    Kept,
    check_an_admin_remains,
    check_password_may_be_renewed,
    check_role_may_be_given,
    is_current,
    last_day_when_ended,
    safe_next,
    trimmed,
)
from insyn.kernel.access import Role
from insyn.kernel.errors import RuleViolation

TODAY = date(2026, 3, 2)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@pytest.mark.parametrize("path", ["/", "/uppfoljningar/?q=å", "/a b/"])
def test_a_path_within_the_system_is_safe(path: str) -> None:
    assert safe_next(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "//ond.example",
        "/\\ond.example",
        "https://ond.example",
        "/\t/ond.example",
        "/\n/ond.example",
        "javascript:alert(1)",
        "ond.example",
    ],
)
def test_a_path_that_leads_out_is_not_safe(path: str) -> None:
    assert safe_next(path) == ""


@given(st.text(max_size=40))
@example("/\r/ond.example")
@example("\\/ond.example")
def test_a_safe_path_never_leaves_the_host(path: str) -> None:
    as_browsers_read_it = "".join(c for c in safe_next(path) if c not in "\t\r\n").replace(
        "\\", "/"
    )

    assert urlsplit(urljoin("https://insyn.example/", as_browsers_read_it)).netloc == (
        "insyn.example"
    )


@given(st.none() | DAYS, st.none() | DAYS)
def test_a_membership_that_was_ended_is_never_current(start, wished) -> None:
    if wished is not None and wished < TODAY:
        return
    ends = last_day_when_ended(start, TODAY, wished)

    if wished is None and ends is not None:
        assert not is_current(start, ends, TODAY)
    if ends is not None and start is not None:
        assert ends >= start


def test_a_last_day_that_has_passed_is_refused() -> None:
    with pytest.raises(RuleViolation, match="ha passerat"):
        last_day_when_ended(None, TODAY, TODAY - timedelta(days=1))


def test_one_that_began_today_leaves_no_whole_day() -> None:
    assert last_day_when_ended(TODAY, TODAY, None) is None


def test_the_role_of_the_installation_is_not_given_by_an_administrator() -> None:
    with pytest.raises(RuleViolation, match="systemadministratör"):
        check_role_may_be_given(Role.SYSTEM_ADMIN)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SYSTEM_ADMIN])
def test_every_other_role_is(role: Role) -> None:
    check_role_may_be_given(role)


def test_the_last_administrator_stays() -> None:
    with pytest.raises(RuleViolation, match="Utse en till"):
        check_an_admin_remains(Role.AUTHORITY_ADMIN, other_admins=0)


@pytest.mark.parametrize(
    ("role", "others"), [(Role.AUTHORITY_ADMIN, 1), (Role.READER, 0), (Role.PLAN_OWNER, 0)]
)
def test_everybody_else_may_go(role: Role, others: int) -> None:
    check_an_admin_remains(role, other_admins=others)


@pytest.mark.parametrize("roles", [[(2, Role.READER)], [(1, Role.READER), (1, Role.SYSTEM_ADMIN)]])
def test_no_password_is_renewed_for_one_with_a_role_elsewhere(roles) -> None:
    with pytest.raises(RuleViolation, match="uppdrag som du inte administrerar"):
        check_password_may_be_renewed(roles, managed={1})


def test_a_password_is_renewed_for_one_with_roles_only_here() -> None:
    check_password_may_be_renewed([(1, Role.READER), (1, Role.PLAN_OWNER)], managed={1})


def sent(**fields: list[str]) -> Kept:
    return Kept(user_id=1, path="/x/", fields=fields)


@pytest.mark.parametrize("name", ["csrfmiddlewaretoken", "password", "new_password1", "Password"])
def test_secrets_are_never_kept(name: str) -> None:
    assert trimmed(sent(**{name: ["hemligt"], "text": ["å"]})).fields == {"text": ["å"]}


def test_what_is_just_small_enough_is_kept() -> None:
    kept = trimmed(sent(text=["x" * (KEPT_AT_MOST - len("text"))]))

    assert kept.fields
    assert not kept.too_large


def test_what_is_too_large_is_not_kept_but_said() -> None:
    kept = trimmed(sent(text=["å" * (KEPT_AT_MOST // 2)]))

    assert (kept.fields, kept.too_large) == ({}, True)


@given(st.dictionaries(st.text(max_size=30), st.lists(st.text(max_size=30), max_size=3)))
def test_no_field_with_a_password_in_its_name_is_ever_kept(fields) -> None:
    kept = trimmed(Kept(user_id=1, path="/", fields=fields)).fields

    assert not any("password" in name.lower() for name in kept)
