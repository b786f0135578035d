"""What everybody may read."""

import csv
import datetime
import io
import json

import pytest
from django.test import Client
from django.urls import reverse

from insyn.platform import clock
from insyn.publication import services
from insyn.publication.models import Publication, Snapshot
from insyn.publication.rules import PublicationState
from tests.conftest import log_in
from tests.factories import AuthorityFactory
from tests.publication.conftest import WHY, fresh, head, lines, move, publish
from tests.publication.factories import FIRST, LAST, followed_up, service

pytestmark = pytest.mark.django_db
MOST_QUERIES, MOST_BYTES = 6, 60_000


def text(answer) -> str:
    return str(answer.content.decode())


def at(name, *args) -> str:
    return reverse(f"public:{name}", args=args)


def addresses(row) -> list[str]:
    key = lines(row)[0]["provider"]["id"]
    return [
        at("start"), at("results", row.pk), at("provider", row.pk, key), at("compare", row.pk),
        at("about", row.pk), at("open_data"), at("schema"), at("data", row.pk, "json"),
        at("data", row.pk, "csv"), at("dcat"), at("dcat_json"),
        at("robots"), at("sitemap"),
    ]  # fmt: skip


def test_every_open_page_is_the_same_for_all_without_cookies(client, out, anna):
    insider = log_in(Client(), anna)
    for address in addresses(out):
        answer, seen_inside = client.get(address), insider.get(address)
        assert answer.status_code == 200
        assert answer.content == seen_inside.content
        for one in (answer, seen_inside):
            assert not one.cookies
            assert "Vary" not in one.headers
            assert one.headers["Cache-Control"] == "public, max-age=300"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_what_has_not_changed_is_not_sent_again(client, out):
    for address in addresses(out):
        etag = client.get(address).headers["ETag"]
        again = client.get(address, headers={"if-none-match": etag})
        assert again.status_code == 304
        assert not again.content
        assert "Vary" not in again.headers


def test_nothing_is_asked_of_the_database_but_what_is_shown(
    client, out, django_assert_max_num_queries
):
    for address in addresses(out):
        with django_assert_max_num_queries(MOST_QUERIES):
            client.get(address)


@pytest.fixture
def many(ekby):
    """Ten thousand providers."""
    row = Publication.objects.create(
        authority=ekby, title="Stor", title_en="Large", first_on=FIRST, last_on=LAST,
        fingerprint="f" * 64, as_of=LAST,
        summary=[{"area": "HVB", "area_code": "hvb", "operating_form": "private",
                  "providers": 10_000, "followed_up": 0, "found": 0, "remedied": 0}],
    )  # fmt: skip
    content = {
        "provider": {"id": 1, "organisation_number": None}, "units": [], "followups": [],
        "results_withheld": False, "board_sentence": {"sv": "", "en": ""}, "replies": None,
    }  # fmt: skip
    Snapshot.objects.bulk_create(
        Snapshot(
            publication=row, provider_key=number, name=f"Utförare {number:05d} i Älvdalen AB",
            operating_form="private", area_code="hvb", area_name="HVB", content=content,
        )
        for number in range(10_000)
    )  # fmt: skip
    row.state, row.published_at, row.approved_on = PublicationState.PUBLISHED, clock.now(), LAST
    row.save()
    return row


def test_pages_are_small_and_quick_with_ten_thousand_providers(
    client, many, django_assert_max_num_queries
):
    for address in (
        at("results", many.pk), f"{at('results', many.pk)}?q=09999&area=hvb&form=private",
        f"{at('results', many.pk)}?page=150&lang=en", at("provider", many.pk, 77),
        at("about", many.pk),
    ):  # fmt: skip
        with django_assert_max_num_queries(MOST_QUERIES):
            answer = client.get(address)
        assert answer.status_code == 200
        assert len(answer.content) <= MOST_BYTES, address


def test_drafts_and_proposals_do_not_exist_outside(client, access, chief, draft):
    def found() -> set[int]:
        key = lines(draft)[0]["provider"]["id"]
        return {
            client.get(address).status_code
            for address in (
                at("results", draft.pk), at("provider", draft.pk, key), at("about", draft.pk),
                at("compare", draft.pk), at("data", draft.pk, "json"), at("data", draft.pk, "csv"),
            )
        }  # fmt: skip

    assert found() == {404}
    move(services.propose_publication, access, draft)
    assert found() == {404}
    move(services.approve_publication, chief, draft)
    assert found() == {404}
    assert draft.title not in text(client.get(at("start")))
    assert draft.title not in text(client.get(at("dcat")))


def test_no_page_or_file_says_what_anybody_wrote(client, out):
    for address in addresses(out):
        assert "HEMLIG" not in text(client.get(address))


def test_a_page_in_english(client, out):
    answer = client.get(f"{at('results', out.pk)}?lang=en")

    assert 'lang="en"' in text(answer)
    assert answer.headers["Content-Language"] == "en"
    assert "Follow-ups 2025" in text(answer)
    assert "Uppföljningar 2025" not in text(answer)


def test_an_unknown_language_is_swedish(client, out):
    assert client.get(f"{at('start')}?lang=xx").headers["Content-Language"] == "sv"


def test_providers_are_searched_and_filtered(client, access, chief, ekby, area, followup):
    service(ekby, area, name="Kommunens egen regi", operating_form="in_house")
    row = publish(access, chief, services.create_publication(access, ekby, facts=head()))
    address = at("results", row.pk)

    assert "Kommunens egen regi" not in text(client.get(f"{address}?q=älvdal"))
    assert "Älvdalens" not in text(client.get(f"{address}?form=in_house"))
    assert "Inget passar filtret" in text(client.get(f"{address}?q=finns-inte"))


def test_two_providers_side_by_side(client, access, chief, ekby, area, followup):
    followed_up(service(ekby, area, name="Andra AB"), found=5)
    row = publish(access, chief, services.create_publication(access, ekby, facts=head()))
    keys = (
        Snapshot.objects.unscoped(reason=WHY).filter(publication=row).values_list("pk", flat=True)
    )
    address = at("compare", row.pk)

    both = text(client.get(address, {"u": list(keys)}))
    assert "Andra AB" in both
    assert "Älvdalens Omsorg AB" in both
    assert "Delvis uppfyllt" in both
    assert both.count('data-l="Andra AB"') == both.count('data-l="Älvdalens Omsorg AB"') > 1
    one = text(client.get(address, {"u": [keys[0], "x", "9" * 40, "²"]}))
    assert "Välj minst två" in one


def test_lines_of_another_publication_are_not_compared(client, access, chief, norrby, out):
    other = Publication.objects.create(
        authority=AuthorityFactory.create(), title="Annan", first_on=FIRST, last_on=LAST
    )
    hidden = Snapshot.objects.create(
        publication=other, provider_key=1, name="Hemlig", operating_form="private",
        area_code="x", area_name="X", content={"followups": []},
    )  # fmt: skip

    assert "Hemlig" not in text(client.get(at("compare", out.pk), {"u": [hidden.pk, hidden.pk]}))


def test_what_is_withdrawn_is_gone_with_a_sentence(client, chief, out):
    move(services.withdraw_publication, chief, out, reason="Ett fel.", reason_en="A mistake.")

    for name in ("results", "about", "compare"):
        answer = client.get(at(name, out.pk))
        assert answer.status_code == 410
        assert "Ett fel." in text(answer)
        assert not answer.cookies
    assert "A mistake." in text(client.get(f"{at('results', out.pk)}?lang=en"))
    assert client.get(at("data", out.pk, "json")).status_code == 410
    assert "Älvdalens" not in text(client.get(at("results", out.pk)))


def test_what_is_replaced_leads_to_the_correction(client, access, chief, out):
    new = move(services.correct_publication, access, out)
    facts = head(change_note="Rättat datum.", change_note_en="Corrected date.")
    move(services.change_publication, access, new, facts=facts)
    publish(access, chief, new)

    answer = client.get(f"{at('results', out.pk)}?lang=en")
    assert (answer.status_code, answer.url) == (302, f"{at('results', new.pk)}?lang=en")
    assert "Corrected date." in text(client.get(answer.url))
    assert "Utgåva 1" in text(client.get(at("about", new.pk)))


def test_json_is_what_was_frozen(client, out):
    said = json.loads(client.get(at("data", out.pk, "json")).content)

    assert said["providers"] == lines(out)
    assert said["publication"]["fingerprint"] == fresh(out).fingerprint
    assert said["format"] == "1"


def test_what_comes_out_just_after_midnight_came_out_that_day(
    client, access, chief, draft, monkeypatch
):
    """Half past midnight in Sweden is the day before in the clock of the database."""
    just_after = datetime.datetime(2026, 7, 1, 22, 30, tzinfo=datetime.UTC)
    monkeypatch.setattr("insyn.publication.services.moves.clock.now", lambda: just_after)
    row = publish(access, chief, draft)

    said = json.loads(client.get(at("data", row.pk, "json")).content)
    assert said["publication"]["published"] == "2026-07-02"
    assert "2026-07-02" in client.get("/sitemap.xml").content.decode()
    assert "2026-07-02" in client.get("/datasets/dcat").content.decode()


@pytest.mark.parametrize("ending", ["json", "csv"])
def test_who_has_the_file_already_makes_nothing_be_read(
    client, out, ending, django_assert_num_queries
):
    address = at("data", out.pk, ending)
    etag = client.get(address).headers["ETag"]

    with django_assert_num_queries(1):
        again = client.get(address, headers={"if-none-match": etag})

    assert (again.status_code, again.content) == (304, b"")
    assert (again.headers["ETag"], again.headers["Access-Control-Allow-Origin"]) == (etag, "*")
    assert client.head(address).headers["ETag"] == etag


def test_a_file_is_new_when_what_it_says_is_new(client, access, chief, ekby, out):
    tags = {client.get(at("data", out.pk, one)).headers["ETag"] for one in ("json", "csv")}
    assert len(tags) == 2
    ekby.name = "Omdöpta nämnden"
    ekby.save()
    old = {"if-none-match": ", ".join(tags)}

    assert client.get(at("data", out.pk, "json"), headers=old).status_code == 200

    move(services.withdraw_publication, chief, out, reason="Fel.", reason_en="Wrong.")
    assert client.get(at("data", out.pk, "json"), headers=old).status_code == 410


def test_csv_is_read_by_others_and_holds_no_formulas(client, access, chief, ekby, area):
    followed_up(service(ekby, area, name="=HYPERLINK(1)"))
    row = publish(access, chief, services.create_publication(access, ekby, facts=head()))

    content = client.get(at("data", row.pk, "csv")).content.decode("utf-8-sig")
    (first,) = csv.DictReader(io.StringIO(content), delimiter=";")

    assert first["provider_name"] == "'=HYPERLINK(1)"
    assert first["level"] == "partly"


def test_another_ending_is_no_page(client, out):
    assert client.get(at("data", out.pk, "xlsx")).status_code == 404
    assert client.get(at("provider", out.pk, 10**9)).status_code == 404


def test_the_catalogue_lists_what_is_out(client, settings, out):
    settings.BASE_ADDRESS = "https://insyn.ekby.example"

    content = text(client.get(at("dcat")))

    assert f"https://insyn.ekby.example/oppna-data/{out.pk}.csv" in content
    assert "Uppföljningar 2025" in content


def test_nothing_can_be_posted(client, out):
    assert client.post(at("results", out.pk)).status_code == 405


def test_a_page_kept_for_all_holds_no_address_that_one_reader_chose(client, settings) -> None:
    page = client.get(reverse("public:start"), headers={"host": "localhost:4711"}).content.decode()

    assert f'href="{settings.BASE_ADDRESS}{reverse("public:start")}"' in page
    assert "localhost:4711" not in page


def test_search_engines_read_the_open_pages_and_no_others(client, settings, out):
    settings.BASE_ADDRESS = "https://insyn.example"
    said = text(client.get(at("robots"))).splitlines()

    assert f"Allow: {at('start')}" in said
    assert f"Allow: {reverse('portal:accessibility')}" in said
    assert said.index("Disallow: /") > said.index(f"Allow: {at('start')}")
    assert f"Sitemap: https://insyn.example{at('sitemap')}" in said


def test_the_map_lists_what_is_out_in_both_languages(client, settings, chief, out):
    settings.BASE_ADDRESS = "https://insyn.example"
    page = f"https://insyn.example{at('results', out.pk)}"

    said = text(client.get(at("sitemap")))
    assert f"<loc>{page}</loc>" in said
    assert f"<loc>{page}?lang=en</loc>" in said
    assert f'hreflang="en" href="{page}?lang=en"' in said

    move(services.withdraw_publication, chief, out, reason="Fel.", reason_en="Wrong.")
    assert page not in text(client.get(at("sitemap")))


def test_a_draft_is_not_in_the_map(client, draft):
    assert at("results", draft.pk) not in text(client.get(at("sitemap")))


ENGLISH_HEADING = {
    "start": "Follow-up", "results": "Follow-ups 2025", "about": "figures", "compare": "Compare",
    "open_data": "Open data",
}  # fmt: skip


@pytest.mark.parametrize("name", ENGLISH_HEADING)
def test_each_open_page_speaks_the_language_of_its_address(client, out, name):
    args = [] if name in {"start", "open_data"} else [out.pk]
    swedish, english = client.get(at(name, *args)), client.get(f"{at(name, *args)}?lang=en")

    assert swedish.headers["Content-Language"] == "sv"
    assert english.headers["Content-Language"] == "en"
    assert '<html lang="sv"' in text(swedish)
    assert '<html lang="en"' in text(english)
    assert ENGLISH_HEADING[name] in text(english)
    assert f'href="{reverse("portal:accessibility")}?lang=en"' in text(english)


def test_open_pages_need_no_script(client, out):
    """What is done on them is done by links and by forms that ask with GET."""
    for address in addresses(out)[:6]:
        said = text(client.get(address))
        assert 'method="post"' not in said
        assert "onclick" not in said
