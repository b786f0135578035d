import csv
import re

import pytest
from django.test import Client
from django.urls import reverse

from insyn.registry.queries import access_of
from insyn.risk import services
from insyn.risk.models import Selection
from insyn.risk.rules.draw import EXAMPLE_SEED
from insyn.risk.rules.states import Distribution, StepKind
from insyn.risk.rules.steps import Step
from tests.factories import PlanFactory, PlannedActivityFactory
from tests.risk.builders import candidates, market
from tests.risk.builders import drafted as coordinated
from tests.risk.step_builders import (
    EVERYBODY,
    SEED,
    SHARE,
    TOP,
    assessed,
    drafted,
    frozen,
    signed,
)

pytestmark = pytest.mark.django_db


def page(client: Client, name: str, *args, query: str = "") -> str:
    return client.get(reverse(f"risk:{name}", args=args) + query).content.decode()


def send(client: Client, name: str, *args, **facts) -> str:
    answer = client.post(reverse(f"risk:{name}", args=args), facts, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def made() -> Selection:
    return Selection.objects.unscoped(reason="test").latest("pk")


def new(ekby, *agreements, **facts) -> dict[str, object]:
    return {
        "authority": ekby.pk,
        "title": "Fördjupad uppföljning",
        "year": 2026,
        "agreements": [agreement.pk for agreement in agreements],
        "distribution": "turns",
        "start": "everybody",
    } | facts


def test_a_rule_to_begin_with_takes_no_more_by_risk_than_there_is_time_for(as_anna, ekby) -> None:
    agreement, _contracts = signed(ekby, 4)

    send(as_anna, "create_by_steps", **new(ekby, agreement, start="risk", capacity="2"))

    assert [step.get("count") for step in made().steps if step["kind"] == "top_risk"] == [2]


def test_the_whole_way_on_the_pages(as_anna, ekby) -> None:
    agreement, _contracts = signed(ekby, 4)

    created = send(as_anna, "create_by_steps", **new(ekby, agreement, start="rotation"))
    selection = made()
    assert "Urvalet är skapat och kandidaterna är hämtade." in created
    trial = page(as_anna, "trial", selection.pk)
    assert "4 av 4 skulle väljas" in trial
    seeded = send(as_anna, "seed", selection.pk, version=1, seed=SEED)
    assert "Fröet är bestämt." in seeded
    assert "Urvalet är lottat och fryst." in send(as_anna, "draw", selection.pk, version=2)
    assert "Aldrig uppföljd." in page(as_anna, "result", selection.pk)
    assert "Kontrollen stämmer" in page(as_anna, "proof", selection.pk)
    record = as_anna.get(reverse("risk:record", args=[selection.pk])).json()
    assert record["result"]["steps"][0]["kind"] == "coverage"


def test_a_form_with_nothing_says_what_is_missing(as_anna, ekby) -> None:
    answer = send(as_anna, "create_by_steps", **new(ekby, title="", year="x"))

    assert "Avtal att välja ur" in answer
    assert not Selection.objects.unscoped(reason="test").exists()


def test_the_rules_no_is_shown_with_what_was_typed(as_anna, ekby) -> None:
    both = [signed(ekby, 1)[0], signed(ekby, 1)[0]]

    answer = send(as_anna, "create_by_steps", **new(ekby, *both, distribution="lots"))

    assert "Avtalsområden kan bara lottas inom ett avtal." in answer
    assert "Fördjupad uppföljning" in answer


def test_an_activity_fills_the_form_in(as_anna, ekby) -> None:
    agreement, _contracts = signed(ekby, 1)
    activity = PlannedActivityFactory.create(
        form__plan=PlanFactory.create(authority=ekby), agreement=agreement, title="Stödboende"
    )

    answer = page(as_anna, "create_by_steps", query=f"?aktivitet={activity.pk}")

    assert 'value="Stödboende"' in answer
    assert re.search(rf'value="{agreement.pk}"[^>]*checked', answer)


@pytest.mark.parametrize("query", ["?aktivitet=x", "?aktivitet=999999", f"?aktivitet={'9' * 30}"])
def test_an_activity_that_is_not_there_changes_nothing(as_anna, query) -> None:
    assert "Nytt urval efter egen regel" in page(as_anna, "create_by_steps", query=query)


def test_another_boards_activity_agreement_and_assessment_are_not_offered(
    as_anna, norrby, ekby
) -> None:
    agreement, contracts = signed(norrby, 1, title="Norrbys hemliga avtal")
    assessed(norrby, contracts)
    PlannedActivityFactory.create(
        form__plan=PlanFactory.create(authority=norrby), title="Norrbys aktivitet"
    )

    answer = page(as_anna, "create_by_steps")

    for secret in (agreement.title, "Norrbys aktivitet", "Riskbedömning 2026"):
        assert secret not in answer


def test_steps_are_added_changed_moved_and_removed(as_anna, anna, ekby) -> None:
    selection = drafted(access_of(anna), [signed(ekby)[0]], EVERYBODY, authority=ekby)
    pk = selection.pk

    send(as_anna, "step_remove", pk, 0, version=1)
    send(as_anna, "step_add", pk, "used", version=2)
    added = send(as_anna, "step_add", pk, "coverage", version=3, years="4")
    assert "Steget är tillagt." in added
    assert "De som inte har följts upp på 4 år, eller aldrig." in added
    changed = send(as_anna, "step_edit", pk, 1, version=4, years="5")
    assert "De som inte har följts upp på 5 år, eller aldrig." in changed
    moved = send(as_anna, "step_move", pk, 1, version=5, way="up")
    assert "Steget är flyttat." in moved
    assert [row["kind"] for row in made().steps] == ["coverage", "used"]


def test_a_step_that_lacks_a_number_says_so(as_anna, anna, ekby) -> None:
    selection = drafted(access_of(anna), [signed(ekby)[0]], authority=ekby)

    answer = send(as_anna, "step_add", selection.pk, "top_risk", version=1)

    assert "Ange hur många med högst risk som väljs" in answer


@pytest.mark.parametrize(("name", "tail"), [("step_add", "luck"), ("step_edit", 7)])
def test_a_step_that_is_not_there_is_not_found(name, tail, as_anna, anna, ekby) -> None:
    selection = drafted(access_of(anna), [signed(ekby)[0]], authority=ekby)

    assert as_anna.get(reverse(f"risk:{name}", args=[selection.pk, tail])).status_code == 404


def test_a_button_on_an_old_page_is_told_so(as_anna, anna, ekby) -> None:
    selection = drafted(access_of(anna), [signed(ekby)[0]], EVERYBODY, authority=ekby)

    assert "Läs in sidan igen" in send(as_anna, "step_remove", selection.pk, 0, version=9)
    assert "Läs in sidan igen" in send(as_anna, "step_move", selection.pk, 0)


def test_a_reader_sees_the_rule_without_buttons(as_bo, anna, ekby) -> None:
    selection = drafted(access_of(anna), [signed(ekby)[0]], EVERYBODY, authority=ekby)

    answer = page(as_bo, "steps", selection.pk)

    assert "Alla som är kvar." in answer
    assert "Lägg till ett steg" not in answer
    assert "Ta bort" not in answer


def test_marks_are_saved_and_the_filter_is_kept(as_anna, anna, ekby) -> None:
    agreement, _contracts = signed(ekby, 3)
    selection = drafted(access_of(anna), [agreement], EVERYBODY, authority=ekby)
    first, second, _third = candidates(selection)

    answer = send(
        as_anna, "pool", selection.pk, version=1, shown=[first.pk, second.pk],
        used=[first.pk], removed=[second.pk],
    )  # fmt: skip

    assert "Kandidaterna är sparade." in answer
    kept = {row.pk: row.is_used for row in candidates(selection)}
    assert kept.pop(first.pk)
    assert list(kept.values()) == [False]


def test_a_reader_who_posts_marks_is_stopped(as_bo, anna, ekby) -> None:
    selection = drafted(access_of(anna), [signed(ekby)[0]], EVERYBODY, authority=ekby)

    answer = as_bo.post(reverse("risk:pool", args=[selection.pk]), {"version": 1})

    assert answer.status_code == 403


def test_a_candidate_is_found_by_the_name_of_its_provider(as_anna, anna, ekby) -> None:
    agreement, contracts = signed(ekby, 3)
    selection = drafted(access_of(anna), [agreement], EVERYBODY, authority=ekby)
    name = str(contracts[1].provider)

    answer = as_anna.get(reverse("risk:pool", args=[selection.pk]), {"q": name})

    assert [row.contract for row in answer.context["rows"]] == [contracts[1]]


def test_the_trial_says_that_it_is_one_and_refuses_in_words(as_anna, anna, ekby) -> None:
    selection = drafted(
        access_of(anna), [signed(ekby, 2)[0]], Step(StepKind.LOTTERY, count=3), authority=ekby
    )

    answer = page(as_anna, "trial", selection.pk)

    assert "Det här är ett prov" in answer
    assert "3 är fler än kandidaterna, som är 2." in answer


def test_the_trial_of_an_empty_pool_is_refused_in_words(as_anna, anna, ekby) -> None:
    selection = drafted(access_of(anna), [signed(ekby, 0)[0]], EVERYBODY, authority=ekby)

    assert "Det finns inga kandidater att välja bland." in page(as_anna, "trial", selection.pk)


def test_the_trial_never_uses_the_seed_that_is_fixed(as_anna, anna, ekby) -> None:
    access = access_of(anna)
    selection = services.fix_seed(
        access, drafted(access, [signed(ekby)[0]], EVERYBODY, authority=ekby), seed=SEED
    )

    answer = as_anna.get(reverse("risk:trial", args=[selection.pk]))

    assert answer.context["trial"].seed == EXAMPLE_SEED
    assert SEED not in answer.content.decode()


def test_the_trial_of_a_coordinated_selection_is_shown(as_anna, anna, ekby) -> None:
    selection = coordinated(access_of(anna), market(ekby))

    assert "2 av 6 skulle väljas" in page(as_anna, "trial", selection.pk)


@pytest.fixture
def drawn(anna, ekby) -> Selection:
    agreement, contracts = signed(ekby, 6)
    assessment = assessed(ekby, contracts)
    access = access_of(anna)
    return frozen(
        access, drafted(access, [agreement], TOP, SHARE, authority=ekby, assessment=assessment)
    )


def results(client: Client, selection: Selection, **query) -> list[str]:
    answer = client.get(reverse("risk:result", args=[selection.pk]), query)
    return [row.ground for row in answer.context["page"]]


def test_the_result_is_filtered_by_result_and_ground(as_anna, drawn) -> None:
    assert results(as_anna, drawn, result="chosen", sort="ground") == [
        "control_share", "top_risk", "top_risk",
    ]  # fmt: skip
    assert results(as_anna, drawn, result="not_chosen") == ["", "", ""]
    assert results(as_anna, drawn, ground="control_share") == ["control_share"]
    assert results(as_anna, drawn, sort="-ground", result="chosen")[0] == "top_risk"


def test_the_control_share_is_marked_in_words(as_anna, drawn) -> None:
    assert "Kontrollandel" in page(as_anna, "detail", drawn.pk)


def test_the_result_as_a_file_has_every_candidate_with_its_reason(as_anna, drawn) -> None:
    answer = as_anna.get(reverse("risk:result", args=[drawn.pk]), {"fil": "csv"})
    text = b"".join(answer).decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))

    assert len(rows) == 6
    assert all(row["Skäl"] for row in rows)
    assert sorted({row["Resultat"] for row in rows}) == ["Inte vald", "Vald"]


def test_the_pool_as_a_file_tells_what_the_rule_read(as_anna, drawn) -> None:
    answer = as_anna.get(reverse("risk:pool", args=[drawn.pk]), {"fil": "csv"})

    assert "Riskvärde" in b"".join(answer).decode("utf-8-sig")


def test_the_proof_lets_an_outsider_repeat_a_draw_by_steps(as_anna, drawn) -> None:
    answer = page(as_anna, "proof", drawn.pk)

    assert f"insyn draw urval-{drawn.pk}.json" in answer
    assert "sha256sum" in answer
    assert "De 2 med högst risk." in answer


def test_a_draft_shows_its_rule_where_the_proof_will_be(as_anna, anna, ekby) -> None:
    selection = drafted(access_of(anna), [signed(ekby)[0]], EVERYBODY, authority=ekby)

    assert "Alla som är kvar." in page(as_anna, "proof", selection.pk)


def test_the_head_can_be_changed_while_nothing_is_decided(as_anna, anna, ekby) -> None:
    agreement, _contracts = signed(ekby)
    selection = drafted(access_of(anna), [agreement], EVERYBODY, authority=ekby)
    told = {
        "title": "Nytt namn", "year": 2027, "agreements": [agreement.pk],
        "distribution": Distribution.OWNER.value, "capacity": 3, "version": 1,
    }  # fmt: skip

    assert "Urvalet är ändrat" in send(as_anna, "edit", selection.pk, **told)
    assert "Läs in sidan igen" in send(as_anna, "edit", selection.pk, **told)
    assert (made().title, made().capacity) == ("Nytt namn", 3)


def test_the_quota_of_a_coordinated_selection_can_be_changed(as_anna, anna, ekby) -> None:
    selection = coordinated(access_of(anna), market(ekby))

    send(as_anna, "edit", selection.pk, title="U", year=2026, quota=1, version=2)

    assert (made().quota, made().allots_lots) == (1, False)


def test_candidates_of_a_rule_have_a_page_of_their_own(as_anna, anna, ekby) -> None:
    selection = drafted(access_of(anna), [signed(ekby)[0]], EVERYBODY, authority=ekby)

    answer = as_anna.get(reverse("risk:candidates", args=[selection.pk]))

    assert answer.url == reverse("risk:pool", args=[selection.pk])


def test_a_coordinated_selection_has_no_pages_of_steps(as_anna, anna, ekby) -> None:
    selection = coordinated(access_of(anna), market(ekby))

    for name in ("pool", "steps"):
        assert as_anna.get(reverse(f"risk:{name}", args=[selection.pk])).status_code == 404


def test_the_plans_tab_lists_its_selections_and_what_lacks_one(as_anna, anna, ekby) -> None:
    plan = PlanFactory.create(authority=ekby)
    with_one, without = (PlannedActivityFactory.create(form__plan=plan) for _ in range(2))
    drafted(access_of(anna), [signed(ekby)[0]], authority=ekby, activity=with_one)

    answer = page(as_anna, "selections_of_plan", plan.pk)

    assert "Urval efter regel" in answer
    assert f"?aktivitet={without.pk}" in answer
    assert f"?aktivitet={with_one.pk}" not in answer


def test_a_reader_sees_no_title_of_a_draft_activity(as_bo, anna, ekby) -> None:
    plan = PlanFactory.create(authority=ekby)
    activity = PlannedActivityFactory.create(form__plan=plan, title="Hemlig aktivitet")
    selection = drafted(
        access_of(anna), [signed(ekby)[0]], EVERYBODY, authority=ekby, activity=activity
    )

    assert "Hemlig aktivitet" not in page(as_bo, "detail", selection.pk)


@pytest.mark.parametrize("name", ["detail", "pool", "steps", "trial", "result", "proof"])
def test_a_page_asks_few_questions_however_many_the_candidates(
    name, as_anna, anna, ekby, django_assert_max_num_queries
) -> None:
    access = access_of(anna)
    agreements = [signed(ekby, 8)[0] for _ in range(4)]
    selection = frozen(access, drafted(access, agreements, EVERYBODY, authority=ekby))

    with django_assert_max_num_queries(14):
        page(as_anna, name, selection.pk)


def test_the_plans_tab_asks_few_questions(
    as_anna, anna, ekby, django_assert_max_num_queries
) -> None:
    plan = PlanFactory.create(authority=ekby)
    for _ in range(6):
        activity = PlannedActivityFactory.create(form__plan=plan)
        drafted(access_of(anna), [signed(ekby, 1)[0]], authority=ekby, activity=activity)

    with django_assert_max_num_queries(14):
        page(as_anna, "selections_of_plan", plan.pk)
