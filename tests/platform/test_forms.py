from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.forms.renderers import DjangoTemplates
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

from insyn.followups.rules import State
from insyn.kernel.errors import RuleViolation
from insyn.platform.forms import (
    LINE_LENGTH,
    TEXT_LENGTH,
    FilterForm,
    InsynForm,
    InsynRenderer,
    any_choice,
    choices_of,
)


class Visit(InsynForm):
    name = forms.CharField(label="Namn", help_text="Som i avtalet.")
    note = forms.CharField(label="Anteckning", widget=forms.Textarea, required=False)
    held_on = forms.DateField(label="Besöksdag")
    places = forms.IntegerField(label="Platser", min_value=1, required=False)
    price = forms.DecimalField(label="Pris", decimal_places=2, required=False)
    email = forms.EmailField(label="E-post", required=False)
    kind = forms.ChoiceField(label="Slag", choices=choices_of(State), widget=forms.RadioSelect)
    areas = forms.MultipleChoiceField(
        label="Områden", choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple
    )
    secret = forms.BooleanField(label="Rör enskilda", required=False)
    proof = forms.FileField(label="Underlag", required=False)
    password = forms.CharField(label="Lösenord", widget=forms.PasswordInput, required=False)


class Filter(FilterForm):
    q = forms.CharField(label="Namn", max_length=100)
    state = forms.ChoiceField(label="Läge", choices=any_choice(State.choices()))
    since = forms.DateField(label="Efter")
    late = forms.BooleanField(label="Bara försenade")


RIGHT = {"name": "Åkerö", "held_on": "2026-11-21", "kind": "planned", "areas": ["a"]}


def errors_of(**changes: object) -> list[str]:
    form = Visit({**RIGHT, **changes})
    return [str(error) for errors in form.errors.values() for error in errors]


def cleaned(**changes: object) -> dict[str, object]:
    form = Visit({**RIGHT, **changes})
    assert form.is_valid(), form.errors
    return form.cleaned_data


def test_text_is_tidied_before_it_is_judged() -> None:
    assert cleaned(name=" A\u030aker\u00f6\0 \u200b Omsorg ")["name"] == "Åkerö Omsorg"
    assert errors_of(name=" \u200b\0 ") == ["Fyll i ”Namn”."]


def test_long_text_keeps_its_paragraphs() -> None:
    assert cleaned(note="Ett\r\n\r\ntvå ")["note"] == "Ett\n\ntvå"


def test_a_password_is_left_as_it_was_typed() -> None:
    assert Visit({**RIGHT, "password": " a\u030a  b "})["password"].data == " a\u030a  b "


@pytest.mark.parametrize("typed", ["1 250,50", "1250.50", "1\u00a0250,50"])
def test_a_number_may_have_a_decimal_comma_and_spaces(typed: str) -> None:
    assert cleaned(price=typed)["price"] == Decimal("1250.50")


def test_a_whole_number_may_have_spaces() -> None:
    assert cleaned(places="1 200")["places"] == 1200


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Fyll i ”Namn”."),
        ({"held_on": "i våras"}, "”Besöksdag” ska vara ett datum, som 2026-11-21."),
        ({"places": "många"}, "”Platser” ska vara ett heltal, som 12."),
        ({"places": "0"}, "”Platser” ska vara minst 1."),
        ({"price": "billigt"}, "”Pris” ska vara ett tal, som 12,5."),
        ({"email": "anna"}, "”E-post” ska vara en e-postadress, som namn@exempel.se."),
        ({"kind": ""}, "Välj något under ”Slag”."),
        ({"kind": "x"}, "Valet under ”Slag” finns inte. Välj ett som visas."),
        ({"areas": []}, "Välj minst ett alternativ under ”Områden”."),
        ({"name": "a" * 201}, "”Namn” får ha högst 200 tecken. Nu är det 201."),
    ],
)
def test_an_error_names_the_field_and_says_what_to_do(
    changes: dict[str, object], sentence: str
) -> None:
    assert errors_of(**changes) == [sentence]


def test_an_empty_file_is_told_by_name() -> None:
    files: MultiValueDict[str, UploadedFile[Any]] = MultiValueDict(
        {"proof": [SimpleUploadedFile("tom.pdf", b"")]}
    )
    form = Visit(RIGHT, files)

    assert form.errors["proof"] == ["Filen under ”Underlag” är tom. Välj en annan fil."]


def test_a_form_that_words_its_own_error_keeps_it() -> None:
    class Own(InsynForm):
        name = forms.CharField(label="Namn", error_messages={"required": "Vad heter du?"})

    assert Own({}).errors["name"] == ["Vad heter du?"]


def test_a_percent_sign_in_a_label_does_no_harm() -> None:
    class Share(InsynForm):
        share = forms.CharField(label="Andel i %", max_length=2)

    assert Share({"share": "100"}).errors["share"] == [
        "”Andel i %” får ha högst 2 tecken. Nu är det 3."
    ]
    assert Share({}).errors["share"] == ["Fyll i ”Andel i %”."]


def test_every_text_has_a_limit_even_in_djangos_own_forms() -> None:
    class Plain(forms.Form):
        line = forms.CharField()
        text = forms.CharField(widget=forms.Textarea)

    form = Plain({"line": "a" * (LINE_LENGTH + 1), "text": "a" * (TEXT_LENGTH + 1)})

    assert set(form.errors) == {"line", "text"}


def test_no_browser_cuts_pasted_text_in_silence() -> None:
    assert "maxlength" not in str(Visit())


def test_a_field_tells_its_help_and_its_error_to_screen_readers() -> None:
    html = str(Visit({})["name"].as_field_group())

    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_error"' in html
    assert "<strong>Fel:</strong> Fyll i ”Namn”." in html


def test_only_optional_fields_are_marked() -> None:
    form = Visit()

    assert "(valfritt)" not in form["name"].as_field_group()
    assert "(valfritt)" in form["note"].as_field_group()


def test_choices_stand_in_a_group_with_a_legend() -> None:
    html = Visit()["kind"].as_field_group()

    assert "<fieldset" in html
    assert ">Slag</legend>" in html
    assert html.count('type="radio"') == len(State)


def test_a_date_is_picked_and_written_as_year_month_day() -> None:
    html = str(Visit(initial={"held_on": date(2026, 11, 21)})["held_on"])

    assert 'type="date"' in html
    assert 'value="2026-11-21"' in html


def test_what_was_typed_instead_of_a_date_can_still_be_seen() -> None:
    html = str(Visit({**RIGHT, "held_on": "i våras"})["held_on"])

    assert 'type="text"' in html
    assert 'value="i våras"' in html


def test_a_decimal_is_shown_with_a_comma() -> None:
    assert 'value="12,5"' in str(Visit(initial={"price": Decimal("12.5")})["price"])


def test_the_summary_leads_to_each_field() -> None:
    html = str(Visit({}))

    assert 'role="alert"' in html
    assert 'href="#id_name"' in html
    assert 'href="#id_kind_0"' in html
    assert 'id="id_kind_0"' in html


def test_a_rule_that_says_no_stands_on_top() -> None:
    form = Visit(RIGHT)

    form.refuse(RuleViolation("Planen är redan fastställd."))

    assert "Planen är redan fastställd." in str(form)


def test_a_form_without_errors_has_no_summary() -> None:
    assert "u-errors" not in str(Visit(RIGHT))


def test_a_filter_asks_for_nothing() -> None:
    filters = Filter(QueryDict())

    assert filters.chosen == {"q": "", "state": "", "since": None, "late": False}
    assert filters.chips == []


def test_a_filter_leaves_out_what_it_cannot_read() -> None:
    filters = Filter(QueryDict("q=a&state=nonsense&since=ibland"))

    assert filters.chosen["state"] is None
    assert filters.chosen["since"] is None
    assert filters.chosen["q"] == "a"


def test_a_chip_says_what_is_chosen_and_takes_it_away() -> None:
    filters = Filter(QueryDict("q=%C3%85ker%C3%B6&state=ongoing&late=on&page=3&sort=name"))

    shown = [(chip.label, chip.value) for chip in filters.chips]
    assert shown == [("Namn", "Åkerö"), ("Läge", "Pågår"), ("Bara försenade", "Ja")]
    assert filters.chips[1].query == "?q=%C3%85ker%C3%B6&late=on&sort=name"
    assert filters.folded_count == 2


def test_a_list_of_choices_is_written_as_django_writes_it() -> None:
    groups = [("", "Alla"), ("Grupp", [("1", "Ett & två"), ("2", '"Tre"')]), ("3", "Fyra")]
    chosen = forms.Select(attrs={"required": True, "hidden": False, "id": "a"}, choices=groups)

    ours = chosen.render("val", "2", renderer=InsynRenderer())
    theirs = chosen.render("val", "2", renderer=DjangoTemplates())

    assert '<option value="2" selected>&quot;Tre&quot;</option>' in ours
    assert ours.split() == theirs.split()


def test_a_filter_marks_nothing_as_optional() -> None:
    filters = Filter(QueryDict())

    assert "(valfritt)" not in "".join(field.as_field_group() for field in filters)
    assert filters.first.name == "q"
    assert [field.name for field in filters.rest] == ["state", "since", "late"]


@given(st.text(max_size=300))
def test_no_text_makes_a_filter_fall(text: str) -> None:
    query = QueryDict(mutable=True)
    query.update({"q": text, "state": text, "since": text, "late": text})

    filters = Filter(query)

    assert set(filters.chosen) == {"q", "state", "since", "late"}
    assert all(chip.query.startswith("?") for chip in filters.chips)
