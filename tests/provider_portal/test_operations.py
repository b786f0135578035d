import json
import uuid

import pytest
from django.test import Client

from insyn.platform.reading import MOST_BYTES, MOST_OPERATIONS
from insyn.surveys.models import AnswerOperation, SurveyAnswer
from insyn.surveys.rules import ResponseState
from tests.conftest import log_in
from tests.factories import ProviderFactory
from tests.surveys.answering import Answered, answered, colleague

pytestmark = pytest.mark.django_db
WHY = "Provet räknar raderna som de är."


@pytest.fixture
def survey(ekby) -> Answered:
    return answered(ekby, ProviderFactory.create())


@pytest.fixture
def browser(survey) -> Client:
    return log_in(Client(), survey.user)


def address(survey: Answered) -> str:
    return f"/utforare/enkat/{survey.response.pk}/andringar/"


def op(survey: Answered, code: str, value: object, **facts) -> dict[str, object]:
    made = survey.op(code, value)
    return {
        "key": str(made.key),
        "question": made.question,
        "kind": "set",
        "value": value,
        "comment": "",
        "seen_revision": 0,
        "made_at": "2026-03-03T08:00:00Z",
        **facts,
    }


def post(client: Client, survey: Answered, *ops, since: int = 0, **facts):
    body = json.dumps({"ops": ops, "since": since, **facts})
    return client.post(address(survey), body, content_type="application/json")


def stored() -> int:
    return SurveyAnswer.objects.unscoped(reason=WHY).count()


def test_operations_are_carried_out_and_acknowledged(browser, survey) -> None:
    answer = post(browser, survey, op(survey, "F1", "yes"))

    said = answer.json()
    assert answer.status_code == 200
    assert said["acks"] == [
        {
            "key": str(survey.op("F1", "yes").key),
            "question": survey.questions["F1"].pk,
            "outcome": "applied",
            "revision": 1,
            "problem": "",
            "state": "answered",
            "value": "yes",
            "comment": "",
            "by": "",
        }
    ]
    assert (said["revision"], said["answered"], said["required"]) == (1, 1, 4)
    assert said["changed"] == []
    assert answer["Cache-Control"] == "no-store"


def test_a_device_that_only_asks_learns_what_others_changed(browser, survey) -> None:
    post(browser, survey, op(survey, "F1", "yes"))

    said = post(browser, survey, since=0).json()

    assert [one["value"] for one in said["changed"]] == ["yes"]
    assert post(browser, survey, since=1).json()["changed"] == []


def test_one_whose_session_has_ended_gets_the_way_to_log_in(survey) -> None:
    page = f"/utforare/enkat/{survey.response.pk}/omrade/1/"
    body = json.dumps({"ops": [op(survey, "F1", "yes")], "since": 0})

    answer = Client().post(
        address(survey), body, content_type="application/json",
        headers={"Referer": f"http://testserver{page}"},
    )  # fmt: skip

    assert answer.status_code == 401
    assert answer.json()["login"] == f"/logga-in/?next={page.replace('/', '%2F')}"
    assert stored() == 0


def test_a_page_of_another_user_sends_nothing_in_ones_name(browser, survey) -> None:
    answer = post(browser, survey, op(survey, "F1", "yes"), user=survey.user.pk + 1)

    assert answer.status_code == 401
    assert stored() == 0
    assert post(browser, survey, op(survey, "F1", "yes"), user=survey.user.pk).status_code == 200


def test_a_locked_survey_is_answered_with_its_sentence(browser, survey) -> None:
    survey.move(ResponseState.SUBMITTED)

    answer = post(browser, survey, op(survey, "F1", "yes"))

    assert answer.status_code == 423
    assert answer.json()["problem"].startswith("Enkäten är inlämnad")
    assert answer.json()["acks"] == []
    assert stored() == 0


def test_others_surveys_and_questions_are_as_those_of_nobody(browser, survey, norrby) -> None:
    other = answered(norrby, ProviderFactory.create(), username="annan")
    nobody = op(survey, "F1", "yes", question=2_000_000)
    theirs = op(other, "F1", "yes")
    answers = [
        post(browser, other, theirs),
        post(browser, other),
        post(browser, survey, theirs),
        post(browser, survey, nobody),
        browser.post("/utforare/enkat/999999/andringar/", "{}", content_type="application/json"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert AnswerOperation.objects.unscoped(reason=WHY).count() == 0


def test_a_delegate_gets_no_word_of_other_areas(survey) -> None:
    client = log_in(Client(), colleague(survey, survey.sections[1]))
    post(log_in(Client(), survey.user), survey, op(survey, "F1", "no", comment="Hemligt"))

    asked = post(client, survey, since=0)
    mixed = post(client, survey, op(survey, "F1", "yes"), op(survey, "F4", ["a1"]))

    assert asked.status_code == 200
    assert b"Hemligt" not in asked.content + mixed.content
    assert [one["outcome"] for one in mixed.json()["acks"]] == ["refused", "applied"]


def one(**facts) -> str:
    """Return a list with one operation that is right in all but what is given."""
    right = {"key": str(uuid.UUID(int=1)), "question": 1, "kind": "set"}
    return json.dumps({"ops": [{**right, **facts}]})


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{",
        "null",
        '{"ops": 1}',
        '{"ops": [1]}',
        '{"ops": [], "since": -1}',
        '{"ops": [], "since": true}',
        '{"ops": [], "since": NaN}',
        '{"ops": [], "since": 99999999999}',
        "[" * 100_000,
        one(key="x"),
        one(key=None),
        one(kind="steal"),
        one(question="1"),
        one(question=-1),
        one(value=True),
        one(value=[[1]]),
        one(value=10**16),
        one(value={"right": {}}),
        one(comment=1),
        one(seen_revision=1.5),
    ],
)
def test_what_is_no_list_of_operations_is_refused(browser, survey, body) -> None:
    answer = browser.post(address(survey), body, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json() == {"problem": "Det gick inte att läsa det som skickades."}


def test_bytes_that_are_no_text_are_refused(browser, survey) -> None:
    answer = browser.post(address(survey), b"\xff\xfe\x00", content_type="application/json")

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "value",
    ["\ud800", "\x00", "x" * 30_000, 10**15, -1, 0.1, {"right": 1}, {"a": "b", "c": "d"},
     ["a1"] * 101, ["\ud800"], {"right": "\ud800", "of": "\x00"}],
)  # fmt: skip
def test_strange_values_are_refused_one_by_one_or_kept_whole(browser, survey, value) -> None:
    ops = [op(survey, code, value) for code in ("F1", "F2", "F3", "F4", "F5", "F6")]

    answer = post(browser, survey, *ops)

    assert answer.status_code == 200
    for ack in answer.json()["acks"]:
        assert ack["outcome"] in {"applied", "refused"}
        assert (ack["outcome"] == "refused") == bool(ack["problem"])


def test_too_many_and_too_much_are_refused(browser, survey) -> None:
    many = post(browser, survey, *[op(survey, "F1", "yes")] * (MOST_OPERATIONS + 1))
    large = browser.post(address(survey), b" " * (MOST_BYTES + 1), content_type="application/json")

    assert [many.status_code, large.status_code] == [413, 413]


def test_a_post_from_another_site_is_refused(survey) -> None:
    client = log_in(Client(enforce_csrf_checks=True), survey.user)

    assert post(client, survey, op(survey, "F1", "yes")).status_code == 403
    assert stored() == 0


def test_only_posts_are_answered(browser, survey) -> None:
    assert browser.get(address(survey)).status_code == 405


def test_a_staff_member_has_no_such_outbox(survey, anna) -> None:
    assert post(log_in(Client(), anna), survey, op(survey, "F1", "yes")).status_code == 404


def test_the_answer_names_no_score_weight_or_rule(browser, survey) -> None:
    question = survey.questions["F1"]
    question.weight, question.is_critical = 3, True
    question.finding_rules = [{"when": {"operator": "is", "value": "no"}, "kind": "deficiency"}]
    question.save()

    said = post(browser, survey, op(survey, "F1", "no")).content.decode()

    assert not [word for word in ("weight", "critical", "deficiency", "score") if word in said]


def test_all_answers_at_once_take_as_few_queries_as_one(
    browser, survey, django_assert_max_num_queries
) -> None:
    post(browser, survey, op(survey, "F1", "yes"))
    answers = {"F1": "no", "F3": 2}

    with django_assert_max_num_queries(15):
        ops = [op(survey, code, value, seen_revision=1) for code, value in answers.items()]
        said = post(browser, survey, *ops)

    assert [ack["outcome"] for ack in said.json()["acks"]] == ["applied"] * 2
