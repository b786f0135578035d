import datetime
from typing import Any

import pytest
from django.urls import reverse

from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.followups.rules import State
from insyn.plans.models import PlanChange
from insyn.plans.rules import PlanState
from insyn.registry.queries import access_of
from insyn.risk.models import (
    FocusArea,
    RiskAssessment,
    RiskFactor,
    RiskModelVersion,
    RiskScore,
)
from insyn.risk.rules.kinds import AssessmentScope, AssessmentState, FactorPart, ModelState
from insyn.risk.services import assessments as services
from tests.factories import (
    DAY,
    AgreementFactory,
    ContractFactory,
    FollowupFactory,
    PlanFactory,
    RiskAssessmentFactory,
    RiskModelVersionFactory,
    UsageFactory,
)

pytestmark = pytest.mark.django_db


def scores(assessment) -> list[RiskScore]:
    return list(RiskScore.objects.unscoped(reason="test reads").filter(assessment=assessment))


def made(ekby, anna, *, contracts: int = 2, **given: Any) -> RiskAssessment:
    agreement = AgreementFactory.create(authority=ekby, title="HVB barn och unga")
    ContractFactory.create_batch(contracts, agreement=agreement)
    version = given.pop("version", None) or RiskModelVersionFactory.create(model__authority=ekby)
    values: dict[str, Any] = {
        "title": "Inför planen",
        "scope": AssessmentScope.CONTRACTS,
        "agreements": [agreement],
        "model_version": version,
        "as_of": DAY,
    }
    facts = services.AssessmentFacts(**values | given)
    return services.create_assessment(access_of(anna, origin="test"), ekby, facts=facts)


def assessment_data(assessment, **given: Any) -> dict[str, Any]:
    return {
        "version": assessment.version,
        "title": assessment.title,
        "model_version": assessment.model_version_id,
        "scope": assessment.scope,
        "agreements": [row.pk for row in assessment.agreements.unscoped(reason="test")],
        "as_of": "2026-03-02",
        "inputs": "",
        "conclusion": "",
    } | given


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


# Models


def test_a_model_begins_as_the_shipped_one(as_anna, ekby) -> None:
    data = {"name": "Ekbys modell", "authority": ekby.pk, "start": "shipped"}
    answer = as_anna.post(reverse("risk:model_add"), data, follow=True)

    assert "Tid sedan senaste uppföljning" in text(answer)
    version = RiskModelVersion.objects.unscoped(reason="test").get()
    assert (version.state, version.factors.unscoped(reason="test").count()) == ("draft", 16)


def test_an_empty_model_says_what_it_lacks_and_cannot_be_published(as_anna, ekby) -> None:
    data = {"name": "Tom", "authority": ekby.pk, "start": "empty"}
    as_anna.post(reverse("risk:model_add"), data)
    version = RiskModelVersion.objects.unscoped(reason="test").get()
    address = reverse("risk:model_publish", args=[version.pk])
    answer = as_anna.post(address, {"read": version.version}, follow=True)

    assert "Modellen saknar faktorer för delen ”Sannolikhet”" in text(answer)
    version.refresh_from_db()
    assert version.state == ModelState.DRAFT


def test_two_models_of_a_board_never_have_the_same_name(as_anna, ekby) -> None:
    RiskModelVersionFactory.create(model__authority=ekby, model__name="Vår")
    data = {"name": "Vår", "authority": ekby.pk, "start": "empty"}

    assert "redan en riskmodell som heter ”Vår”" in text(
        as_anna.post(reverse("risk:model_add"), data)
    )


def draft(ekby) -> RiskModelVersion:
    return RiskModelVersionFactory.create(
        model__authority=ekby, state=ModelState.DRAFT, published_on=None
    )


def factor_data(row, **given: Any) -> dict[str, Any]:
    return {
        "version": row.version,
        "name": "Antal klagomål hos nämnden",
        "part": "likelihood",
        "measure": "",
        "weight": "3",
        "bounds": "",
        "level_texts": "Inga\nEtt\nTvå\nTre eller fler",
        "missing_level": "3",
        "explanation": "",
    } | given


def test_a_factor_of_ones_own_is_added_last(as_anna, ekby) -> None:
    version = draft(ekby)
    answer = as_anna.post(
        reverse("risk:factor_add", args=[version.pk]), factor_data(version), follow=True
    )

    assert "Faktorn är tillagd." in text(answer)
    last = list(RiskFactor.objects.unscoped(reason="test").filter(version=version))[-1]
    assert (last.code, last.weight) == ("antal-klagomal-hos-namnden", 3)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"level_texts": "Inga"}, "Skriv vad var och en av de 4 nivåerna betyder"),
        ({"missing_level": "1"}, "aldrig se ut som låg risk"),
        ({"measure": "open_deficiencies", "bounds": "0; 1"}, "behöver 3"),
        ({"measure": "open_deficiencies", "bounds": "0; 5; 1"}, "stiga hela vägen"),
        ({"measure": "open_deficiencies", "bounds": "noll"}, "tal med semikolon emellan"),
        ({"measure": "open_deficiencies", "bounds": "nan;1;2"}, "tal med semikolon emellan"),
        ({"weight": "11"}, "”Vikt” ska vara högst 10"),
        ({"version": "99"}, "Någon annan har ändrat"),
    ],
)
def test_a_factor_that_cannot_be_is_refused_with_words(as_anna, ekby, given, words) -> None:
    version = draft(ekby)
    answer = as_anna.post(
        reverse("risk:factor_add", args=[version.pk]), factor_data(version, **given)
    )

    assert words in text(answer)


def test_a_factor_is_changed_moved_and_removed_but_keeps_its_code(as_anna, ekby) -> None:
    version = draft(ekby)
    rows = RiskFactor.objects.unscoped(reason="test").filter(version=version)
    first, second = rows[0], rows[1]
    data = factor_data(version, name="Snabb tillväxt", level_texts="a\nb\nc\nd")
    as_anna.post(reverse("risk:factor_edit", args=[first.pk]), data)
    as_anna.post(reverse("risk:factor_move", args=[second.pk]), {"way": "up"})
    as_anna.post(reverse("risk:factor_remove", args=[second.pk]))

    names = list(rows.values_list("code", "name"))
    assert names[0] == (first.code, "Snabb tillväxt")
    assert second.code not in dict(names)


def test_a_published_version_never_changes_but_gives_a_new_draft(as_anna, ekby) -> None:
    version = RiskModelVersionFactory.create(model__authority=ekby)
    refused = as_anna.post(reverse("risk:factor_add", args=[version.pk]), factor_data(version))
    answer = as_anna.post(reverse("risk:model_draft", args=[version.pk]), follow=True)

    assert "publicerad och ändras aldrig" in text(refused)
    assert "version 2" in text(answer)
    again = as_anna.post(reverse("risk:model_draft", args=[version.pk]), follow=True)
    assert "har redan ett utkast" in text(again)


def test_another_scale_asks_for_new_bounds_before_publishing(as_anna, ekby) -> None:
    version = draft(ekby)
    data = {
        "version": version.version, "name": "Femgradig", "scale_size": "5", "yellow": "5",
        "orange": "10", "red": "17", "change_note": "",
    }  # fmt: skip
    as_anna.post(reverse("risk:model_edit", args=[version.pk]), data)
    page = as_anna.get(reverse("risk:model_version", args=[version.pk]))

    assert "har 3 gränser, men en skala med 5 nivåer behöver 4" in text(page)


def test_lines_in_the_wrong_order_are_refused(as_anna, ekby) -> None:
    version = draft(ekby)
    data = {
        "version": version.version, "name": "X", "scale_size": "4", "yellow": "9", "orange": "4",
        "red": "13", "change_note": "",
    }  # fmt: skip
    answer = as_anna.post(reverse("risk:model_edit", args=[version.pk]), data)

    assert "tre stigande tal" in text(answer)


def test_a_model_is_copied_retired_and_its_draft_removed(as_anna, ekby) -> None:
    version = RiskModelVersionFactory.create(model__authority=ekby)
    data = {"authority": ekby.pk, "name": "Kopian"}
    as_anna.post(reverse("risk:model_copy", args=[version.pk]), data)
    rows = RiskModelVersion.objects.unscoped(reason="test").select_related("model")
    copy = rows.get(model__name="Kopian")
    as_anna.post(reverse("risk:model_retire", args=[version.pk]))
    as_anna.post(reverse("risk:model_remove", args=[copy.pk]), {"read": copy.version})
    version.refresh_from_db()

    assert version.state == ModelState.RETIRED
    assert copy.model.copied_from == str(version)
    assert not RiskModelVersion.objects.unscoped(reason="test").filter(pk=copy.pk).exists()


# Assessments


def test_a_new_assessment_is_measured_at_once(as_anna, ekby) -> None:
    version = RiskModelVersionFactory.create(model__authority=ekby)
    agreement = AgreementFactory.create(authority=ekby)
    ContractFactory.create_batch(3, agreement=agreement)
    plan = PlanFactory.create(authority=ekby)
    data = {
        "title": "Inför 2026", "authority": ekby.pk, "plan": plan.pk, "model_version": version.pk,
        "scope": "contracts", "agreements": [agreement.pk], "as_of": "2026-03-02",
        "inputs": "Förra årets resultat", "conclusion": "",
    }  # fmt: skip
    answer = as_anna.post(reverse("risk:assessment_create"), data, follow=True)

    assert "3</strong> riskvärden" in text(answer)
    assert "Åkerö Omsorg" in text(answer)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"as_of": "2199-01-01"}, "Dagen ligger framåt i tiden"),
        ({"agreements": []}, "Välj minst ett alternativ under ”Avtal som bedöms”"),
        ({"agreements": [999_999]}, "Valet under ”Avtal som bedöms” finns inte"),
        ({"version": "77"}, "Någon annan har ändrat"),
        ({"version": ""}, "Någon annan har ändrat"),
    ],
)
def test_an_assessment_that_cannot_be_is_refused_with_words(
    as_anna, anna, ekby, given, words
) -> None:
    row = made(ekby, anna)
    data = assessment_data(row, **given)

    assert words in text(as_anna.post(reverse("risk:assessment_edit", args=[row.pk]), data))


def test_the_reasons_of_a_score_are_shown_as_two_sums(as_anna, anna, ekby) -> None:
    row = made(ekby, anna, contracts=1)
    (score,) = scores(row)
    page = text(as_anna.get(reverse("risk:score", args=[score.pk])))

    assert "aldrig uppföljd" in page
    assert f"{score.likelihood / 100:.2f}".replace(".", ",") in page
    assert "Uppgift saknas" in page


def test_judged_levels_are_entered_for_one_row_with_a_motive(as_anna, anna, ekby) -> None:
    row = made(ekby, anna, contracts=1)
    (score,) = scores(row)
    address = reverse("risk:score_judge", args=[score.pk])
    data = {"version": score.version, "level_0": "4", "note_0": "Tre klagomål samma vecka"}
    answer = as_anna.post(address, data, follow=True)

    (after,) = scores(row)
    assert after.likelihood > score.likelihood
    assert "Tre klagomål samma vecka" in text(answer)
    assert "Någon annan har ändrat" in text(as_anna.post(address, data))


def test_judged_levels_are_entered_for_ticked_rows_together(as_anna, anna, ekby) -> None:
    row = made(ekby, anna, contracts=3)
    ticked = [score.pk for score in scores(row)[:2]]
    address = reverse("risk:assessment_judge", args=[row.pk, "klagomal"])
    answer = as_anna.post(address, {"scores": ticked, "level": "4", "note": "x"}, follow=True)

    assert "2 rader är bedömda." in text(answer)
    left = as_anna.get(address, {"only_unjudged": "on"})
    assert "1</strong> rad" in text(left)
    assert "Kryssa i minst en rad" in text(as_anna.post(address, {"level": "4"}))


def test_what_is_judged_stays_when_all_is_measured_anew(as_anna, anna, ekby) -> None:
    row = made(ekby, anna, contracts=1)
    (score,) = scores(row)
    as_anna.post(
        reverse("risk:score_judge", args=[score.pk]),
        {"version": score.version, "level_0": "4", "note_0": "Mönster"},
    )
    as_anna.post(
        reverse("risk:score_override", args=[score.pk]),
        {"version": score.version + 1, "band": "green", "reason": "Känd ro"},
    )
    row.refresh_from_db()
    as_anna.post(reverse("risk:assessment_compute", args=[row.pk]), {"read": row.version})

    (after,) = scores(row)
    assert (after.pk, after.override, after.notes) == (score.pk, "green", {"klagomal": "Mönster"})
    assert 4 in after.measured


def test_another_class_needs_a_motive_and_another_class(as_anna, anna, ekby) -> None:
    row = made(ekby, anna, contracts=1)
    (score,) = scores(row)
    address = reverse("risk:score_override", args=[score.pk])
    other = "red" if score.band != "red" else "green"
    bare = as_anna.post(address, {"version": score.version, "band": other, "reason": ""})
    answer = as_anna.post(
        address, {"version": score.version, "band": other, "reason": "Känd oro"}, follow=True
    )

    assert "Skriv varför riskklassen ändras." in text(bare)
    assert "Känd oro" in text(answer)


def test_a_frozen_assessment_never_changes(as_anna, anna, ekby) -> None:
    row = made(ekby, anna, contracts=1)
    (score,) = scores(row)
    as_anna.post(reverse("risk:assessment_freeze", args=[row.pk]), {"read": row.version})
    row.refresh_from_db()
    tries = {
        "assessment_edit": (row.pk, assessment_data(row)),
        "score_judge": (score.pk, {"version": score.version, "level_0": "1"}),
        "score_override": (score.pk, {"version": score.version, "band": "red", "reason": "x"}),
        "assessment_occasion_add": (row.pk, {"said": "hösten"}),
        "assessment_participant_add": (row.pk, {"role": "Strateg"}),
    }

    assert row.state == AssessmentState.FROZEN
    for name, (key, data) in tries.items():
        answer = as_anna.post(reverse(f"risk:{name}", args=[key]), data)
        assert "fryst och ändras aldrig" in text(answer), name
    for name in ("assessment_compute", "assessment_remove", "assessment_freeze"):
        answer = as_anna.post(
            reverse(f"risk:{name}", args=[row.pk]), {"read": row.version}, follow=True
        )
        assert "fryst och ändras aldrig" in text(answer), name
    assert scores(row) == [score]


def test_figures_of_a_frozen_assessment_stand_when_the_register_changes(
    as_anna, anna, ekby
) -> None:
    row = made(ekby, anna, contracts=1)
    before = scores(row)[0]
    as_anna.post(reverse("risk:assessment_freeze", args=[row.pk]), {"read": row.version})
    UsageFactory.create(contract=before.contract, clients=50)

    assert scores(row)[0].measured == before.measured


def test_an_empty_assessment_cannot_be_frozen(as_anna, anna, ekby) -> None:
    row = made(ekby, anna, contracts=0)
    address = reverse("risk:assessment_freeze", args=[row.pk])

    assert "Bedömningen är tom" in text(as_anna.post(address, {"read": row.version}, follow=True))


def test_when_and_who_are_noted_and_taken_away(as_anna, anna, ekby) -> None:
    row = made(ekby, anna)
    as_anna.post(reverse("risk:assessment_occasion_add", args=[row.pk]), {"said": "hösten 2025"})
    data = {"role": "Samordnare", "number": "2", "brings": "kunskap om avrop"}
    as_anna.post(reverse("risk:assessment_participant_add", args=[row.pk]), data)
    page = text(as_anna.get(reverse("risk:assessment", args=[row.pk])))
    bare = as_anna.post(reverse("risk:assessment_occasion_add", args=[row.pk]), {"said": ""})
    occasion = row.occasions.unscoped(reason="test").get()
    as_anna.post(reverse("risk:assessment_occasion_remove", args=[occasion.pk]))

    assert "hösten 2025" in page
    assert "Samordnare (2): kunskap om avrop" in page
    assert "Ange dagen, eller skriv tidpunkten i ord." in text(bare)
    assert not row.occasions.unscoped(reason="test").exists()


def test_the_matrix_counts_everything_once(as_anna, anna, ekby) -> None:
    row = made(ekby, anna, contracts=5)
    page = as_anna.get(reverse("risk:matrix", args=[row.pk]))

    assert sum(cell.count for line in page.context["cells"] for cell in line) == 5
    (full,) = [cell for line in page.context["cells"] for cell in line if cell.count]
    listed = as_anna.get(
        reverse("risk:assessment", args=[row.pk]),
        {"cell": f"{full.likelihood}{full.consequence}"},
    )
    assert "5</strong> riskvärden" in text(listed)


def test_another_weight_is_tried_and_nothing_is_stored(as_anna, anna, ekby) -> None:
    row = made(ekby, anna, contracts=12)
    before = [(score.pk, score.score) for score in scores(row)]
    address = reverse("risk:sensitivity", args=[row.pk])
    page = as_anna.get(address, {"factor": "senast-uppfoljd", "weight": "10"})

    assert "ändras från 3 till 10" in text(page)
    assert len(page.context["nearest"]) == 10
    assert [(score.pk, score.score) for score in scores(row)] == before
    wrong = as_anna.get(address, {"factor": "senast-uppfoljd", "weight": "99"})
    assert "ny vikt mellan 1 och 10" in text(wrong)


def test_agreements_are_scored_through_their_contracts(anna, ekby) -> None:
    row = made(ekby, anna, contracts=3, scope=AssessmentScope.AGREEMENTS)
    (score,) = scores(row)

    assert score.contract is None


def test_what_a_filter_keeps_is_listed_and_taken_out_as_a_file(as_anna, anna, ekby) -> None:
    row = made(ekby, anna, contracts=3)
    address = reverse("risk:assessment", args=[row.pk])
    nothing = as_anna.get(address, {"q": "finns inte"})
    file = as_anna.get(address, {"fil": "csv"})

    assert "Inget passar filtret" in text(nothing)
    assert file.getvalue().decode("utf-8-sig").count("\n") >= 4
    assert as_anna.get(reverse("risk:assessments"), {"fil": "xlsx"}).status_code == 200
    assert as_anna.get(reverse("risk:models"), {"fil": "csv"}).status_code == 200


@pytest.mark.parametrize("bad", [{"sort": "x"}, {"cell": "99"}, {"band": "x"}, {"page": "x"},
                                 {"agreement": "9" * 30}])  # fmt: skip
def test_odd_addresses_are_read_as_nothing_chosen(as_anna, anna, ekby, bad) -> None:
    row = made(ekby, anna)

    assert as_anna.get(reverse("risk:assessment", args=[row.pk]), bad).status_code == 200


@pytest.mark.parametrize("many", [2, 30])
def test_the_pages_take_as_many_queries_for_many_rows(
    as_anna, anna, ekby, many, django_assert_max_num_queries
) -> None:
    row = made(ekby, anna, contracts=many)
    pages = ["assessment", "matrix", "sensitivity"]
    for name in pages:
        with django_assert_max_num_queries(22):
            as_anna.get(
                reverse(f"risk:{name}", args=[row.pk]), {"factor": "klagomal", "weight": "5"}
            )
    with django_assert_max_num_queries(12):
        as_anna.get(reverse("risk:assessments"))


# Who sees what


def test_a_reader_sees_an_assessment_first_when_it_is_frozen(as_bo, anna, ekby) -> None:
    row = made(ekby, anna)
    address = reverse("risk:assessment", args=[row.pk])
    before = as_bo.get(address).status_code
    services.freeze_assessment(access_of(anna, origin="test"), row)
    after = as_bo.get(address)

    assert (before, after.status_code) == (404, 200)
    assert "Beräkna på nytt" not in text(after)


def test_another_municipality_sees_nothing_and_is_measured_by_nothing(
    as_cilla, anna, ekby, cooperation
) -> None:
    row = made(ekby, anna)
    (score, _other) = scores(row)

    for name, key in (("assessment", row.pk), ("score", score.pk), ("matrix", row.pk)):
        assert as_cilla.get(reverse(f"risk:{name}", args=[key])).status_code == 404
    assert "Inför planen" not in text(as_cilla.get(reverse("risk:assessments")))
    assert "Riskmodell" not in as_cilla.get(reverse("risk:models"), {"fil": "csv"}).getvalue(
    ).decode().split("\n", 1)[1]  # fmt: skip


def test_an_agreement_that_the_board_is_not_in_is_refused(as_anna, anna, ekby, norrby) -> None:
    row = made(ekby, anna)
    foreign = AgreementFactory.create(authority=norrby)
    data = assessment_data(row, agreements=[foreign.pk])

    assert "finns inte" in text(as_anna.post(reverse("risk:assessment_edit", args=[row.pk]), data))


# Focus areas


def focus_data(**given: Any) -> dict[str, Any]:
    return {"theme": "Bemanning på natten", "motivation": "Iakttagelser under 2025."} | given


def test_a_focus_area_is_added_changed_moved_and_removed(as_anna, ekby) -> None:
    plan = PlanFactory.create(authority=ekby)
    add = reverse("risk:focus_add", args=[plan.pk])
    as_anna.post(add, focus_data())
    as_anna.post(add, focus_data(theme="Läkemedel"))
    first, second = FocusArea.objects.unscoped(reason="test")
    as_anna.post(reverse("risk:focus_move", args=[second.pk]), {"way": "up"})
    as_anna.post(
        reverse("risk:focus_edit", args=[first.pk]),
        focus_data(version=first.version, motivation="Nytt motiv"),
    )
    page = text(as_anna.get(reverse("risk:focus", args=[plan.pk])))
    as_anna.post(reverse("risk:focus_remove", args=[second.pk]))

    assert page.index("Läkemedel") < page.index("Bemanning på natten")
    assert "Nytt motiv" in page
    assert [row.theme for row in FocusArea.objects.unscoped(reason="test")] == [first.theme]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"theme": ""}, "Välj ett avtal eller ett område, eller skriv ett tema."),
        ({"motivation": ""}, "Fyll i ”Varför det är i fokus”."),
        ({"theme": "Läkemedel"}, "är redan ett fokusområde"),
    ],
)
def test_a_focus_area_that_cannot_be_is_refused(as_anna, ekby, given, words) -> None:
    plan = PlanFactory.create(authority=ekby)
    add = reverse("risk:focus_add", args=[plan.pk])
    as_anna.post(add, focus_data(theme="Läkemedel"))

    assert words in text(as_anna.post(add, focus_data(**given)))


def test_a_focus_area_is_about_one_thing(as_anna, ekby) -> None:
    plan = PlanFactory.create(authority=ekby)
    agreement = AgreementFactory.create(authority=ekby)
    data = focus_data(agreement=agreement.pk)

    assert "Välj en sak" in text(as_anna.post(reverse("risk:focus_add", args=[plan.pk]), data))


def test_focus_areas_are_fetched_from_an_assessment_with_a_motive(as_anna, anna, ekby) -> None:
    plan = PlanFactory.create(authority=ekby)
    row = made(ekby, anna, plan=plan)
    agreement = row.agreements.unscoped(reason="test").get()
    address = reverse("risk:focus_from_assessment", args=[plan.pk, row.pk])
    page = text(as_anna.get(address))
    bare = as_anna.post(address, {"reason": ""})
    as_anna.post(address, {"agreements": [agreement.pk]})
    again = text(as_anna.get(address))

    assert "HVB barn och unga" in page
    assert "Kryssa i minst ett avtal." in text(bare)
    focus = FocusArea.objects.unscoped(reason="test").get()
    assert focus.agreement == agreement
    assert focus.motivation.startswith("Riskvärdet är ")
    assert focus.assessment == row
    assert "Är redan med" in again


def test_an_adopted_plan_asks_why_its_focus_changes_and_keeps_the_answer(as_anna, ekby) -> None:
    plan = PlanFactory.create(authority=ekby, state=PlanState.ADOPTED, decided_on=DAY,
                              proposed_on=DAY)  # fmt: skip
    add = reverse("risk:focus_add", args=[plan.pk])
    bare = as_anna.post(add, focus_data())
    as_anna.post(add, focus_data(reason="Ny rapport från IVO"))

    assert "Ange varför du ändrar den" in text(bare)
    change = PlanChange.objects.unscoped(reason="test").get()
    assert change.reason == "Ny rapport från IVO"


def test_the_tab_of_a_plan_lists_its_assessments(as_anna, anna, ekby) -> None:
    plan = PlanFactory.create(authority=ekby)
    empty = text(as_anna.get(reverse("risk:of_plan", args=[plan.pk])))
    made(ekby, anna, plan=plan)

    assert "Ingen riskbedömning än" in empty
    assert "Inför planen" in text(as_anna.get(reverse("risk:of_plan", args=[plan.pk])))


def test_a_reader_may_not_change_anything(as_bo, anna, ekby) -> None:
    row = made(ekby, anna)
    services.freeze_assessment(access_of(anna, origin="test"), row)
    plan = PlanFactory.create(authority=ekby, proposed_on=DAY, state=PlanState.PROPOSED)
    score = scores(row)[0]

    for name, key in (
        ("assessment_edit", row.pk),
        ("score_judge", score.pk),
        ("score_override", score.pk),
        ("focus_add", plan.pk),
        ("model_edit", row.model_version_id),
    ):
        assert as_bo.get(reverse(f"risk:{name}", args=[key])).status_code == 403, name


def test_deficiencies_found_elsewhere_are_read_only_by_the_board_that_owns_them(
    anna, ekby, norrby
) -> None:
    row = made(ekby, anna, contracts=1)
    contract = scores(row)[0].contract
    followup = FollowupFactory.create(
        authority=norrby, contract=contract, state=State.MEASURES, carried_out_on=DAY,
        reported_on=DAY - datetime.timedelta(days=1),
    )  # fmt: skip
    Finding.objects.create(followup=followup, kind=FindingKind.DEFICIENCY, area="x", text="y")
    services.compute_assessment(access_of(anna, origin="test"), row)
    factors = list(RiskFactor.objects.unscoped(reason="test").filter(version=row.model_version))
    place = [factor.code for factor in factors].index("oppna-brister")

    assert scores(row)[0].measured[place] is None
    assert FactorPart(factors[place].part) is FactorPart.LIKELIHOOD
    assert RiskAssessmentFactory.create(authority=ekby).is_draft
