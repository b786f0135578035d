import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from insyn.followups.rules import State
from insyn.platform.templatetags import insyn_tags
from insyn.portal.queries.style import KINDS_OF_STATE

SOURCE = Path(__file__).parents[2] / "src/insyn"


def rendered(source: str, address: str = "/", **context: object) -> str:
    request = RequestFactory().get(address)
    return Template(source).render(Context({"request": request, **context}))


def test_an_icon_is_silent_to_screen_readers() -> None:
    text = rendered('{% icon "building" %}')

    assert 'aria-hidden="true"' in text
    assert 'icons.svg#building"' in text


def test_an_icon_that_is_not_drawn_stops_the_page() -> None:
    with pytest.raises(TemplateSyntaxError, match="hus"):
        rendered('{% icon "hus" %}')


def test_every_icon_that_a_template_names_is_drawn() -> None:
    sources = (path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.html"))
    named = {name for text in sources for name in re.findall(r'{% icon "([^"]+)"', text)}

    assert named <= insyn_tags.icon_names()


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1240, 0, "1\u202f240"),
        (1240.5, 1, "1\u202f240,5"),
        (Decimal("-3.25"), 2, "−3,25"),
        (0, 0, "0"),
        (None, 0, "–"),
    ],
)
def test_numbers_are_written_the_swedish_way(value: float, decimals: int, text: str) -> None:
    assert insyn_tags.number(value, decimals) == text


def test_numbers_are_written_the_english_way_to_english_readers() -> None:
    with translation.override("en"):
        assert insyn_tags.number(1240.5, 1) == "1,240.5"


def test_an_organisation_number_has_its_dash() -> None:
    assert (
        rendered("{{ digits|orgnr }} {{ nothing|orgnr }}", digits="5566778899") == "556677-8899 –"
    )


def test_days_and_weeks_are_short_in_tables() -> None:
    text = rendered("{{ day|iso }} {{ day|weeknumber }} {{ none|iso }}", day=date(2026, 11, 21))

    assert text == "2026-11-21 v. 47 –"


def test_a_moment_is_shown_in_local_time() -> None:
    assert insyn_tags.iso(datetime(2026, 6, 1, 12, 5, tzinfo=UTC)) == "2026-06-01 14:05"


def test_a_state_is_a_word_a_colour_and_an_icon() -> None:
    text = rendered("{% state_tag state %}", state=State.CLOSED)

    assert "Avslutad" in text
    assert 'data-color="success"' in text
    assert "#done" in text


def test_no_state_is_a_dash() -> None:
    assert "–" in rendered("{% state_tag state %}", state=None)


@pytest.mark.parametrize("state", [state for kind in KINDS_OF_STATE for state in kind], ids=repr)
def test_every_state_of_the_system_has_a_look_that_exists(state: str) -> None:
    color, drawing = insyn_tags.STATES[state]

    assert color in insyn_tags.COLORS
    assert drawing in insyn_tags.icon_names()


def test_a_tag_of_an_unknown_colour_stops_the_page() -> None:
    with pytest.raises(TemplateSyntaxError, match="pink"):
        rendered('{% tag "pink" %}x{% endtag %}')


def test_what_a_user_wrote_cannot_break_out_of_a_part() -> None:
    source = (
        "{% card text %}{{ text }}{% endcard %}{% tag %}{{ text }}{% endtag %}"
        '{% notice "info" text %}{{ text }}{% endnotice %}{% progress 1 2 text %}'
        '{% sort_header text "name" %}{% state_tag text %}'
    )

    text = rendered(source, text="<script>alert(1)</script>")

    assert "<script" not in text


def test_a_notice_says_in_words_what_kind_it_is() -> None:
    assert "Varning" in rendered('{% notice "warning" %}x{% endnotice %}')


def test_a_card_is_named_by_its_heading() -> None:
    text = rendered('{% card "Senaste händelser" %}x{% endcard %}')

    assert 'aria-labelledby="senaste-handelser-rubrik"' in text
    assert 'id="senaste-handelser-rubrik"' in text


@pytest.mark.parametrize(
    ("address", "order", "link"),
    [
        ("/?q=a&page=3", "none", "?q=a&amp;sort=name"),
        ("/?sort=name", "ascending", "?sort=-name"),
        ("/?sort=-name", "descending", "?sort=name"),
    ],
)
def test_a_column_sorts_up_then_down(address: str, order: str, link: str) -> None:
    text = rendered('{% sort_header "Namn" "name" %}', address)

    assert f'aria-sort="{order}"' in text
    assert f'href="{link}"' in text


def test_pages_keep_what_was_asked() -> None:
    page = Paginator(range(100), 10).get_page(2)

    text = rendered("{% pagination page %}", "/?q=a&page=2", page=page)

    assert "Visar 11–20 av 100" in text
    assert "?q=a&amp;page=3" in text
    assert text.count('aria-current="page"') == 1


def test_one_page_needs_no_way_to_others() -> None:
    page = Paginator(range(3), 10).get_page(1)

    assert rendered("{% pagination page %}", page=page).strip() == ""


def test_a_bar_fills_its_scale_and_leaves_out_what_is_nothing() -> None:
    text = insyn_tags.bar(20, good=15, warn=0, bad=5)

    assert 'class="good" x="0.0" width="390.0"' in text
    assert 'class="bad" x="390.0" width="130.0"' in text
    assert "warn" not in text


def test_progress_of_nothing_is_empty() -> None:
    assert 'width="0"' in insyn_tags.progress(0, 0, "Besvarat")


def test_a_page_names_itself_by_its_heading() -> None:
    page = Template(
        '{% extends "bare.html" %}{% block heading %}Å & <em>Ö</em>{% endblock %}'
    ).render(Context())

    assert "<title>Å & Ö – Insyn</title>" in page
    assert "<h1>Å & <em>Ö</em></h1>" in page


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_an_error_page_needs_nobody_to_help_it(name: str) -> None:
    page = Template(f'{{% extends "{name}.html" %}}').render(Context())

    assert '<main id="innehall"' in page
    assert "data-keeps-text" in page


@pytest.mark.parametrize(
    ("many", "text"), [(Decimal("7.00"), "7"), (Decimal("2.50"), "2,50"), (None, "–")]
)
def test_a_quantity_has_decimals_only_where_there_is_a_part(many: Decimal, text: str) -> None:
    assert insyn_tags.quantity(many) == text


def test_a_period_breaks_between_its_days() -> None:
    shown = insyn_tags.period(date(2026, 8, 9), date(2026, 8, 15))
    assert shown == (
        '<span class="u-nowrap">2026-08-09</span>–<wbr><span class="u-nowrap">2026-08-15</span>'
    )
