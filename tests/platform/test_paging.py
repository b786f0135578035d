from collections.abc import Iterator

import pytest
from django.core.paginator import EmptyPage

from insyn.platform.paging import LongList
from insyn.registry.models import Provider
from tests.factories import ProviderFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def names() -> list[str]:
    """Return the names of seven providers, in the order of their keys."""
    return [ProviderFactory.create(name=f"Utförare {n}").name for n in range(7)]


def pages(ceiling: int) -> LongList:
    rows = Provider.objects.order_by("sort_key", "pk")
    return LongList(rows, 2, shown=Provider.objects.all(), ceiling=ceiling)


def shown(paginator: LongList, number: int | str) -> list[str]:
    return [row.name for row in paginator.get_page(number)]


def test_a_list_below_the_ceiling_is_counted_whole(names: list[str]) -> None:
    assert (pages(7).count, pages(7).is_longer, pages(7).num_pages) == (7, False, 4)


def test_a_longer_list_is_counted_to_the_ceiling(names: list[str]) -> None:
    assert (pages(6).count, pages(6).is_longer, pages(6).num_pages) == (6, True, 3)


@pytest.mark.parametrize("ceiling", [6, 7])
def test_the_pages_follow_on_each_other(names: list[str], ceiling: int) -> None:
    found = [shown(pages(ceiling), number) for number in (1, 2, 3)]

    assert found == [names[0:2], names[2:4], names[4:6]]


def test_the_last_page_of_a_short_list_may_be_short(names: list[str]) -> None:
    assert shown(pages(7), 4) == names[6:]


def test_a_longer_list_is_reached_from_its_end(names: list[str]) -> None:
    assert [shown(pages(4), number) for number in ("-1", "-2")] == [names[5:], names[3:5]]


def test_a_short_list_has_no_pages_from_its_end(names: list[str]) -> None:
    assert pages(7).get_page("-1").number == 4


@pytest.mark.parametrize("number", ["-3", "3", "0"])
def test_beyond_the_ceiling_there_is_no_page(names: list[str], number: str) -> None:
    with pytest.raises(EmptyPage):
        pages(4).page(number)


@pytest.mark.parametrize("number", ["", "x", None, "--1", "1.5"])
def test_nonsense_leads_to_a_page_that_there_is(names: list[str], number: str | None) -> None:
    assert pages(4).get_page(number).number in {1, 2}


def test_the_ways_on_from_a_page_counted_from_the_end(names: list[str]) -> None:
    last, outermost = pages(4).get_page("-1"), pages(4).get_page("-2")

    assert (last.has_previous(), last.has_next()) == (True, False)
    assert (outermost.has_previous(), outermost.has_next()) == (False, True)
    assert (last.previous_page_number(), outermost.next_page_number()) == (-2, -1)


def test_a_page_counted_from_the_end_says_so(names: list[str]) -> None:
    page = pages(4).get_page("-2")

    assert (page.is_from_end, page.place, page.start_index(), page.end_index()) == (True, 2, 3, 4)


def test_a_page_counted_from_the_end_shows_no_numbers(names: list[str]) -> None:
    assert list(pages(4).get_elided_page_range(-1)) == []


def test_an_empty_list_has_one_empty_page(db: Iterator[None]) -> None:
    assert (list(pages(4).get_page(1)), pages(4).num_pages) == ([], 1)


@pytest.mark.parametrize("ceiling", [4, 7])
def test_a_page_is_three_queries(names: list[str], ceiling: int, django_assert_num_queries) -> None:
    with django_assert_num_queries(3):
        list(pages(ceiling).get_page(2))
