import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from insyn.criteria.rules import Level
from insyn.findings.models import AreaAssessment, Finding
from insyn.findings.rules import FindingKind
from insyn.followups.models import Followup
from insyn.kernel.access import Role
from insyn.platform import clock
from insyn.registry.models import Lot
from insyn.themes import services
from insyn.themes.letters import theme_report
from insyn.themes.models import ThematicReview, ThemeCause, ThemeService, ThemeSource
from insyn.themes.queries.report import report_facts
from insyn.themes.queries.sample import sample_of
from insyn.themes.rules import SourceKind, ThemeState
from tests import people
from tests.conftest import log_in
from tests.factories import ContractFactory, SectionFactory, TemplateVersionFactory
from tests.themes.conftest import START, WHY, add_source, assessed, fresh, head, version_of

pytestmark = pytest.mark.django_db
LIST = "/tematiska-granskningar/"
MOST_QUERIES = 40


def text(answer) -> str:
    return str(answer.content.decode())


def at(name: str, review, *more) -> str:
    return reverse(f"themes:{name}", args=[review.pk, *more])


def send(client, address, review, **facts):
    return client.post(address, {**facts, "version": version_of(review)}, follow=True)


@pytest.fixture
def as_chief(ekby) -> Client:
    return log_in(Client(), people.member(ekby, Role.DECISION_MAKER, "Chefen"))


@pytest.fixture
def as_reader(bo) -> Client:
    return log_in(Client(), bo)


def link(access, review, *, deficient: int) -> None:
    """Give each service of the sample an assessed follow-up; some with a deficiency."""
    version = TemplateVersionFactory.create(template__authority=review.authority)
    section = SectionFactory.create(version=version, name="Personal")
    found = ThemeService.objects.unscoped(reason=WHY).filter(review=review)
    for number, row in enumerate(found):
        row.followup = assessed(row.contract, template_version=version)
        row.save()
        is_met = number >= deficient
        level = Level.MET if is_met else Level.NOT_MET
        AreaAssessment.objects.create(followup=row.followup, section=section, level=level)
        if not is_met:
            Finding.objects.create(
                followup=row.followup, kind=FindingKind.DEFICIENCY, area="Personal",
                text="Ingen introduktion", requirement="3.2 Introduktion",
            )  # fmt: skip


def said(paper) -> str:
    return repr(paper)


def test_a_thematic_review_from_start_to_end(
    as_anna, as_chief, as_reader, anna, ekby, area, contracts
) -> None:
    as_anna.post(
        reverse("themes:create"),
        {"authority": ekby.pk, "title": "Bemötande", "theme": "bemötande", "question": "Varför?",
         "service_area": area.pk, "starts_on": "2026-03-01", "ends_on": "2026-05-31",
         "responsible": anna.pk, "method": "Intervjuer", "sample_text": "Alla i området"},
    )  # fmt: skip
    review = ThematicReview.objects.unscoped(reason=WHY).get()
    send(as_anna, at("sample", review), review, area=area.pk)
    send(as_anna, at("start", review), review)
    version = TemplateVersionFactory.create(template__authority=ekby)
    send(as_anna, at("followups", review), review, planned_for="2026-03-10",
         template_version=version.pk)  # fmt: skip
    assert Followup.objects.unscoped(reason=WHY).filter(kind="theme").count() == 6
    for kind in ("survey", "visits"):
        send(as_anna, at("part_add", review, "kallor"), review, kind=kind, text=f"Källa {kind}")
    sources = list(ThemeSource.objects.unscoped(reason=WHY).values_list("pk", flat=True))
    send(as_anna, at("part_add", review, "orsaker"), review, text="Nya saknar stöd",
         strength="strong", sources=sources, basis="Samtal", services=5)  # fmt: skip
    cause = ThemeCause.objects.unscoped(reason=WHY).get()
    send(as_anna, at("part_add", review, "rekommendationer"), review, text="Ge stöd",
         receiver="providers", cause=cause.pk, due_on="2026-09-01")  # fmt: skip
    send(as_anna, at("texts", review), review, results="Mönstret är tydligt.")
    page = text(send(as_anna, at("write", review), review))
    assert "Rapporten är lämnad" in page
    assert as_reader.get(at("detail", review)).status_code == 404

    page = text(
        send(as_chief, at("decide", review), review, board_reference="§ 84",
             decided_on=clock.today().isoformat())
    )  # fmt: skip
    assert "§ 84" in page
    shown = as_reader.get(at("detail", review))
    assert shown.status_code == 200
    assert "Solgården" not in text(shown)
    assert "Mönstret är tydligt." in text(shown)
    done = at("done", review, review.recommendations.unscoped(reason=WHY).get().pk)
    page = text(as_anna.post(
        done, {"done_on": clock.today(), "done_note": "Infört", "version": 1}, follow=True
    ))  # fmt: skip
    assert "Infört" in page


def test_a_reader_downloads_the_report_that_the_board_has_treated(
    access, chief, as_reader, ready
) -> None:
    services.write_report(access, ready, version=ready.version)
    assert as_reader.get(reverse("documents:download", args=[fresh(ready).pdf_id])).status_code == (
        404
    )
    services.decide_review(
        chief, ready, board_reference="§ 1", decided_on=clock.today(), version=version_of(ready)
    )
    answer = as_reader.get(reverse("documents:download", args=[fresh(ready).pdf_id]))

    assert answer.content.startswith(b"%PDF-")


def test_what_is_missing_is_told_on_the_page(as_anna, ongoing) -> None:
    page = text(send(as_anna, at("write", ongoing), ongoing))

    assert "Lägg till minst en källa" in page
    assert fresh(ongoing).shown_state is ThemeState.ONGOING


def test_a_cause_that_is_too_weak_keeps_what_was_typed(as_anna, access, ongoing) -> None:
    source = add_source(access, ongoing, SourceKind.SURVEY)
    page = text(
        send(as_anna, at("part_add", ongoing, "orsaker"), ongoing, text="Bemanning",
             strength="strong", sources=[source.pk], basis="Samtal", services=3)
    )  # fmt: skip

    assert "minst två slag av källor" in page
    assert 'value="Bemanning"' in page


@pytest.mark.parametrize("part", ["kallor", "orsaker", "rekommendationer"])
def test_a_part_is_changed_and_taken_away(as_anna, access, ready, part) -> None:
    rows = {
        "kallor": ready.sources, "orsaker": ready.causes, "rekommendationer": ready.recommendations,
    }[part]  # fmt: skip
    row = rows.visible_to(access).first()

    assert as_anna.get(at("part_change", ready, part, row.pk)).status_code == 200
    page = text(send(as_anna, at("part_remove", ready, part, row.pk), ready))
    assert ("stöder sig på källan" if part == "kallor" else "Delen är borttagen.") in page


def test_an_unknown_part_is_not_found(as_anna, review) -> None:
    assert as_anna.get(at("part_add", review, "annat")).status_code == 404
    assert as_anna.get(at("draft", review, "exe")).status_code == 404


def test_an_old_page_is_told_so(as_anna, review) -> None:
    page = text(as_anna.post(at("start", review), {"version": 99}, follow=True))

    assert "Någon annan har ändrat" in page


def test_the_list_is_narrowed_and_sorted(as_anna, access, ekby, review) -> None:
    services.create_review(
        access, ekby,
        facts=head(title="Måltider", theme="mat", starts_on=START.replace(year=2024),
                   ends_on=START.replace(year=2024)),
    )  # fmt: skip

    both = text(as_anna.get(LIST, {"sort": "title"}))
    assert both.index("Bemötande på kvällar") < both.index("Måltider")
    assert "Bemötande på" not in text(as_anna.get(LIST, {"year": 2024}))
    assert "Måltider" not in text(as_anna.get(LIST, {"q": "bemöt"}))
    assert "Inget passar filtret" in text(as_anna.get(LIST, {"state": "decided"}))


def test_the_empty_list_says_what_to_do(as_anna) -> None:
    assert "Inga tematiska granskningar än" in text(as_anna.get(LIST))


def test_the_list_as_a_file_follows_the_filter(as_anna, review) -> None:
    answer = as_anna.get(LIST, {"fil": "csv"})
    raw = getattr(answer, "streaming_content", None)
    content = b"".join(raw) if raw else answer.content
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))

    assert rows[1][0] == "Bemötande på kvällar"
    assert as_anna.get(LIST, {"fil": "xlsx"}).status_code == 200


def test_a_link_to_the_list_stands_in_the_navigation(as_anna) -> None:
    assert f'href="{LIST}"' in text(as_anna.get(reverse("portal:start")))


def test_patterns_of_few_services_are_not_shown(access, as_anna, ongoing) -> None:
    link(access, ongoing, deficient=2)

    page = text(as_anna.get(at("detail", ongoing)))
    assert "visas inte" in page
    assert "3.2 Introduktion" not in page
    assert "3.2 Introduktion" not in said(
        theme_report(report_facts(access, ongoing), issued_on=START)
    )


def test_patterns_of_many_services_are_shown_on_the_page_and_in_the_report(
    access, as_anna, ongoing
) -> None:
    link(access, ongoing, deficient=6)
    paper = said(theme_report(report_facts(access, ongoing), issued_on=START))

    assert "3.2 Introduktion" in text(as_anna.get(at("detail", ongoing)))
    assert "('3.2 Introduktion', '6', '6')" in paper


def test_the_report_names_no_service_and_says_small_numbers_in_words(
    access, ready, contracts
) -> None:
    link(access, ready, deficient=1)
    paper = said(theme_report(report_facts(access, ready), issued_on=START))

    assert "Solgården" not in paper
    assert "bedömer inte enskilda verksamheter" in paper
    assert "Stark" in paper


def test_the_draft_is_given_as_word_and_pdf_to_those_who_write(as_anna, ready) -> None:
    assert as_anna.get(at("draft", ready, "pdf")).content.startswith(b"%PDF-")
    assert as_anna.get(at("draft", ready, "docx")).content.startswith(b"PK")


def test_the_summary_holds_reports_by_service_area(access, as_anna, as_reader, ready) -> None:
    services.write_report(access, ready, version=ready.version)
    address = reverse("themes:summary")
    year = {"year": START.year}

    page = text(as_anna.get(address, year))
    assert "Boendestöd i prov" in page
    assert "Ny personal får ingen introduktion" in page
    assert "Ingen rapport under året" in text(as_reader.get(address, year))
    assert as_anna.get(address, {**year, "fil": "docx"}).content.startswith(b"PK")
    assert as_anna.get(address, {**year, "fil": "pdf"}).content.startswith(b"%PDF-")


def test_the_summary_begins_with_this_year(as_anna, ready) -> None:
    page = as_anna.get(reverse("themes:summary"))
    year = clock.today().year
    assert page.context["facts"].year == year
    assert f'<option value="" selected>{year}</option>' in page.content.decode()


def test_a_service_and_its_follow_up_are_on_the_page_of_those_who_work(
    as_anna, access, ongoing, contracts
) -> None:
    service = ThemeService.objects.unscoped(reason=WHY).get(contract=contracts[0])
    followup = assessed(contracts[0], number="2026-777")
    assert "2026-777" in text(as_anna.get(at("service", ongoing, service.pk)))

    page = text(send(as_anna, at("service", ongoing, service.pk), ongoing, followup=followup.pk))
    assert "2026-777" in page
    other = ThemeService.objects.unscoped(reason=WHY).exclude(pk=service.pk)[0]
    page = text(send(as_anna, at("service_remove", ongoing, other.pk), ongoing))
    assert "borttagen ur urvalet" in page


def test_a_cancelled_review_says_why(as_anna, review) -> None:
    page = text(send(as_anna, at("cancel", review), review, reason="Personalbrist"))

    assert "Personalbrist" in page
    assert at("edit", review) not in page


def test_a_change_is_saved_and_a_report_opened_again(as_anna, access, ready) -> None:
    page = text(as_anna.get(at("edit", ready)))
    assert "Bemötande på kvällar" in page
    services.write_report(access, ready, version=ready.version)

    page = text(send(as_anna, at("reopen", ready), ready))
    assert "Granskningen är öppen igen" in page


def test_the_number_of_queries_does_not_grow_with_the_sample(
    as_anna, access, ready, django_assert_max_num_queries
) -> None:
    link(access, ready, deficient=6)

    with django_assert_max_num_queries(MOST_QUERIES):
        as_anna.get(at("detail", ready))
    with django_assert_max_num_queries(MOST_QUERIES):
        as_anna.get(LIST)
    with django_assert_max_num_queries(MOST_QUERIES):
        as_anna.get(reverse("themes:summary"))


def test_the_services_to_add_are_searched_for(as_anna, review, contracts) -> None:
    page = text(as_anna.get(at("sample", review) + "?q=byn"))

    assert "1 av 6 verksamheter" in page
    assert "Solgården byn AB" in page
    assert "Solgården ayn AB" not in page


def test_a_ticked_service_of_a_search_is_added(as_anna, access, review, contracts) -> None:
    address = at("sample", review) + "?q=byn"
    found = contracts[1]

    as_anna.post(address, {"version": fresh(review).version, "contracts": [found.pk]})

    assert [row.contract for row in sample_of(access, review)] == [found]


def test_a_search_without_a_find_says_so(as_anna, review, contracts) -> None:
    page = text(as_anna.get(at("sample", review) + "?q=borta"))

    assert "0 av 6 verksamheter" in page
    assert "Rensa sökningen" in page


def test_only_the_first_hundred_are_shown(as_anna, review, contracts, area) -> None:
    agreement, lot = contracts[0].agreement, Lot.objects.unscoped(reason=WHY).get()
    for number in range(100):
        row = ContractFactory.create(agreement=agreement, provider__name=f"Björken {number:03}")
        row.lots.add(lot)

    page = text(as_anna.get(at("sample", review)))

    assert page.count('name="contracts"') == 100
    assert "De första 100 visas" in page


def test_a_sample_is_drawn_and_shown_as_so_many_of_so_many(as_anna, review, contracts) -> None:
    assert "6 verksamheter finns att lotta bland" in text(as_anna.get(at("draw", review)))

    page = text(send(as_anna, at("draw", review), review, count=2, seed="2026-03-01 KS 4"))

    assert "2 av 6" in page
    assert "Lottad som nummer 1 av 6" in page
    assert "fröet ”2026-03-01 KS 4”" in page


def test_too_many_to_draw_is_told_and_what_was_typed_stays(as_anna, review, contracts) -> None:
    page = text(send(as_anna, at("draw", review), review, count=9, seed="mitt frö"))

    assert "Det finns 6 verksamheter att lotta bland" in page
    assert 'value="mitt frö"' in page


def test_a_review_of_all_areas_says_how_many_each_holds(as_anna, access, ekby, contracts) -> None:
    review = services.create_review(access, ekby, facts=head())

    assert "Boendestöd i prov (6)" in text(as_anna.get(at("draw", review)))
