from dataclasses import replace

import docx
import pytest

from insyn.board import services
from insyn.board.models import ItemPaper, WordLayout
from insyn.board.queries.layouts import usable_layouts
from insyn.board.rules import LayoutKind
from insyn.documents.services import open_document
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.papers.word import sample_layout
from insyn.registry.queries import access_of
from tests.board.conftest import HEAD
from tests.papers import hostile_layouts as hostile

pytestmark = pytest.mark.django_db


def facts(*lines: str, name: str = "Brevmall", kind=LayoutKind.MEMO) -> services.LayoutFacts:
    content = hostile.layout_of(*lines, "{{ innehåll }}")
    return services.LayoutFacts(kind, name, "brevmall.docx", content)


@pytest.fixture
def layout(anna, ekby) -> WordLayout:
    return services.add_layout(access_of(anna), ekby, facts=facts("Version ett"))


def first_line(access, paper: ItemPaper, tmp_path) -> str:
    file = tmp_path / "x.docx"
    file.write_bytes(open_document(access, paper.document))
    return docx.Document(str(file)).paragraphs[0].text


def test_the_same_name_makes_the_next_version(anna, ekby, layout):
    second = services.add_layout(access_of(anna), ekby, facts=facts("Version två"))

    assert (layout.number, second.number) == (1, 2)


def test_a_name_is_for_one_kind_of_paper(anna, ekby, layout):
    with pytest.raises(RuleViolation, match="Välj ett annat namn"):
        services.add_layout(access_of(anna), ekby, facts=facts(kind=LayoutKind.PLAN))


def test_every_reason_to_refuse_is_told_at_once(anna, ekby):
    with pytest.raises(RuleViolation) as no:
        services.add_layout(access_of(anna), ekby, facts=facts("{{ dnr }}", "{{ innehåll }}"))

    assert "på flera ställen" in str(no.value)
    assert "{{ dnr }}" in str(no.value)


def test_a_refused_layout_is_not_stored(anna, ekby):
    content = hostile.with_macros()
    with pytest.raises(RuleViolation, match="makron"):
        services.add_layout(access_of(anna), ekby, facts=replace(facts(), content=content))

    assert not WordLayout.objects.visible_to(access_of(anna)).exists()


def test_what_the_check_found_is_kept(layout):
    assert layout.found["placeholders"] == ["innehåll"]
    assert any("Datumet visas inte" in remark for remark in layout.found["remarks"])


def test_a_reader_adds_no_layout(bo, ekby):
    with pytest.raises(NotAllowed):
        services.add_layout(access_of(bo), ekby, facts=facts())


def test_an_issued_matter_keeps_the_version_it_had(anna, ekby, item, layout, tmp_path):
    access = access_of(anna)
    services.save_head(access, item, facts=replace(HEAD, memo_layout=layout))
    services.add_layout(access, ekby, facts=facts("Version två"))
    services.issue_item(access, item)
    item.refresh_from_db()
    papers = ItemPaper.objects.visible_to(access).filter(item=item, kind=LayoutKind.MEMO)
    paper = papers.get(document__file_name__endswith=".docx")

    assert item.memo_layout == layout
    assert first_line(access, paper, tmp_path) == "Version ett"


def test_a_new_matter_is_offered_the_newest_version(anna, ekby, layout):
    second = services.add_layout(access_of(anna), ekby, facts=facts("Version två"))
    offered = usable_layouts(
        access_of(anna), authority_id=ekby.pk, kind=LayoutKind.MEMO, chosen=None
    )

    assert list(offered) == [second]


def test_a_retired_layout_is_offered_only_where_it_is_used(anna, ekby, layout):
    services.retire_layout(access_of(anna), layout, is_retired=True)
    told = {"authority_id": ekby.pk, "kind": LayoutKind.MEMO}

    assert not usable_layouts(access_of(anna), **told, chosen=None).exists()
    assert list(usable_layouts(access_of(anna), **told, chosen=layout.pk)) == [layout]


def test_a_layout_for_plans_is_not_used_for_a_memo(anna, ekby, item):
    layout = services.add_layout(access_of(anna), ekby, facts=facts(kind=LayoutKind.PLAN))

    with pytest.raises(RuleViolation, match="går inte att använda här"):
        services.save_head(access_of(anna), item, facts=replace(HEAD, memo_layout=layout))


def test_another_board_does_not_see_the_layout(cilla, layout):
    assert not WordLayout.objects.visible_to(access_of(cilla)).exists()


def test_the_sample_can_be_taken_in_as_it_is(anna, ekby):
    for kind in LayoutKind:
        content = sample_layout(is_report=kind == LayoutKind.PLAN)
        given = services.LayoutFacts(kind, f"Mall {kind}", "mall.docx", content)

        assert services.add_layout(access_of(anna), ekby, facts=given).found["remarks"] == []
