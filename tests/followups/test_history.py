import re
from pathlib import Path

import insyn
from insyn.followups.rules import Event, Line, line_label, told
from insyn.measures.rules import PlanEvent

SOURCES = Path(insyn.__file__).parent
NOTED = re.compile(r'"((?:followup|visit|observation|plan)\.[a-z_]+)"')
WRITERS = ("followups", "visits", "findings", "measures")


def noted_events() -> set[str]:
    """Return every event that a service writes on a follow-up with its whole name."""
    files = [
        file
        for app in WRITERS
        for file in (SOURCES / app).rglob("*.py")
        if "services" in file.relative_to(SOURCES / app).parts[0]
    ]
    return {event for file in files for event in NOTED.findall(file.read_text(encoding="utf-8"))}


def test_every_event_that_the_services_write_has_a_name_in_the_history() -> None:
    assert noted_events() <= set(Line.codes())


def test_every_move_of_a_follow_up_and_of_its_plan_has_a_name() -> None:
    moves = {f"followup.{event.value}" for event in Event}
    moves |= {f"plan.{event.value}" for event in PlanEvent}

    assert moves <= set(Line.codes())


def test_an_unknown_event_keeps_its_code() -> None:
    assert line_label("something.else") == "something.else"


def test_facts_are_told_in_words_and_unknown_ones_left_out() -> None:
    facts = {"before": "planned", "after": "prepared", "request": 7, "reason": ""}

    assert told(facts, {"planned": "Planerad"}) == [("före", "Planerad"), ("efter", "prepared")]
