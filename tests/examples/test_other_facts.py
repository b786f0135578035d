import json

import pytest

from insyn.examples import board_plans
from insyn.examples.board_plans.reading import DATA
from insyn.examples.contract_survey import carry_out
from insyn.examples.contract_survey.telling import tell as tell_survey
from insyn.examples.coordinated_2017 import build, read_facts, tell

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def sigtuna_alone():
    facts = json.loads(json.dumps(read_facts()))
    facts["follow_ups"] = [f for f in facts["follow_ups"] if f["made_by"] == "Sigtuna"]
    facts["follow_ups"][0] |= {"provider": "Åkerö Omsorg AB", "org_number": "556677-8899"}
    facts["commitment_per_municipality"] = 3
    return facts


def test_other_facts_give_another_year() -> None:
    told = tell(build(sigtuna_alone()))

    assert [f["provider"] for f in told["follow_ups"]][:1] == ["Åkerö Omsorg AB"]
    assert told["totals"]["follow_ups"] == 2
    assert told["totals"]["action_plans_requested"] == 1
    assert {w["code"] for w in told["warnings"]} == {"promised_not_done"}


def test_a_plan_that_was_never_handed_in_stays_open() -> None:
    facts = sigtuna_alone()
    facts["follow_ups"][0]["action_plan"] = [{"event": "requested", "date": "2017-06-20"}]
    facts["follow_ups"][0]["outcome"] = "does_not_comply"

    told = tell(build(facts))

    assert told["follow_ups"][0]["action_plan"] == [{"event": "requested", "date": "2017-06-20"}]
    assert told["totals"]["action_plans_approved"] == 0
    assert told["totals"]["complying_in_the_end"] == 1


def test_another_timetable_gives_another_survey(tmp_path, settings) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    facts = json.loads((DATA / "plan_2022_2024.json").read_text(encoding="utf-8"))
    asked = facts["timetable"]["Avtalsuppföljning"]
    asked["services"] = ["Hemtjänst", "Boendestöd"]
    asked["period"] = "april–juni varje år"
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(facts), encoding="utf-8")

    told = tell_survey(carry_out(board_plans.build(board_plans.read_plan("plan_2022_2024", file))))

    (only,) = told["rounds"]
    assert set(only["activities"]) == {"Hemtjänst", "Boendestöd"}
    assert (only["sent_on"], only["closed_on"][:7]) == ("2022-04-01", "2022-06")
