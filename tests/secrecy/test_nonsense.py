"""Whatever is sent, the answer is a page or a sentence: never a fall."""

import re
from itertools import product
from urllib.parse import quote

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insyn.accounts.models import User
from tests import standing
from tests.secrecy.test_posts import LEADS_AWAY, OWN_SETTINGS, address_of, payload
from tests.test_doors import DOORS
from tests.world import World

pytestmark = pytest.mark.no_cover
"""They walk where others have been: the lines are tried elsewhere."""

built = standing.standing(standing.of_doors)
anna, contact, world = (standing.one(name) for name in ("anna", "contact", "world"))
DAY_SHAPE = re.compile(r"\d{4}-\d\d-\d\d")
HUGE = (2**63, 10**25)
VERSIONS = ("", "x", "-1", "0", "9" * 5000, "1e9", "NaN", "a\x00b", "\u0663", "\u00b2", "{{ 7 }}")

ROUNDS = range(4)
"""In each round every field gets another strange word, so that each meets words of all sorts."""

LISTS = sorted(
    name
    for name, door in DOORS.items()
    if door.anna == 200 and not name.startswith("provider_portal")
    and not name.endswith(("preview", "download"))
)  # fmt: skip
FIELDS = (
    "q", "state", "year", "authority", "agreement", "lot", "is_late", "is_mine", "sort", "page",
    "kind", "result", "standing", "form", "period", "area", "role", "ended", "noun", "since",
    "until", "severity", "late", "contract", "section", "next", "way", "user",
)  # fmt: skip
STRANGE = (
    "", "x", "-1", "0", "1", "99999999999999999999", "9" * 5000, "1e9", "NaN", "\x00", "a\x00b",
    "%00", "'", '";--', "{{ 7 }}", "{% debug %}", "å" * 300, "2026-13-45", "0001-01-01",
    "9999-12-31", "on", "--sort", "\u202e", "😀", "../../etc/passwd", "٣", "²", "-" * 50, "%", "_",
)  # fmt: skip


def strange_words(fields, turn: int) -> dict[str, str]:
    """Return a strange word for each field; the turns take words from all over the list."""
    step = len(STRANGE) // len(ROUNDS)
    return {name: STRANGE[(i + turn * step) % len(STRANGE)] for i, name in enumerate(fields)}


@pytest.fixture
def as_admin_too(client: Client, anna: User, world: World) -> Client:
    """Anna, who also manages the members, so that every list opens."""
    anna.memberships.create(authority=world.authority, role="authority_admin")
    client.force_login(anna)
    return client


def takes_numbers() -> dict[str, list[str]]:
    """Return the names of the addresses with whole numbers in them, and of those numbers."""
    found: dict[str, list[str]] = {}
    for included in get_resolver().url_patterns:
        for pattern in included.url_patterns:
            kinds = pattern.pattern.converters
            numbers = [key for key, kind in kinds.items() if kind.regex == "[0-9]+"]
            if numbers:
                found[f"{included.namespace}:{pattern.name}"] = numbers
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(takes_numbers()))
def test_a_number_that_no_row_can_have_is_no_page(name, client, world, anna, contact) -> None:
    kwargs = DOORS[name].kwargs(world)
    for person in (anna, contact):
        client.force_login(person)
        for key, number in product(takes_numbers()[name], HUGE):
            address = reverse(name, kwargs={**kwargs, key: number})
            assert client.get(address).status_code in {404, 405}
            refused = {404, 405} | LEADS_AWAY.get(name, set())
            assert client.post(address, {"version": 1}).status_code in refused


def test_every_address_with_a_number_is_tried() -> None:
    assert len(takes_numbers()) > 70


@pytest.fixture
def readers_of_queries(monkeypatch) -> list[str]:
    """The paths of the requests in which somebody looked at what stands after the ``?``."""
    paths: list[str] = []
    whole = WSGIRequest.GET

    def spied(request: WSGIRequest) -> object:
        paths.append(request.path)
        return whole.func(request)

    monkeypatch.setattr(WSGIRequest, "GET", property(spied))
    return paths


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("name", LISTS)
def test_strange_words_in_every_field_give_a_page(
    name, as_admin_too, world, readers_of_queries
) -> None:
    address = reverse(name, kwargs=DOORS[name].kwargs(world))
    for turn in ROUNDS:
        if turn and not readers_of_queries:
            break  # the page does not care what stands there
        words = strange_words(FIELDS, turn)
        query = "&".join(f"{field}={quote(word)}" for field, word in words.items())
        answer = as_admin_too.get(f"{address}?{query}")
        assert answer.status_code == 200, (words, answer.status_code)


def test_the_rounds_use_every_strange_word() -> None:
    used = {word for turn in ROUNDS for word in strange_words(FIELDS, turn).values()}

    assert used == set(STRANGE)


@pytest.mark.slow
@pytest.mark.django_db
@settings(
    max_examples=250, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(
    name=st.sampled_from(LISTS),
    queries=st.dictionaries(
        st.sampled_from(FIELDS), st.text(max_size=30) | st.integers().map(str), max_size=6
    ),
)
def test_no_query_makes_a_list_fall(name, queries, as_admin_too, world) -> None:
    address = reverse(name, kwargs=DOORS[name].kwargs(world))
    assert as_admin_too.get(address, queries).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "followups:move", "followups:cancel", "followups:reschedule", "measures:remind",
        "measures:submit", "measures:warn", "measures:close_followup", "measures:answer",
        "measures:judge", "findings:send", "findings:assess", "findings:remove", "findings:reopen",
        "findings:change", "findings:conclusion", "findings:result_text", "findings:remedy",
        "reports:lock", "reports:move", "reports:passage", "risk:draw", "risk:seed",
        "risk:candidates", "risk:elsewhere", "registry:provider_edit", "registry:agreement_edit",
        "registry:contract_edit", "registry:provider_unit_edit",
        "registry:provider_unit_close", "exchange:import_carry_out",
    ],
)  # fmt: skip
def test_a_strange_version_is_answered_with_a_sentence(name, as_anna, anna, world) -> None:
    address = reverse(name, kwargs=DOORS[name].kwargs(world))
    for version in VERSIONS:
        with transaction.atomic():  # each in the same untouched world
            as_anna.force_login(anna)
            sent = {"version": version, "event": "review", "reason": version}
            answer = as_anna.post(address, sent, follow=True)
            transaction.set_rollback(True)
        assert answer.status_code == 200, version


WITH_FORMS = sorted(
    name for name, door in DOORS.items() if door.anna not in {302, 404} and name not in OWN_SETTINGS
)
SHARES = range(7)
"""The doors are dealt out in so many shares, for the processes of a test run."""


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("share", SHARES)
def test_every_form_survives_strange_words_in_its_fields(share, as_admin_too, world) -> None:
    forms_met = 0
    for name in WITH_FORMS[share :: len(SHARES)]:
        address = reverse(name, kwargs=DOORS[name].kwargs(world))
        as_admin_too.force_login(world.membership.user)
        fields = _fields_of(as_admin_too.get(address))
        for turn in ROUNDS if fields else ROUNDS[:1]:
            with transaction.atomic():  # each in the same untouched world
                as_admin_too.force_login(world.membership.user)
                sent = {"version": STRANGE[turn], **strange_words(fields, turn)}
                answer = as_admin_too.post(address, sent)
                transaction.set_rollback(True)
            assert answer.status_code < 500, (name, turn)
        forms_met += len(fields) > 1
    assert forms_met > 5


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(name for name in DOORS if name not in OWN_SETTINGS))
def test_no_day_at_the_end_of_time_makes_a_form_fall(name, as_admin_too, world) -> None:
    if name == "risk:elsewhere":
        world.share.delete()  # a draft that is to be entered has none
    address, usual = address_of(name, world), payload(world)
    days = {field for field, value in usual.items() if DAY_SHAPE.fullmatch(str(value))}
    kind = {"kind": "deficiency"} if name.startswith("findings") else {}
    for day in ("0001-01-01", "1899-12-31", "9999-12-31"):
        answer = as_admin_too.post(address, {**usual, **dict.fromkeys(days, day), **kind})
        assert answer.status_code < 500, day


def _fields_of(page) -> list[str]:
    forms = [value for value in _contexts(page) if hasattr(value, "fields")]
    return list(dict.fromkeys(field for form in forms for field in form.fields))


def _contexts(page) -> list[object]:
    """Return what the templates were given; one template alone has a context and not a list."""
    found = page.context or []
    parts = found if isinstance(found, list) else [found]
    return [value for part in parts for value in part.flatten().values()]


@pytest.mark.django_db
@pytest.mark.parametrize("strange", STRANGE)
def test_no_strange_log_in_makes_the_page_fall(strange, client) -> None:
    sent = {"username": strange, "password": strange, "next": strange}

    answer = client.post(reverse("accounts:login"), sent)

    assert answer.status_code == 200
