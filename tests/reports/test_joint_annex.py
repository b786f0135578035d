"""The Excel annex of a joint report: every figure with the rows that it counts."""

from insyn.reports.letters.joint_annex import joint_annex_sheets
from insyn.reports.rules import figures_of
from tests.reports.facts import DAY, DEFICIENT, followup, report


def sheets(facts, figures=None):
    found = joint_annex_sheets(facts, figures or figures_of(facts))
    return {sheet.title: list(sheet.rows) for sheet in found}


def test_each_figure_has_as_many_rows_as_it_says() -> None:
    facts = report(followup(1), DEFICIENT)
    found = sheets(facts)
    rows = [row["figure"] for row in found["Underlag"]]
    counted = {row["figure"]: row["value"] for row in found["Siffror"]}

    assert counted["Uppföljningar"] == rows.count("Uppföljningar") == 2
    assert counted["Uppföljningar med brist"] == rows.count("Uppföljningar med brist") == 1


def test_it_tells_what_was_found_and_every_step_of_the_plan() -> None:
    found = sheets(report(followup(1), DEFICIENT))

    assert [row["text"] for row in found["Iakttagelser"]] == [
        "Utbildning saknas",
        "Låg omsättning",
    ]
    assert [row["day"] for row in found["Åtgärdsplaner"]] == [None, DAY, None]
    assert [row["findings"] for row in found["Uppföljningar"]] == [0, 2]


def test_a_locked_figure_keeps_the_place_of_what_is_no_longer_shown() -> None:
    figures = figures_of(report(followup(1), DEFICIENT))
    found = sheets(report(DEFICIENT), figures)

    hidden = [row["figure"] for row in found["Underlag"] if row["provider"] == "Visas inte här"]
    assert "Uppföljningar" in hidden
    assert "Uppföljningar med brist" not in hidden
