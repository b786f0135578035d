import json
import re
import uuid
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from insyn.criteria.rules import AnswerType, Respondent
from insyn.kernel.evidence import Evidence, EvidenceKind
from insyn.platform import clock
from insyn.platform.reading import MOST_BYTES, MOST_OPERATIONS
from insyn.registry.queries import access_of
from insyn.surveys.models import SurveyAnswer
from insyn.surveys.queries.evidence import evidence_of as of_surveys
from insyn.surveys.rules import AnswerState, ResponseState
from insyn.visits import http
from insyn.visits.models import Observation, Photo, VisitAnswer, VisitOperation
from insyn.visits.services.operations import apply_visit_operations
from tests.factories import DAY, QuestionFactory, ScaleLevelFactory, SurveyResponseFactory
from tests.visits.device import NOTE, note, on_visit, op

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_evidence(monkeypatch) -> None:
    monkeypatch.setattr("insyn.config.evidence.OF_PROVIDERS", ())


@pytest.fixture
def there(ekby, anna, dag):
    return on_visit(ekby, anna, dag)


def address(there, name="device_operations") -> str:
    return reverse(f"visits:{name}", args=[there.visit.pk])


def answer(there, **more) -> dict[str, object]:
    known = {"key": uuid.UUID(int=1).hex, "kind": "answer", "question": there.enough.pk,
             "value": "no", "comment": "", "seen_revision": 0}  # fmt: skip
    return {**known, **more}


def send(client, there, *ops, **more):
    body = json.dumps({"since": 0, "ops": ops, **more})
    return client.post(address(there), body, content_type="application/json")


def answers(user) -> list[object]:
    return [row.value for row in VisitAnswer.objects.visible_to(access_of(user))]


def test_a_device_sends_and_hears(as_anna, anna, there) -> None:
    told = send(as_anna, there, answer(there)).json()

    assert [(one["outcome"], one["revision"]) for one in told["acks"]] == [("applied", 1)]
    assert [(one["words"], one["by"]) for one in told["answers"]] == [("Nej", str(anna))]
    assert answers(anna) == ["no"]


def test_a_device_that_sends_nothing_hears_what_is_new(as_anna, dag, there) -> None:
    operations = [op(1, there.count, "4"), note(2, "Låst", there.section)]
    apply_visit_operations(access_of(dag), there.visit.pk, operations)
    told = send(as_anna, there, since=1).json()

    assert (told["acks"], told["answers"]) == ([], [])
    assert [one["text"] for one in told["notes"]] == ["Låst"]
    assert told["note_keys"] == [NOTE.hex]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{", b'{"ops": 1}', b'{"ops": [1]}', b'{"ops": [{}]}', b'{"since": -1}',
        b'{"ops": [{"key": "x", "kind": "answer"}]}', b'{"user": "anna"}', b'{"since": NaN}',
        b'{"ops": [{"key": "00000000000000000000000000000001", "kind": "fly"}]}',
        b'{"ops": [{"key": "00000000000000000000000000000001", "kind": "note", "target": "x"}]}',
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(body, as_anna, there) -> None:
    got = as_anna.post(address(there), body, content_type="application/json")

    assert (got.status_code, got.json()["problem"]) == (
        400,
        "Det gick inte att läsa det som skickades.",
    )


def test_too_much_at_once_is_refused(as_anna, there) -> None:
    assert send(as_anna, there, *([answer(there)] * (MOST_OPERATIONS + 1))).status_code == 413
    long = as_anna.post(address(there), b" " * (MOST_BYTES + 1), content_type="application/json")
    assert long.status_code == 413


def test_an_ended_session_is_told_where_to_log_in(client, there) -> None:
    page = reverse("visits:device", args=[there.visit.pk])
    got = client.post(
        address(there), b"{}", content_type="application/json",
        headers={"referer": f"http://testserver{page}"},
    )  # fmt: skip

    assert (got.status_code, page in got.json()["login"].replace("%2F", "/")) == (401, True)


def test_nobody_sends_in_the_name_of_another(as_anna, anna, dag, there) -> None:
    assert send(as_anna, there, answer(there), user=dag.pk).status_code == 401
    assert send(as_anna, there, answer(there), user=anna.pk).status_code == 200


def test_those_without_a_visit_of_theirs_get_no_words(as_cilla, client, bo, there) -> None:
    assert send(as_cilla, there, answer(there)).status_code == 404
    there.followup.reported_on = DAY
    there.followup.save()
    client.force_login(bo)
    got = send(client, there, answer(there))

    assert (got.status_code, got.json()["problem"][:15]) == (403, "Besöket finns i")


def test_a_form_of_another_site_is_refused(anna, there) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna)

    assert send(client, there, answer(there)).status_code == 403
    assert answers(anna) == []


def test_what_is_sent_takes_nothing_more_and_tells_what_it_has(as_anna, there) -> None:
    send(as_anna, there, answer(there))
    there.followup.state = "sent"
    there.followup.save()
    got = send(as_anna, there, answer(there), answer(there, key=uuid.UUID(int=2).hex))

    assert (got.status_code, len(got.json()["acks"])) == (409, 1)
    assert got.json()["problem"].startswith("Uppföljningen är skickad")


def test_the_package_holds_all_that_is_asked_and_known(as_anna, dag, there, monkeypatch) -> None:
    known = Evidence(EvidenceKind.ANSWER, "Ja", "Åkerö Omsorg", is_provider=True)
    source = [lambda _access, _followup, _keys: {there.theirs.pk: [known], None: [known]}]
    monkeypatch.setattr("insyn.config.evidence.OF_PROVIDERS", source)
    operations = [op(1, there.enough, "no"), note(2, "Låst", there.section)]
    apply_visit_operations(access_of(dag), there.visit.pk, operations)
    told = as_anna.get(address(there, "device_package")).json()

    (area,) = told["areas"]
    assert [one["code"] for one in area["questions"]] == ["F1", "F2", "F3"]
    assert area["earlier"] == ["Åkerö Omsorg: Ja"]
    assert area["questions"][0]["met_when"] == "Schemat håller"
    assert area["questions"][1]["role_tag"] == "Socialt"
    assert (told["revision"], len(told["answers"]), len(told["notes"])) == (2, 1, 1)


def test_a_question_is_asked_when_its_condition_holds(as_anna, there) -> None:
    def asked() -> list[bool]:
        told = as_anna.get(address(there, "device_package")).json()
        return [one["is_asked"] for one in told["areas"][0]["questions"]]

    assert asked() == [True, False, True]
    send(as_anna, there, answer(there))
    assert asked() == [True, True, True]


def picture() -> bytes:
    return Path(str(finders.find("insyn/mark-180.png"))).read_bytes()


def send_photo(client, there, **more):
    photo = SimpleUploadedFile("foto.png", more.pop("content", picture()), "image/png")
    said = {"key": uuid.UUID(int=9).hex, "caption": "Entrén", "section": there.section.pk,
            "taken_at": "2026-03-02T10:00:00Z", "photo": photo}  # fmt: skip
    return client.post(address(there, "device_photo"), {**said, **more})


def test_a_photo_sent_twice_is_kept_once(as_anna, anna, there) -> None:
    for _again in range(2):
        assert send_photo(as_anna, there).json() == {"key": uuid.UUID(int=9).hex}
    (row,) = Photo.objects.visible_to(access_of(anna))

    assert (row.caption, row.section_id) == ("Entrén", there.section.pk)


def test_a_photo_that_is_none_is_refused_with_a_sentence(as_anna, there) -> None:
    got = send_photo(as_anna, there, content=b"%PDF-1.7")

    assert (got.status_code, "ingen bild" in got.json()["problem"]) == (422, True)
    assert send_photo(as_anna, there, key="x").status_code == 400
    assert send_photo(as_anna, there, user="999").status_code == 401


def test_the_page_is_a_plain_form_for_each_area(as_anna, anna, there) -> None:
    page = as_anna.get(address(there, "device")).content.decode()
    key = re.search(r'name="form_key" value="([^"]+)"', page)
    assert key is not None
    typed = {"area": there.section.pk, "form_key": key[1], f"seen-{there.enough.pk}": 0,
             f"answer-{there.enough.pk}": "no", f"comment-{there.enough.pk}": "Två sjuka",
             "note": "Låst dörr", "note-question": there.enough.pk}  # fmt: skip
    for _again in range(2):
        assert as_anna.post(address(there, "device"), typed).status_code == 302
    (row,) = Observation.objects.visible_to(access_of(anna))

    assert answers(anna) == ["no"]
    assert (row.text, row.question_id) == ("Låst dörr", there.enough.pk)


def test_what_could_not_be_kept_of_a_form_is_shown_as_typed(as_anna, there) -> None:
    typed = {"area": there.section.pk, "form_key": "a", f"seen-{there.count.pk}": 0,
             f"answer-{there.count.pk}": "många"}  # fmt: skip
    got = as_anna.post(address(there, "device"), typed)

    assert got.status_code == 422
    assert "Skriv ett tal" in got.content.decode()
    assert 'value="många"' in got.content.decode()


def test_a_conflict_is_settled_on_the_page_without_script(as_anna, anna, dag, there) -> None:
    for user, number, text in ((dag, 1, "Rent"), (anna, 2, "Smutsigt")):
        apply_visit_operations(access_of(user), there.visit.pk, [op(number, there.text, text)])
    page = as_anna.get(address(there, "device")).content.decode()
    assert "Två har skrivit olika" in page
    conflict = uuid.UUID(int=2)
    typed = {"area": there.section.pk, "form_key": "a", "settle": f"{conflict}:text",
             f"both-{conflict}": "Rent och smutsigt"}  # fmt: skip
    as_anna.post(address(there, "device"), typed)

    assert answers(anna) == ["Rent och smutsigt"]
    waiting = VisitOperation.objects.visible_to(access_of(anna)).filter(outcome="conflict")
    assert waiting.filter(settled_by=None).count() == 0


def test_the_page_of_what_is_sent_says_so_and_has_no_buttons(as_anna, there) -> None:
    there.followup.state = "sent"
    there.followup.save()
    page = as_anna.get(address(there, "device")).content.decode()

    assert "Uppföljningen är skickad" in page
    assert "data-plain" not in page


def test_the_page_costs_few_queries(as_anna, there, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(20):
        as_anna.get(address(there, "device"))


def test_the_page_with_what_the_provider_has_answered_costs_few_queries(
    as_anna, dag, there, monkeypatch, django_assert_max_num_queries
) -> None:
    monkeypatch.setattr("insyn.config.evidence.OF_PROVIDERS", (of_surveys,))
    response = SurveyResponseFactory.create(
        round__authority=there.followup.authority, round__opens_on=DAY,
        contract=there.followup.contract, unit=None, state=ResponseState.ACCEPTED,
        submitted_at=clock.now(),
    )  # fmt: skip
    QuestionFactory.create(
        section=there.section, number=5, answer_type=AnswerType.SCALE,
        scale=ScaleLevelFactory.create().scale, respondent=Respondent.REVIEWER,
    )  # fmt: skip
    SurveyAnswer.objects.create(
        response=response, question=there.theirs, state=AnswerState.ANSWERED, value="yes"
    )
    operations = [op(1, there.enough, "no"), note(2, "Låst", there.section)]
    apply_visit_operations(access_of(dag), there.visit.pk, operations)

    with django_assert_max_num_queries(20):
        page = as_anna.get(address(there, "device")).content.decode()

    assert "Låst" in page
    assert "Utföraren: Finns schema? Ja." in page


def test_the_worker_is_asked_for_anew_and_keeps_files_that_exist(client) -> None:
    got = client.get(reverse("visits:device_worker"))

    assert got.headers["Cache-Control"] == "no-store"
    assert got.headers["Content-Type"].startswith("text/javascript")
    assert http.cache_name().replace("-", r"\u002D") in got.content.decode()
    assert [name for name in http.KEPT if finders.find(name) is None] == []


def test_workers_come_only_from_ourselves(as_anna, there) -> None:
    policy = as_anna.get(address(there, "device")).headers["Content-Security-Policy"]

    assert "worker-src 'self'" in policy
