from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insyn.accounts.models import Authority, User
from insyn.criteria.models import Question, ReviewTemplate, TemplateVersion
from insyn.criteria.queries.content import facts_of
from insyn.criteria.queries.shipped import shipped_templates
from insyn.criteria.rules import (
    AnswerType,
    Level,
    LevelFacts,
    QuestionFacts,
    SectionFacts,
    TemplateKind,
    TemplateState,
)
from insyn.criteria.services import (
    ScaleFacts,
    TemplateFacts,
    create_scale,
    create_template,
    new_draft_of,
    publish_version,
)
from insyn.exchange.queries.exports import all_rows, exported
from insyn.exchange.queries.plans import plan_list
from insyn.exchange.queries.scope import Scope
from insyn.exchange.rules.changes import ChangeKind
from insyn.exchange.rules.kinds import ListKind
from insyn.exchange.rules.tables import TABLES
from insyn.kernel.access import Access
from insyn.kernel.errors import NotAllowed
from insyn.papers.sheets.checking import Severity
from insyn.platform import clock
from insyn.registry.models import ImportRun, ServiceArea
from insyn.registry.queries import access_of
from insyn.requirements.services import add_shipped_areas
from tests.exchange.tables import csv_of, file_of, read, said_of, take_in
from tests.factories import (
    AgreementFactory,
    QualityAreaFactory,
    RequirementFactory,
    RequirementVersionFactory,
)

pytestmark = pytest.mark.django_db
KIND = ListKind.TEMPLATES
SLOW = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
LEVELS = [
    LevelFacts("Bra", "+", Level.MET),
    LevelFacts("Sådär", "0", Level.PARTLY),
    LevelFacts("Dåligt", "-", Level.NOT_MET),
]


def rows_out(access: Access) -> list[dict[str, object]]:
    return list(exported(access, TABLES[KIND], all_rows(access, KIND)))


def demand(authority: Authority, title: str, number: str) -> int:
    agreement = AgreementFactory.create(authority=authority, title=title)
    requirement = RequirementFactory.create(authority=authority, agreement=agreement)
    RequirementVersionFactory.create(requirement=requirement, number=number)
    return requirement.pk


def everything(access: Access, authority: Authority) -> tuple[SectionFacts, ...]:
    """Return areas with a question of every answer type, conditions and proposed findings."""
    scale = create_scale(access, authority, facts=ScaleFacts("Tre steg"), levels=LEVELS)
    links = (demand(authority, "HVB", "4.1"), demand(authority, "HVB 2", "4.1"))
    alone = (demand(authority, "Hemtjänst", "7"),)
    missing = {"when": {"operator": "is", "value": "no"}, "kind": "deficiency", "severity": "major"}
    growing = {
        "when": {"operator": "one_of", "value": ["a1", "x-2"]}, "kind": "development_area",
        "severity": "",
    }  # fmt: skip
    area = QualityAreaFactory.create(authority=authority, name="Ledning")

    def when(operator: str, value: object, severity: str = "minor"):
        return (
            {"when": {"operator": operator, "value": value}, "kind": "deficiency",
             "severity": severity},
        )  # fmt: skip

    return (
        SectionFacts(
            "Ledning; styrning",
            "Vi frågar om\n\n=ledning",
            (
                QuestionFacts(
                    "Finns en rutin?", code="F1", answer_type=AnswerType.YES_PARTLY_NO,
                    finding_rules=(missing,), requirement_ids=links, help="-hjälp", weight=3,
                    is_critical=True, may_be_published=False, is_required=False,
                ),
                QuestionFacts(
                    "Vilken?", code="F2", answer_type=AnswerType.SINGLE,
                    choices=(("a1", "Den ena; eller"), ("x-2", "Den = andra"), ("a3", "Ingen")),
                    condition={"question": "F1", "operator": "is", "value": "yes"},
                    finding_rules=(growing,), requirement_ids=alone,
                ),
                QuestionFacts(
                    "Hur många?", code="F3", answer_type=AnswerType.NUMBER, measured_in="timmar",
                    condition={"question": "F2", "operator": "is_not", "value": "x-2"},
                    finding_rules=(*when("below", 2.5), *when("above", 10)), met_when="Minst två",
                ),
                QuestionFacts(
                    "Hur bra?", code="F4", answer_type=AnswerType.SCALE, scale_id=scale.pk,
                    levels=LEVELS, scale_name=scale.name,
                    condition={"question": "F3", "operator": "at_least", "value": 2.5},
                    finding_rules=when("is", "Dåligt"),
                ),
            ),
            area_id=area.pk,
        ),
        SectionFacts(
            "Övrigt",
            questions=(
                QuestionFacts(
                    "Hur ofta?", code="G-5", answer_type=AnswerType.FREQUENCY,
                    finding_rules=when("seldomer_than", "yearly"), role_tag="social",
                ),
                QuestionFacts(
                    "När?", code="F6", answer_type=AnswerType.DATE,
                    condition={"question": "G-5", "operator": "answered"},
                    finding_rules=when("before_years", 2), allows_comment=False,
                ),
                QuestionFacts(
                    "Stickprov?", code="F7", answer_type=AnswerType.SAMPLE,
                    condition={"question": "F6", "operator": "at_most", "value": "2026-01-31"},
                    finding_rules=when("share_below", 90), is_visible_in_advance=False,
                ),
                QuestionFacts(
                    "Vilka?", code="F8", answer_type=AnswerType.SEVERAL,
                    choices=(("a1", "Husmöten"), ("a2", "Enkät")),
                    finding_rules=(*when("includes", "a1"), *when("lacks", "a2")),
                    allows_not_applicable=False,
                ),
                QuestionFacts("Andel?", code="F9", answer_type=AnswerType.PERCENT,
                              finding_rules=when("below", 80)),
                QuestionFacts("Berätta", code="F10", answer_type=AnswerType.TEXT,
                              evidence="Samtal"),
            ),
        ),
    )  # fmt: skip


def fill(user: User, authority: Authority, name: str = "Allt") -> TemplateVersion:
    access = access_of(user)
    facts = TemplateFacts(
        kind=TemplateKind.SURVEY, purpose="Därför\natt",
        service_area=ServiceArea.objects.get(code="hvb"),
    )  # fmt: skip
    sections = everything(access, authority)
    return create_template(access, authority, name=name, sections=sections, facts=facts)


def drafts(name: str) -> list[TemplateVersion]:
    rows = TemplateVersion._base_manager.filter(template__name=name)
    return list(rows.select_related("template__authority").order_by("number"))


@pytest.mark.parametrize("file_type", ["xlsx", "csv"])
def test_a_list_of_questions_taken_out_and_in_again_changes_nothing(
    file_type: str, anna: User, ekby: Authority
):
    fill(anna, ekby)
    access = access_of(anna)
    rows = rows_out(access)

    summary = take_in(access, ekby, KIND, file_of(KIND, rows, file_type), file_type=file_type)

    assert (summary.created, summary.updated, summary.unchanged) == (0, 0, 10)


@pytest.mark.parametrize("file_type", ["xlsx", "csv"])
def test_a_list_of_questions_says_the_same_of_another_authority_that_takes_it_in(
    file_type: str, anna: User, ekby: Authority, cilla: User, norrby: Authority
):
    fill(anna, ekby)
    rows = [{**row, "authority": str(norrby)} for row in rows_out(access_of(anna))]
    access = access_of(cilla)
    create_scale(access, norrby, facts=ScaleFacts("Tre steg"), levels=LEVELS)
    for title, number in (("HVB", "4.1"), ("HVB 2", "4.1"), ("Hemtjänst", "7")):
        demand(norrby, title, number)

    take_in(access, norrby, KIND, file_of(KIND, rows, file_type), file_type=file_type)

    assert rows_out(access) == rows


def test_conditions_and_findings_are_written_so_that_people_read_them(anna: User, ekby: Authority):
    fill(anna, ekby)

    rows = {row["code"]: row for row in rows_out(access_of(anna))}

    assert rows["F2"]["condition"] == "F1 = Ja"
    assert rows["F3"]["condition"] == "F2 != Den = andra"
    assert rows["F4"]["condition"] == "F3 >= 2,5"
    assert rows["F6"]["condition"] == "G-5 besvarad"
    assert rows["F1"]["finding_rules"] == "Nej → brist (allvarlig)"
    assert rows["F2"]["finding_rules"] == "Den ena; eller | Den = andra → utvecklingsområde"
    assert rows["F3"]["finding_rules"] == "under 2,5 → brist (mindre)\növer 10 → brist (mindre)"
    assert rows["G-5"]["finding_rules"] == "mindre ofta än Varje år → brist (mindre)"
    assert rows["F1"]["requirements"] == "HVB: 4.1; HVB 2: 4.1"
    assert rows["F2"]["requirements"] == "7"


def test_shipped_templates_taken_out_and_in_give_the_same_facts(
    anna: User, ekby: Authority, cilla: User, norrby: Authority
):
    for user, authority in ((anna, ekby), (cilla, norrby)):
        add_shipped_areas(access_of(user), authority)
    for shipped in shipped_templates():
        create_template(
            access_of(anna), ekby, name=shipped.name, sections=shipped.sections,
            facts=TemplateFacts(kind=shipped.kind, purpose=shipped.purpose),
        )  # fmt: skip
    rows = [{**row, "authority": None} for row in rows_out(access_of(anna))]

    take_in(access_of(cilla), norrby, KIND, file_of(KIND, rows, "xlsx"), file_type="xlsx")

    for shipped in shipped_templates():
        own, other = (
            facts_of(access_of(user), TemplateVersion._base_manager.select_related("template").get(
                template__name=shipped.name, template__authority=authority))
            for user, authority in ((anna, ekby), (cilla, norrby))
        )  # fmt: skip
        assert [plain(section) for section in other] == [plain(section) for section in own]


def plain(section: SectionFacts) -> SectionFacts:
    """Return the area with what does not depend on whose it is."""
    questions = tuple(
        replace(
            one,
            finding_rules=tuple(
                {**rule, "severity": rule.get("severity") or ""} for rule in one.finding_rules
            ),
        )
        for one in section.questions
    )
    return replace(section, questions=questions, area_id=None)


def test_a_published_version_never_changes_and_a_new_draft_is_made(anna: User, ekby: Authority):
    access = access_of(anna)
    publish_version(access, fill(anna, ekby))
    before = rows_out(access)
    rows = [{**row} for row in before]
    rows[0]["text"] = "Finns en bättre rutin?"

    summary = take_in(access, ekby, KIND, file_of(KIND, rows, "csv"))

    published, draft = drafts("Allt")
    assert summary.updated == 2  # the template, and the question
    assert (published.state, draft.state) == (TemplateState.PUBLISHED, TemplateState.DRAFT)
    assert facts_of(access, published)[0].questions[0].text == "Finns en rutin?"
    assert facts_of(access, draft)[0].questions[0].text == "Finns en bättre rutin?"
    assert facts_of(access, draft)[1:] == facts_of(access, published)[1:]


def test_the_list_of_a_published_version_changes_nothing_while_a_draft_is_written(
    anna: User, ekby: Authority
):
    access = access_of(anna)
    publish_version(access, fill(anna, ekby))
    rows = rows_out(access)
    draft = new_draft_of(access, drafts("Allt")[0])
    Question._base_manager.filter(section__version=draft, code="F10").delete()

    summary = take_in(access, ekby, KIND, file_of(KIND, rows, "csv"))

    assert (summary.created, summary.updated, summary.unchanged) == (0, 0, 10)


def test_a_question_that_the_list_lacks_is_shown_as_taken_away(anna: User, ekby: Authority):
    access = access_of(anna)
    fill(anna, ekby)
    rows = rows_out(access)[:-1]
    seen = read(KIND, file_of(KIND, rows, "csv"))

    plan = plan_list(Scope(access, ekby, None, clock.today()), seen)
    take_in(access, ekby, KIND, file_of(KIND, rows, "csv"))

    (changed,) = [change for change in plan.changes if change.kind == ChangeKind.UPDATED]
    assert [(one.label, one.before, one.after) for one in changed.differences] == [
        ("Fråga som tas bort", "F10 Berätta", "")
    ]
    assert "F10" not in {row["code"] for row in rows_out(access)}


def test_a_list_without_codes_taken_in_twice_changes_nothing_the_second_time(
    anna: User, ekby: Authority
):
    access = access_of(anna)
    rows = [
        {"template": "Ny mall", "section": "Ett", "text": "Finns det?"},
        {"template": "Ny mall", "section": "Ett", "text": "Hur då?", "condition": "F1 = ja"},
    ]

    first = take_in(access, ekby, KIND, csv_of(KIND, *rows))
    again = take_in(access, ekby, KIND, csv_of(KIND, *rows))

    assert (first.created, again.created, again.updated) == (3, 0, 0)
    assert [row["code"] for row in rows_out(access)] == ["F1", "F2"]


def test_columns_that_the_list_lacks_stay_as_they_are(anna: User, ekby: Authority):
    access = access_of(anna)
    fill(anna, ekby)
    before = rows_out(access)
    keys = ("template", "section", "code", "text", "weight")
    rows = [{key: row[key] for key in keys} for row in before]
    rows[1]["weight"] = 3

    take_in(access, ekby, KIND, csv_of(KIND, *rows))

    before[1]["weight"] = 3
    assert rows_out(access) == before


def test_an_area_without_questions_comes_back(anna: User, ekby: Authority):
    access = access_of(anna)
    create_template(access, ekby, name="Tom", sections=[SectionFacts("Ännu inget")])
    rows = rows_out(access)

    summary = take_in(access, ekby, KIND, file_of(KIND, rows, "csv"))

    assert (summary.updated, summary.unchanged) == (0, 1)


def test_missing_quality_areas_are_said_and_made(anna: User, ekby: Authority):
    row = {"template": "Ny", "section": "Ett", "area": "Ny kvalitet", "text": "Finns det?"}

    said = said_of(access_of(anna), ekby, KIND, row)
    take_in(access_of(anna), ekby, KIND, csv_of(KIND, row))

    assert said == ["Nämnden har inget kvalitetsområde ”Ny kvalitet”. Det läggs till."]
    assert rows_out(access_of(anna))[0]["area"] == "Ny kvalitet"


BAD = [
    ({"weight": "4"}, "Fråga F1: Vikten ska vara 1, 2 eller 3 men är 4."),
    ({"condition": "F1 = ja"}, "Fråga F1: Villkoret hänvisar till frågan själv."),
    ({"condition": "F2 = ja"}, "Fråga F1: Villkoret hänvisar till frågan F2, som ställs"),
    ({"condition": "F9 = ja"}, "Fråga F1: Villkoret hänvisar till frågan F9, som inte finns."),
    ({"condition": "om det behövs"}, "Fråga F1: Villkoret går inte att läsa."),
    ({"answer_type": "Skala"}, "Fråga F1: Välj vilken skala frågan besvaras med."),
    ({"scale": "Påhittad"}, "Nämnden har ingen skala som heter ”Påhittad”."),
    ({"answer_type": "Ett av flera alternativ", "choices": "Bara ett"},
     "Fråga F1: Frågan behöver minst två svarsalternativ."),
    ({"finding_rules": "Nej ger brist"}, "Fråga F1: Förslaget till iakttagelse går inte att"),
    ({"finding_rules": "Nej → brist"}, "Fråga F1: Välj hur allvarlig bristen är."),
    ({"finding_rules": "Kanske → brist (mindre)"}, "Fråga F1: Frågan kan inte få det svar som"),
    ({"answer_type": "Fri text", "finding_rules": "Nej → brist (mindre)"},
     "Fråga F1: Svar av slaget ”Fri text” läses av en människa."),
    ({"requirements": "99"}, "Inget av nämndens avtal har ett krav 99."),
    ({"service_area": "Påhittat"}, "Rad 2 säger något annat."),
    ({"code": "F2"}, "Koden F2 har flera frågor."),
    ({"text": ""}, "Fråga F1: Frågan har ingen text."),
    ({"respondent": "Någon"}, "Värdet finns inte bland de tillåtna"),
    ({"authority": "Någon annan"}, "Raden hör till en annan nämnd."),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "sentence"), BAD)
def test_a_bad_row_is_refused_with_its_sentence(
    wrong: dict[str, str], sentence: str, anna: User, ekby: Authority
):
    first = {"template": "Ny", "section": "Ett", "code": "F1", "text": "Ett?", **wrong}
    second = {"template": "Ny", "section": "Ett", "code": "F2", "text": "Två?"}

    said = said_of(access_of(anna), ekby, KIND, first, second)

    assert any(one.startswith(sentence) for one in said), said


def test_a_refusal_names_the_cell(anna: User, ekby: Authority):
    rows = [
        {"template": "Ny", "section": "Ett", "code": "F1", "text": "Ett?", "weight": "2"},
        {"template": "Ny", "section": "Ett", "code": "F2", "text": "Två?", "weight": "7",
         "condition": "F2 besvarad"},
    ]  # fmt: skip
    seen = read(KIND, csv_of(KIND, *rows))

    plan = plan_list(Scope(access_of(anna), ekby, None, clock.today()), seen)

    errors = [one for one in plan.problems if one.severity == Severity.ERROR]
    assert [(one.cell, one.heading, one.value) for one in errors] == [
        ("E3", "Vikt", "7"), ("F3", "Visas bara om", "F2 besvarad")
    ]  # fmt: skip


def test_a_template_without_questions_is_refused(anna: User, ekby: Authority):
    said = said_of(access_of(anna), ekby, KIND, {"template": "Ny", "section": "Ett", "text": ""})

    assert said == ["Mallen har inga frågor. Lägg till minst en."]


def test_two_changed_versions_of_a_template_cannot_both_become_a_draft(anna: User, ekby: Authority):
    rows = [
        {"template": "Ny", "version": number, "section": "Ett", "text": f"Fråga {number}?"}
        for number in (1, 2)
    ]

    said = said_of(access_of(anna), ekby, KIND, *rows)

    assert said[0].startswith("Listan har flera versioner av mallen")


def test_only_those_who_may_edit_templates_take_them_in(bo: User, ekby: Authority):
    row = {"template": "Ny", "section": "Ett", "text": "Finns det?"}

    with pytest.raises(NotAllowed):
        take_in(access_of(bo), ekby, KIND, csv_of(KIND, row))


def test_templates_are_not_given_out_to_another_authority(anna: User, cilla: User, ekby: Authority):
    fill(anna, ekby)

    assert rows_out(access_of(cilla)) == []


def test_a_template_of_the_same_name_in_another_authority_is_left_alone(
    anna: User, ekby: Authority, cilla: User, norrby: Authority
):
    fill(anna, ekby)
    before = rows_out(access_of(anna))
    row = {"template": "Allt", "section": "Ett", "text": "Finns det?"}

    take_in(access_of(cilla), norrby, KIND, csv_of(KIND, row))

    assert rows_out(access_of(anna)) == before
    assert ReviewTemplate._base_manager.filter(name="Allt").count() == 2


def test_queries_for_questions_do_not_grow_with_the_rows(anna: User, ekby: Authority):
    access = access_of(anna)

    def asked(name: str, count: int) -> int:
        rows = [
            {"template": name, "section": f"Område {n % 5}", "text": f"Fråga {n}?", "area": "Nytt"}
            for n in range(count)
        ]
        with CaptureQueriesContext(connection) as taken_in:
            take_in(access, ekby, KIND, csv_of(KIND, *rows))
        with CaptureQueriesContext(connection) as taken_out:
            rows_out(access)
        return len(taken_in) + len(taken_out)

    few = asked("En", 10)
    assert asked("Två", 150) <= few + 1
    assert few <= 60


ODD = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Co", "Cn"]),
    min_size=1, max_size=30,
).filter(lambda text: text.strip()) | st.sampled_from(
    ["=1+1", "-10 %", "@namn", "'=x", "''-y", "007", "1e5", "SANT", "2024-01-01", "a;b", "a = b",
     "med x", "a → brist", "x | y", "å ä ö Å Ä Ö", "#nr"]
)  # fmt: skip


@SLOW
@given(
    section=ODD, lines=st.lists(ODD, min_size=1, max_size=3), one=ODD, other=ODD,
    value=st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 4)),
)  # fmt: skip
@pytest.mark.parametrize("file_type", ["xlsx", "csv"])
def test_whatever_a_question_says_it_comes_back(
    file_type: str, anna: User, ekby: Authority, section, lines, one, other, value
):
    ReviewTemplate._base_manager.all().delete()
    access = access_of(anna)
    if one.strip().casefold() == other.strip().casefold():
        return
    choices = (("a1", one), ("kod", other))
    rule = {"when": {"operator": "is", "value": "kod"}, "kind": "deficiency", "severity": "minor"}
    questions = (
        QuestionFacts("\n".join(lines), code="F1", answer_type=AnswerType.SINGLE, choices=choices,
                      finding_rules=(rule,)),
        QuestionFacts("Hur många?", code="F2", answer_type=AnswerType.NUMBER,
                      condition={"question": "F1", "operator": "is", "value": "a1"}),
        QuestionFacts("Varför?", code="F3", answer_type=AnswerType.TEXT,
                      condition={"question": "F2", "operator": "at_least", "value": value}),
    )  # fmt: skip
    create_template(
        access, ekby, name="Udda", sections=[SectionFacts(section.strip(), questions=questions)]
    )

    content = file_of(KIND, rows_out(access), file_type)
    seen = read(KIND, content, file_type)
    if not seen.is_fit:
        assert not all(text.isprintable() for text in (section, one, other, *lines))
        return
    summary = take_in(access, ekby, KIND, content, file_type=file_type)

    assert (summary.created, summary.updated) == (0, 0)


def test_templates_are_given_out_as_they_are_filtered(as_anna: Client, anna: User, ekby: Authority):
    access = access_of(anna)
    for name, question in (("Äpplen", "Finns äpplen?"), ("Päron", "Finns päron?")):
        sections = [SectionFacts("Ett", questions=(QuestionFacts(question),))]
        create_template(access, ekby, name=name, sections=sections)

    answer = as_anna.get("/export/mallar.csv?q=pple")

    text = b"".join(answer).decode("utf-8-sig")
    assert "Finns äpplen?" in text
    assert "Finns päron?" not in text


def test_the_page_shows_what_a_list_of_questions_would_change(as_anna: Client, ekby: Authority):
    row = {"template": "Ny mall", "section": "Ett", "text": "Finns det?", "weight": "3"}
    file = SimpleUploadedFile("mall.csv", csv_of(KIND, row))
    as_anna.post("/import/ny/mallar/", {"file": file, "authority": ekby.pk})

    page = as_anna.get(f"/import/{ImportRun._base_manager.get().pk}/forhandsgranskning/")

    text = page.content.decode()
    assert "Ny mall, utkast" in text
    assert "Finns det?" in text
