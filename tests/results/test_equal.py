"""The comparison of private and in-house services: what is counted, for whom, and what is said."""

import datetime
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import engines
from django.test import Client
from django.urls import reverse

from insyn.criteria.rules import Level
from insyn.findings.models import AreaAssessment
from insyn.findings.rules import FindingKind
from insyn.followups.models import Followup
from insyn.followups.rules import State
from insyn.kernel.access import Secrecy
from insyn.registry.queries import access_of
from insyn.registry.rules import OperatingForm
from insyn.results.queries.equal import equal_facts
from insyn.results.rules.equal import (
    FEWEST,
    Compared,
    CountedIn,
    Found,
    Side,
    Verdict,
    frequency,
    judged,
    levels_of,
    outcome,
    waited,
)
from insyn.results.rules.equal_answers import answer
from insyn.results.rules.equal_intervals import Share
from insyn.results.rules.equal_questions import Asked, asked_of_both, questions
from insyn.results.rules.scope import Scope
from insyn.visits.models import Visit
from insyn.visits.rules import VisitKind
from insyn.visits.rules.carrying_out import VisitState
from tests.factories import (
    ContractFactory,
    FollowupFactory,
    QuestionFactory,
    RequirementFactory,
    SectionFactory,
    TemplateVersionFactory,
)
from tests.results.factories import FindingFactory

DAY = datetime.date(2026, 3, 2)
YEAR = (datetime.date(2026, 1, 1), datetime.date(2026, 6, 30))


def compared(key: str, one: tuple[int, int], other: tuple[int, int]) -> Compared:
    private, in_house = (
        Found(Share(*pair) if pair[1] else None, tuple(range(pair[0])), pair[1])
        for pair in (one, other)
    )
    return Compared(key, "Andel", CountedIn.PERCENT, private, in_house)


def verdicts(*lines: Compared) -> list[Verdict]:
    return [line.verdict for line in judged(lines)]


def test_few_are_not_compared():
    assert verdicts(compared("a", (9, FEWEST - 1), (0, 40))) == [Verdict.TOO_FEW]
    assert verdicts(compared("a", (9, 20), (0, 0))) == [Verdict.TOO_FEW]


def test_a_great_difference_is_told_with_its_direction():
    assert verdicts(compared("a", (38, 40), (8, 40))) == [Verdict.PRIVATE_HIGHER]
    assert verdicts(compared("a", (8, 40), (38, 40))) == [Verdict.IN_HOUSE_HIGHER]


def test_a_small_difference_is_no_proof_of_one():
    assert verdicts(compared("a", (20, 40), (22, 40))) == [Verdict.UNSURE]


def test_one_among_many_must_be_clearer_than_one_alone():
    lone = compared("lone", (30, 40), (21, 40))
    many = [compared(f"m{at}", (20, 40), (20, 40)) for at in range(9)]

    assert verdicts(lone) == [Verdict.PRIVATE_HIGHER]
    assert verdicts(lone, *many)[0] == Verdict.ALONE


def test_the_short_answer_names_what_differs_and_counts_the_rest():
    lines = judged([
        compared("great", (38, 40), (4, 40)),
        compared("same", (20, 40), (20, 40)),
        compared("few", (9, FEWEST - 1), (0, 40)),
    ])  # fmt: skip

    said = answer(lines)

    assert [line.key for line in said.different] == ["great"]
    assert (said.compared, said.unsure, said.alone, said.too_few) == (2, 1, 0, 1)


def test_an_area_with_several_sections_counts_once_and_by_the_worst():
    rows = [(1, "Personal", "met"), (1, "Personal", "partly"), (2, "Personal", "not_assessed")]

    (only,) = levels_of(rows)

    assert (only.followup, only.level) == (1, Level.PARTLY)


def scope(ekby) -> Scope:
    return Scope(frozenset({ekby.pk}), *YEAR)


def reported(ekby, form: OperatingForm, **facts) -> Followup:
    contract = facts.pop("contract", None) or ContractFactory.create(
        agreement__authority=ekby, provider__operating_form=form
    )
    known = {"state": State.SENT, "carried_out_on": DAY, "reported_on": DAY}
    return FollowupFactory.create(authority=ekby, contract=contract, **(known | facts))


pytestmark = pytest.mark.django_db


@pytest.fixture
def told(ekby):
    """Two private follow-ups and one in-house, of which the first has two deficiencies."""
    first = reported(ekby, OperatingForm.PRIVATE)
    second = reported(ekby, OperatingForm.NON_PROFIT)
    own = reported(ekby, OperatingForm.IN_HOUSE)
    reported(ekby, OperatingForm.MUNICIPAL_COMPANY)
    ContractFactory.create(agreement__authority=ekby)
    FindingFactory.create(followup=first)
    FindingFactory.create(followup=first)
    FindingFactory.create(followup=first, kind=FindingKind.COMMISSIONER_SHORTCOMING)
    FindingFactory.create(followup=own, kind=FindingKind.DEVELOPMENT_AREA)
    return first, second, own


def line(lines: list[Compared], key: str) -> Compared:
    return next(one for one in lines if one.key == key)


def test_each_side_is_counted_with_its_rows(ekby, anna, told):
    first, second, own = told
    facts = equal_facts(access_of(anna), scope(ekby))

    often = line(frequency(facts), "followed_up")
    assert set(often.private.rows) == {first.contract_id, second.contract_id}
    assert (often.private.among, often.in_house.among) == (3, 1)
    found = outcome(facts)
    assert line(found, "with_deficiency").private.rows == (first.pk,)
    assert line(found, "deficiencies").private.value == 1.0
    assert line(found, "deficiencies").in_house.value == 0.0
    assert line(found, "with_deficiency").in_house.among == len([own])
    assert facts.left_out == 1


def test_follow_ups_per_year_are_counted_by_the_days_in_force(ekby, anna):
    half = ContractFactory.create(
        agreement__authority=ekby, starts_on=YEAR[0], ends_on=datetime.date(2026, 3, 31)
    )
    gone = {"starts_on": datetime.date(2024, 1, 1), "ends_on": datetime.date(2025, 12, 31)}
    ContractFactory.create(agreement__authority=ekby, **gone)
    reported(ekby, OperatingForm.PRIVATE, contract=half)

    found = line(frequency(equal_facts(access_of(anna), scope(ekby))), "per_year")

    assert found.private.value == pytest.approx(365.25 / 90)
    assert found.private.among == 1


def test_a_visit_that_came_unannounced_counts_its_follow_up(ekby, anna):
    row = reported(ekby, OperatingForm.IN_HOUSE)
    other = reported(ekby, OperatingForm.IN_HOUSE)
    done = {"state": VisitState.CARRIED_OUT, "kind": VisitKind.VISIT, "planned_on": DAY}
    for followup, is_announced in ((row, True), (row, False), (other, True)):
        Visit.objects.create(followup=followup, is_announced=is_announced, visited_on=DAY, **done)

    found = line(frequency(equal_facts(access_of(anna), scope(ekby))), "unannounced")

    assert (found.in_house.rows, found.in_house.among) == ((row.pk,), 2)


def test_the_share_met_is_counted_in_each_area(ekby, anna):
    for form, level in (
        (OperatingForm.PRIVATE, Level.MET),
        (OperatingForm.PRIVATE, Level.PARTLY),
        (OperatingForm.IN_HOUSE, Level.NOT_APPLICABLE),
    ):
        followup = reported(ekby, form)
        section = SectionFactory.create(version=followup.template_version, name="Personal")
        AreaAssessment.objects.create(followup=followup, section=section, level=level)

    area = outcome(equal_facts(access_of(anna), scope(ekby)))[-1]

    assert (area.name, area.private.value, area.in_house.value) == ("Personal", 0.5, None)


def test_what_waits_is_told_of_both_sides(ekby, anna, told):
    private, in_house = waited(equal_facts(access_of(anna), scope(ekby)))

    assert (private.side, len(private.measured), len(private.never)) == (Side.PRIVATE, 2, 1)
    assert in_house.days == (YEAR[1] - DAY).days


def test_questions_are_the_same_by_words_or_by_demand(ekby, anna):
    ours, theirs = (
        TemplateVersionFactory.create(template__authority=ekby, template__name=name)
        for name in ("Extern", "Egen")
    )
    demand = RequirementFactory.create(authority=ekby)
    for version, texts in ((ours, ["Finns rutin?", "A?", "Bara ni?"]), (theirs, ["Finns  RUTIN?"])):
        section = SectionFactory.create(version=version)
        for text in texts:
            QuestionFactory.create(section=section, text=text)
    linked = QuestionFactory.create(section=theirs.sections.unscoped(reason="test")[0], text="B?")
    for question in (linked, section_question(ours, "A?")):
        question.requirements.add(demand)
    reported(ekby, OperatingForm.PRIVATE, template_version=ours)
    reported(ekby, OperatingForm.IN_HOUSE, template_version=theirs)

    found = questions(equal_facts(access_of(anna), scope(ekby)))

    assert {row.text: row.asked for row in found} == {
        "Bara ni?": Asked.PRIVATE,
        "A?": Asked.SAME_DEMAND,
        "B?": Asked.SAME_DEMAND,
        "Finns rutin?": Asked.BOTH,
    }
    share = asked_of_both(found)
    assert share
    assert share.value == 0.75


def section_question(version, text: str):
    rows = QuestionFactory._meta.model.objects.unscoped(reason="reads what the test made itself")
    return rows.get(section__version=version, text=text)


def test_nothing_is_said_of_questions_when_a_side_was_not_asked(ekby, anna):
    row = reported(ekby, OperatingForm.PRIVATE)
    QuestionFactory.create(section=SectionFactory.create(version=row.template_version))

    assert asked_of_both(questions(equal_facts(access_of(anna), scope(ekby)))) is None


@pytest.mark.parametrize(
    "hidden",
    [
        {"secrecy": Secrecy.RESTRICTED},
        {"state": State.DRAFT, "reported_on": None},
        {"reported_on": datetime.date(2025, 12, 31)},
        {"reported_on": datetime.date(2026, 7, 1)},
    ],
)
def test_only_what_was_reported_openly_in_the_time_is_counted(ekby, anna, hidden):
    reported(ekby, OperatingForm.PRIVATE, **hidden)

    assert equal_facts(access_of(anna), scope(ekby)).followups(Side.PRIVATE) == []


def test_another_board_counts_nothing_of_ekbys(ekby, cilla, told):
    facts = equal_facts(access_of(cilla), scope(ekby))

    assert facts.year.followups == []
    assert facts.year.contracts == []


QUERY = "?starts_on=2026-01-01&ends_on=2026-06-30"


def test_the_page_shows_both_sides_and_says_what_may_be_said(as_anna: Client, told):
    answer = as_anna.get(reverse("results:equal") + QUERY)

    read = answer.content.decode()
    assert read.index("Svaret i korthet") < read.index('id="fragor-rubrik"')
    assert "För få för att jämföra" in read
    assert "<svg" in read


@pytest.mark.parametrize("side", ["private", "in_house"])
@pytest.mark.parametrize(
    "key", ["followed_up", "per_year", "with_deficiency", "deficiencies", "waited", "never"]
)
def test_every_figure_leads_to_its_rows(as_anna: Client, told, key, side):
    answer = as_anna.get(reverse("results:equal_rows", args=[key, side]) + QUERY)

    assert answer.status_code == 200
    assert answer.context["page"].paginator.count == len(list(answer.context["rows"]))


@pytest.mark.parametrize(("key", "side"), [("nothing", "private"), ("followed_up", "nobody")])
def test_what_is_no_figure_is_not_found(as_anna: Client, key, side):
    assert as_anna.get(reverse("results:equal_rows", args=[key, side])).status_code == 404


@pytest.mark.parametrize("name", ["results/equal_found.html", "reports/general.html"])
def test_lines_that_are_folded_stand_on_paper(name):
    source = engines["django"].engine.get_template(name).source  # type: ignore[attr-defined]
    sheet = Path(str(finders.find("insyn/app.css"))).read_text()
    on_paper = sheet.split("@media print{", 1)[1]

    assert source.count("<details") == source.count('<details class="u-on-paper"') == 1
    assert ".u-on-paper::details-content{content-visibility:visible" in on_paper


def test_the_page_is_a_file_too(as_anna: Client, told):
    answer = as_anna.get(reverse("results:equal") + QUERY + "&fil=csv")

    assert "Uppföljningar med minst en brist" in answer.getvalue().decode("utf-8-sig")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?starts_on=x&authority=99999&service_area=a",
        "?starts_on=2026-05-01&ends_on=2026-01-01",
        "?page=x",
    ],
)
def test_nonsense_in_the_address_shows_a_page(as_anna: Client, told, query):
    assert as_anna.get(reverse("results:equal") + query).status_code == 200


def test_the_page_needs_as_many_queries_whatever_it_shows(
    as_anna: Client, ekby, told, django_assert_max_num_queries
):
    for _ in range(12):
        reported(ekby, OperatingForm.IN_HOUSE)

    with django_assert_max_num_queries(22):
        as_anna.get(reverse("results:equal") + QUERY)
