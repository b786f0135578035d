import pytest

from insyn.registry.rules import AgreementForm
from insyn.registry.rules.terms import SENTENCES, lacks_insight_clause, terms_problem


def problem(**changes) -> str:
    terms = {
        "form": AgreementForm.FRAMEWORK,
        "form_name": "",
        "notice_months": None,
        "has_insight_clause": False,
        "insight_clause": "",
    }
    return terms_problem(**(terms | changes))


def test_an_agreement_may_say_no_more_than_its_form():
    assert problem() == ""


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"form": AgreementForm.OTHER}, "unnamed"),
        ({"form": AgreementForm.OTHER, "form_name": "  "}, "unnamed"),
        ({"notice_months": 61}, "notice"),
        ({"notice_months": -1}, "notice"),
        ({"insight_clause": "Punkt 14"}, "clause"),
    ],
)
def test_terms_that_cannot_be(changes, code):
    assert problem(**changes) == SENTENCES[code]


@pytest.mark.parametrize("months", [0, 6, 60])
def test_months_of_notice_that_can_be(months):
    assert problem(notice_months=months) == ""


@pytest.mark.parametrize("form", list(AgreementForm))
def test_only_in_house_services_need_no_insight_clause(form):
    lacks = lacks_insight_clause(form, has_insight_clause=False, has_private_provider=True)

    assert lacks == (form != AgreementForm.MISSION)


def test_without_a_private_provider_no_clause_is_needed():
    assert not lacks_insight_clause(
        AgreementForm.FRAMEWORK, has_insight_clause=False, has_private_provider=False
    )
