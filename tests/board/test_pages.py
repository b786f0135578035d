import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from insyn.board import services
from insyn.board.models import BoardItem, WordLayout
from insyn.board.queries.items import parts_of
from insyn.board.rules import ItemState, LayoutKind, Outcome, Part
from insyn.board.rules.memo_layouts import MemoLayout
from insyn.plans.models import Plan
from insyn.plans.rules import PlanState
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.board.conftest import HEAD
from tests.conftest import log_in
from tests.factories import DAY, BoardItemFactory
from tests.papers import hostile_layouts as hostile

pytestmark = pytest.mark.django_db
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def page(client, anna):
    return log_in(client, anna)


def url(name: str, *args: object) -> str:
    return reverse(f"board:{name}", args=args)


def first(anna, item, part: Part):
    return parts_of(access_of(anna), item, part).first()


def uploaded(content: bytes, name="brevmall.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=WORD_TYPE)


def test_a_matter_is_made_from_its_plan(page, anna, plan):
    answer = page.post(
        url("create", plan.pk),
        {"layout": "city_2021", "title": "Utlåtande om planen", "dated_on": "2026-01-20"},
    )
    made = BoardItem.objects.visible_to(access_of(anna)).get()

    assert answer.url == url("item", made.pk)
    assert made.paper_name == "Tjänsteutlåtande"


def test_the_form_offers_what_the_plan_already_says(page, plan):
    form = page.get(url("create", plan.pk)).context["form"]

    assert form.initial["title"] == plan.title
    assert form.initial["recipient"] == plan.authority.name


def test_the_tab_of_the_plan_lists_its_matters(page, plan, item):
    answer = page.get(url("of_plan", plan.pk))

    assert item.title in answer.content.decode()
    assert url("create", plan.pk) in answer.content.decode()


def test_the_tab_of_an_adopted_plan_offers_no_new_matter(page, anna, plan):
    Plan.objects.visible_to(access_of(anna)).update(state=PlanState.ADOPTED, decided_on=DAY)

    assert url("create", plan.pk) not in page.get(url("of_plan", plan.pk)).content.decode()


def test_the_list_finds_by_case_number(page, item):
    BoardItemFactory.create(plan=item.plan, case_number="SN-2026-77")
    found = page.get(url("items"), {"q": "2026-77"}).context["page"]

    assert [row.case_number for row in found] == ["SN-2026-77"]


@pytest.mark.parametrize("sort", ["title", "-title", "date", "state", "board", "nonsense"])
def test_the_list_is_sorted(page, item, sort):
    assert page.get(url("items"), {"sort": sort}).status_code == 200


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_list_comes_as_a_file(page, item, ending):
    answer = page.get(url("items"), {"fil": ending})

    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_list_of_none_says_what_to_do(page):
    assert "Inga nämndärenden än" in page.get(url("items")).content.decode()


def test_the_list_asks_the_same_of_many_as_of_few(page, plan, django_assert_max_num_queries):
    BoardItemFactory.create_batch(60, plan=plan)
    with django_assert_max_num_queries(14):
        assert len(page.get(url("items")).context["page"]) == 50


def test_the_page_of_a_matter_asks_little(page, item, django_assert_max_num_queries):
    with django_assert_max_num_queries(48):
        assert page.get(url("item", item.pk)).status_code == 200


def test_the_page_names_what_is_left_to_write(page, anna, plan):
    item = services.create_item(access_of(anna), plan, facts=HEAD, layout=MemoLayout.FULL_2024)
    text = page.get(url("item", item.pk)).content.decode()

    assert "Barnkonsekvensanalys, Ekonomiska konsekvenser" in text


@pytest.mark.parametrize("part", list(Part))
def test_every_part_has_a_form(page, item, part):
    assert page.get(url("part_add", item.pk, part)).status_code == 200


def test_an_unknown_part_is_no_page(page, item):
    assert page.get(url("part_add", item.pk, "hemligt")).status_code == 404


def test_a_part_of_another_matter_is_no_page(page, anna, plan, item):
    other = services.create_item(access_of(anna), plan, facts=HEAD, layout=MemoLayout.SHORT_2020)
    row = first(anna, other, Part.PASSAGE)

    assert page.get(url("part_edit", item.pk, Part.PASSAGE, row.pk)).status_code == 404


def test_a_passage_is_written(page, anna, item, passage):
    page.post(
        url("part_edit", item.pk, Part.PASSAGE, passage.pk),
        {"version": 1, "heading": "Ärendet", "kind": "text", "text": "Ny text"},
    )
    passage.refresh_from_db()

    assert (passage.text, passage.version) == ("Ny text", 2)


def test_the_form_of_a_part_shows_what_stands_there(page, anna, item, passage):
    form = page.get(url("part_edit", item.pk, Part.PASSAGE, passage.pk)).context["form"]

    assert form["heading"].value() == "Ärendet"
    assert form["version"].value() == 1


def test_the_second_who_writes_is_told(page, item, passage):
    said = {"version": 1, "heading": "Ärendet", "kind": "text", "text": "Ett"}
    address = url("part_edit", item.pk, Part.PASSAGE, passage.pk)
    page.post(address, said)
    answer = page.post(address, said | {"text": "Två"})

    assert "Någon annan har ändrat" in answer.content.decode()


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (Part.PROPOSAL, {"text": "uppdra åt förvaltningen att följa upp"}),
        (Part.REFERENCE, {"case_number": "KS-1", "title": "Riktlinje"}),
        (Part.SIGNATORY, {"role": "Tf. direktör"}),
        (Part.APPENDIX, {"title": "Riktlinje"}),
    ],
)
def test_a_part_is_added_and_taken_away(page, anna, item, part, said):
    page.post(url("part_add", item.pk, part), {"version": 0, **said})
    row = list(parts_of(access_of(anna), item, part))[-1]
    assert [str(getattr(row, name)) for name in said] == list(said.values())

    page.post(url("part_remove", item.pk, part, row.pk))
    assert not parts_of(access_of(anna), item, part).filter(pk=row.pk).exists()


def test_an_appendix_takes_one_file(page, anna, item):
    files = [SimpleUploadedFile(f"{n}.pdf", b"%PDF-1.7") for n in "ab"]
    answer = page.post(
        url("part_add", item.pk, Part.APPENDIX), {"version": 0, "title": "x", "uploads": files}
    )

    assert "En bilaga har en fil" in answer.content.decode()


def test_a_part_is_moved_with_a_button(page, anna, item, passage):
    page.post(url("part_move", item.pk, Part.PASSAGE, passage.pk, "upp"))

    assert first(anna, item, Part.PASSAGE) == passage


def test_a_reader_gets_no_buttons(client, bo, issued):
    text = log_in(client, bo).get(url("item", issued.pk)).content.decode()

    assert url("edit", issued.pk) not in text
    assert url("withdraw", issued.pk) not in text
    assert url("decide", issued.pk) not in text


@pytest.mark.parametrize("paper", ["memo", "plan"])
def test_the_papers_are_read_on_the_page(page, item, paper):
    answer = page.get(url("preview", item.pk, paper))

    assert "u-doc" in answer.content.decode()


@pytest.mark.parametrize("paper", ["memo", "plan"])
@pytest.mark.parametrize(("ending", "start"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_the_papers_are_downloaded(page, item, paper, ending, start):
    answer = page.get(url("download", item.pk, paper, ending))

    assert answer.content.startswith(start)


@pytest.mark.parametrize(("paper", "ending"), [("memo", "exe"), ("brev", "pdf")])
def test_other_papers_are_no_page(page, item, paper, ending):
    assert page.get(url("download", item.pk, paper, ending)).status_code == 404


def test_the_head_is_changed(page, anna, item):
    page.post(
        url("edit", item.pk),
        {
            "version": 1, "title": "Ny rubrik", "dated_on": "2026-02-01",
            "paper_name": "Tjänsteutlåtande", "handled_by": "Strateg",
        },
    )  # fmt: skip
    item.refresh_from_db()

    assert (item.title, item.paper_name, item.handled_by, item.shows_warnings) == (
        "Ny rubrik", "Tjänsteutlåtande", "Strateg", False,
    )  # fmt: skip


def test_the_issue_page_shows_what_the_checks_say(page, item):
    text = page.get(url("issue", item.pk)).content.decode()

    assert "har ingen ansvarig uppföljare" in text


def test_the_date_of_the_memo_is_checked_against_that_of_the_plan(page, anna, item):
    Plan.objects.visible_to(access_of(anna)).update(dated_on=DAY.replace(year=DAY.year + 1))
    text = page.get(url("issue", item.pk)).content.decode()

    assert str(DAY.year + 1) in text
    assert "daterad" in text


def test_a_matter_is_issued_and_taken_back(page, anna, item):
    page.post(url("issue", item.pk), {"version": 1})
    item.refresh_from_db()
    assert item.state == ItemState.ISSUED

    page.post(url("withdraw", item.pk), {"version": item.version})
    item.refresh_from_db()
    assert item.state == ItemState.DRAFT


def test_a_plan_that_is_not_proposed_is_said_before_the_button(page, anna, item):
    Plan.objects.visible_to(access_of(anna)).update(state=PlanState.DRAFT)
    text = page.get(url("issue", item.pk)).content.decode()

    assert "Planen är inte föreslagen för nämnden" in text


@pytest.mark.parametrize("name", ["edit", "issue"])
def test_a_matter_that_lies_before_the_board_has_no_forms_to_fill_in(page, issued, name):
    answer = page.get(url(name, issued.pk), follow=True)

    assert answer.redirect_chain[-1][0] == url("item", issued.pk)
    assert "Ta tillbaka det för ändring" in answer.content.decode()


@pytest.mark.parametrize("part", list(Part))
def test_a_decided_matter_takes_no_new_parts(page, registrar, issued, part):
    decision = services.Decision(Outcome.SENT_BACK, clock.today(), "§ 87", reason="Mer")
    services.register_decision(access_of(registrar), issued, facts=decision)
    answer = page.get(url("part_add", issued.pk, part), follow=True)

    assert answer.redirect_chain[-1][0] == url("item", issued.pk)
    assert "Gör ett nytt ärende" in answer.content.decode()


def test_the_decision_is_registered(client, registrar, issued, plan):
    today = clock.today().isoformat()
    log_in(client, registrar).post(
        url("decide", issued.pk),
        {
            "version": issued.version, "outcome": "adopted", "decided_on": today,
            "decision": "§ 4",
        },
    )  # fmt: skip
    plan.refresh_from_db()

    assert (plan.state, plan.decision) == (PlanState.ADOPTED, "§ 4")


def test_a_decision_in_the_future_is_refused_in_words(page, issued):
    answer = page.post(
        url("decide", issued.pk),
        {
            "version": issued.version, "outcome": "adopted", "decided_on": "2199-01-01",
            "decision": "§ 4",
        },
    )  # fmt: skip

    assert "har inte varit än" in answer.content.decode()


def test_a_draft_is_removed_with_a_button(page, anna, item):
    page.post(url("remove", item.pk), {"version": 1})

    assert not BoardItem.objects.visible_to(access_of(anna)).exists()


def test_a_layout_is_taken_in(page, anna, ekby):
    content = hostile.layout_of("{{ rubrik }}", "{{ innehåll }}")
    page.post(
        url("layout_add"),
        {"authority": ekby.pk, "kind": "memo", "name": "Brevmall", "upload": uploaded(content)},
    )
    made = WordLayout.objects.visible_to(access_of(anna)).get()

    assert "{{ rubrik }}" in page.get(url("layout", made.pk)).content.decode()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (hostile.with_macros(), "brevmall.docx", "makron"),
        (hostile.layout_of("Bara text"), "brevmall.docx", "saknar {{ innehåll }}"),
        (b"hej", "brevmall.docx", "inte ett Word-dokument"),
        (b"hej", "brevmall.docm", "Spara mallen som .docx"),
    ],
    ids=["macros", "no marker", "text", "macro file"],
)
def test_a_layout_that_is_refused_says_why(page, ekby, content, name, said):
    answer = page.post(
        url("layout_add"),
        {
            "authority": ekby.pk, "kind": "memo", "name": "Brevmall",
            "upload": uploaded(content, name),
        },
    )  # fmt: skip

    assert said in answer.content.decode()


def test_a_layout_gets_a_version_and_is_retired(page, anna, ekby):
    content = hostile.layout_of("{{ innehåll }}")
    facts = services.LayoutFacts(LayoutKind.MEMO, "Brevmall", "a.docx", content)
    one = services.add_layout(access_of(anna), ekby, facts=facts)
    page.post(url("layout_version", one.pk), {"upload": uploaded(content)})
    page.post(url("layout_retire", one.pk), {"version": 1})
    one.refresh_from_db()

    assert one.retired_on is not None
    rows = WordLayout.objects.visible_to(access_of(anna))
    assert rows.filter(name="Brevmall", number=2).exists()


def test_the_list_of_layouts_says_which_names_can_be_used(page):
    assert "{{ diarienummer }}" in page.get(url("layouts")).content.decode()


@pytest.mark.parametrize("paper", ["memo", "plan"])
def test_a_sample_is_downloaded(page, paper):
    assert page.get(url("layout_sample", paper)).content.startswith(b"PK")


def test_a_draft_is_not_asked_for_its_decision(page, item):
    answer = page.get(url("decide", item.pk), follow=True)

    assert "när ärendet är expedierat" in answer.content.decode()
