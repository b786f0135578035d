"""The services outside, on their worst days: nothing they do is taken for good, nothing raises."""

import json

import pytest

from insyn.monitoring.rules import CheckResult
from insyn.monitoring.rules.answers import Mishap
from insyn.monitoring.services.adapters.base import Circuit, Client, Limits, Trouble
from insyn.monitoring.services.adapters.bolagsverket import Bolagsverket
from insyn.monitoring.services.adapters.kolada import Kolada
from tests.monitoring.services_elsewhere import (
    drip,
    hang_up,
    recorded,
    send,
    service,
    silent,
)

NUMBER, NAMES = "5566778899", ("Prov Omsorg AB",)
TOKEN = send(b'{"access_token": "abc", "expires_in": 3600}')
QUICK = Limits(silence=0.5, patience=0.6, most_bytes=20_000, pause=0.001)


@pytest.fixture
def elsewhere():
    with service() as running:
        running.replies["/token"] = [TOKEN]
        yield running


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def bolagsverket(elsewhere, pauses):
    client = Client(QUICK, sleep=pauses.append)
    return Bolagsverket("id", "hemligt", f"{elsewhere.address}/token", elsewhere.address, client)


@pytest.fixture
def kolada(elsewhere, pauses):
    return Kolada(elsewhere.address, Client(QUICK, sleep=pauses.append))


def test_a_living_company_is_without_remark(elsewhere, bolagsverket) -> None:
    elsewhere.replies["/organisationer"] = [send(recorded("bolagsverket-verksam"))]

    told = bolagsverket.organisation(NUMBER, names=NAMES)

    assert (told.result, told.mishap) == (CheckResult.OK, None)
    assert told.details["status"] == "verksam"
    (_, path, body, bearer) = elsewhere.asked[-1]
    assert (path, json.loads(body)) == ("/organisationer", {"identitetsbeteckning": NUMBER})
    assert bearer == "Bearer abc"


def test_a_bankruptcy_is_an_alarm_with_its_day(elsewhere, bolagsverket) -> None:
    elsewhere.replies["/organisationer"] = [send(recorded("bolagsverket-konkurs"))]

    told = bolagsverket.organisation(NUMBER, names=NAMES)

    assert (told.result, told.remark) == (CheckResult.ALARM, "Konkurs inledd från 2026-02-20.")


VERKSAM = json.loads(recorded("bolagsverket-verksam"))["organisationer"][0]


def lying(**change) -> bytes:
    return json.dumps({"organisationer": [{**VERKSAM, **change}]}).encode()


OTHER = {"organisationsidentitet": {"identitetsbeteckning": "5599999999"}}
NAMED = {"organisationsnamn": {"fel": None, "organisationsnamnLista": [{"namn": "Annat AB"}]}}
FEL = {"fel": {"typ": "OTILLGANGLIG", "felBeskrivning": "SCB svarar inte"}, "kod": "JA"}


WORST = {
    "a page": (send(b"<html>Underh\xc3\xa5ll</html>", Content_Type="text/html"), Mishap.NOT_JSON),
    "half": (send(recorded("bolagsverket-verksam")[:300]), Mishap.NOT_JSON),
    "a list": (send(b"[]"), Mishap.NOT_JSON),
    "not a number": (send(b'{"a": NaN}'), Mishap.NOT_JSON),
    "not text": (send(b"\xff\xfe"), Mishap.NOT_JSON),
    "deep": (send(b"[" * 5000), Mishap.NOT_JSON),
    "empty": (send(b"{}"), Mishap.CHANGED),
    "a word": (send(b'{"organisationer": "nej"}'), Mishap.CHANGED),
    "nobody": (send(b'{"organisationer": []}'), Mishap.NOT_FOUND),
    "a digit": (send(b'{"organisationer": [7]}'), Mishap.OTHER),
    "another": (send(lying(**OTHER)), Mishap.OTHER),
    "another name": (send(lying(**NAMED)), Mishap.CHANGED),
    "an error": (send(lying(verksamOrganisation=FEL)), Mishap.CHANGED),
    "nothing": (send(lying(verksamOrganisation=None)), Mishap.CHANGED),
    "an error of the end": (send(lying(avregistreradOrganisation=FEL)), Mishap.CHANGED),
    "an empty end": (send(lying(avregistreradOrganisation={})), Mishap.CHANGED),
    "not found": (send(b"{}", 404), Mishap.NOT_FOUND),
    "refused as wrong": (send(b"{}", 400), Mishap.BROKEN),
    "down": (send(b"{}", 503), Mishap.BROKEN),
    "busy": (send(b"{}", 429), Mishap.BUSY),
    "no entry": (send(b"{}", 403), Mishap.REFUSED),
    "elsewhere": (send(b"", 302, Location="http://example.org/"), Mishap.ELSEWHERE),
    "huge": (send(b'{"a": "' + b"x" * 30_000 + b'"}'), Mishap.HUGE),
    "dripping": (drip, Mishap.SLOW),
    "silent": (silent, Mishap.SLOW),
    "hung up": (hang_up, Mishap.UNREACHABLE),
}  # fmt: skip


@pytest.mark.parametrize("day", WORST)
def test_what_cannot_be_trusted_is_unknown_and_says_why(elsewhere, bolagsverket, day) -> None:
    reply, mishap = WORST[day]
    elsewhere.replies["/organisationer"] = [reply]

    told = bolagsverket.organisation(NUMBER, names=NAMES)

    assert (told.result, told.mishap) == (CheckResult.UNKNOWN, mishap)
    assert told.remark


def test_a_part_that_is_missing_is_unknown_whichever_it_is(elsewhere, bolagsverket) -> None:
    for part in ("avregistreradOrganisation", "verksamOrganisation", "organisationsnamn",
                 "pagaendeAvvecklingsEllerOmstruktureringsforfarande"):  # fmt: skip
        row = {name: said for name, said in VERKSAM.items() if name != part}
        body = json.dumps({"organisationer": [row]}).encode()
        elsewhere.replies["/organisationer"] = [send(body)]

        assert bolagsverket.organisation(NUMBER, names=NAMES).result == CheckResult.UNKNOWN, part


def test_a_deregistered_company_is_an_alarm_even_when_other_parts_are_missing(
    elsewhere, bolagsverket
) -> None:
    gone = {"fel": None, "avregistreringsdatum": "2026-01-31T00:00:00.000+00:00"}
    body = lying(avregistreradOrganisation=gone, verksamOrganisation=FEL)
    elsewhere.replies["/organisationer"] = [send(body)]

    told = bolagsverket.organisation(NUMBER, names=NAMES)

    assert (told.result, told.remark) == (CheckResult.ALARM, "Avregistrerad 2026-01-31.")


def test_a_busy_service_is_asked_again_after_a_while(elsewhere, bolagsverket, pauses) -> None:
    elsewhere.replies["/organisationer"] = [
        send(b"{}", 429, Retry_After="2"),
        send(b"{}", 500),
        send(recorded("bolagsverket-verksam")),
    ]

    assert bolagsverket.organisation(NUMBER, names=NAMES).result == CheckResult.OK
    assert pauses[0] == 2
    assert len(pauses) == 2


def test_it_is_asked_three_times_at_most(elsewhere, bolagsverket, pauses) -> None:
    elsewhere.replies["/organisationer"] = [send(b"{}", 500, Retry_After="99999999999")]

    bolagsverket.organisation(NUMBER)

    assert len([path for _, path, *_ in elsewhere.asked if path == "/organisationer"]) == 3
    assert max(pauses) <= 30


def test_a_token_that_is_too_old_is_changed_once(elsewhere, bolagsverket) -> None:
    elsewhere.replies["/organisationer"] = [
        send(b"{}", 401), send(recorded("bolagsverket-verksam"))
    ]  # fmt: skip

    assert bolagsverket.organisation(NUMBER, names=NAMES).result == CheckResult.OK
    assert len([path for _, path, *_ in elsewhere.asked if path == "/token"]) == 2


@pytest.mark.parametrize(
    "token", [b"{}", b'{"access_token": 7}', b'{"access_token": "a\\r\\nX: y"}']
)
def test_a_token_that_is_none_is_unknown(elsewhere, bolagsverket, token) -> None:
    elsewhere.replies["/token"] = [send(token)]

    assert bolagsverket.organisation(NUMBER).result == CheckResult.UNKNOWN


def test_a_service_that_is_not_there_is_unknown() -> None:
    nowhere = "http://127.0.0.1:9"
    asked = Bolagsverket("id", "hemligt", nowhere, nowhere, Client(QUICK))

    assert asked.organisation(NUMBER).mishap == Mishap.UNREACHABLE


@pytest.mark.parametrize("address", ["http://example.org/", "ftp://127.0.0.1/", "file:///etc/x"])
def test_only_encrypted_addresses_are_asked(address) -> None:
    with pytest.raises(Trouble) as told:
        Client(QUICK).ask("GET", address)

    assert told.value.mishap == Mishap.ELSEWHERE


def test_the_circuit_opens_after_failures_in_a_row() -> None:
    circuit = Circuit(limit=3)
    for failed in (True, True, False, True, True):
        circuit.note(failed=failed)
    assert not circuit.is_open

    circuit.note(failed=True)

    assert circuit.is_open


def test_figures_come_page_by_page_and_only_those_asked_for(elsewhere, kolada) -> None:
    first = json.loads(recorded("kolada-kommun"))
    first["next_url"] = f"{elsewhere.address}/data/kpi/N20891/sida2"
    first["values"].append({"kpi": "N99999", "municipality": "0380", "period": 2025, "values": []})
    last = {"values": [{"kpi": "N20891", "municipality": "0380", "period": 2023,
                        "values": [{"gender": "T", "value": 80, "status": ""}]}]}  # fmt: skip
    elsewhere.replies["/data/kpi/N20891/sida2"] = [send(json.dumps(last).encode())]
    elsewhere.replies["/data"] = [send(json.dumps(first).encode())]

    found = kolada.figures(["N20891"], ["0380"], [2023, 2024, 2025], units=False)

    assert [(one.year, one.gender.value, one.value) for one in found] == [
        (2024, "T", 86.5), (2024, "K", None), (2025, "T", 88.0), (2023, "T", 80.0)
    ]  # fmt: skip


@pytest.mark.parametrize("address", ["http://example.org/mer", "https://127.0.0.1/", "//x", "7"])
def test_a_next_page_at_another_host_is_never_asked(elsewhere, kolada, address) -> None:
    page = json.loads(recorded("kolada-kommun")) | {"next_url": address}
    elsewhere.replies["/data"] = [send(json.dumps(page).encode())]

    with pytest.raises(Trouble) as told:
        kolada.figures(["N20891"], ["0380"], [2025], units=False)

    assert told.value.mishap == Mishap.ELSEWHERE


def test_pages_that_go_round_end(elsewhere, kolada) -> None:
    page = json.loads(recorded("kolada-kommun"))
    page["next_url"] = f"{elsewhere.address}/data/om"
    elsewhere.replies["/data"] = [send(json.dumps(page).encode())]

    with pytest.raises(Trouble):
        kolada.figures(["N20891"], ["0380"], [2025], units=False)


@pytest.mark.parametrize("value", ["12", True, [], 1e300])
def test_a_value_of_another_form_is_left_out(elsewhere, kolada, value) -> None:
    rows = [{"gender": "T", "value": value}, {"gender": "X", "value": 1}, 7]
    row = {"kpi": "N20891", "municipality": "0380"}
    page = {"values": [{**row, "period": 2025, "values": rows}, {**row, "period": "2025"}, "nej"]}
    elsewhere.replies["/data"] = [send(json.dumps(page).encode())]

    assert kolada.figures(["N20891"], ["0380"], [2025], units=False) == []
