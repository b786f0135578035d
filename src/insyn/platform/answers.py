"""How a form page and a button are answered: post, then redirect; a rule's no is shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from insyn.kernel.errors import RuleViolation
from insyn.platform.forms import InsynForm
from insyn.platform.sentences import said


@dataclass(frozen=True, slots=True)
class FormPage:
    """What surrounds a form: the template, the words and the way on.

    ``back`` is where the cancel link leads, and the way on unless ``onward`` names another
    address for what the form made. ``opens`` raises ``RuleViolation`` when what the form asks
    for cannot be done now: an empty form is then not shown, its sentence is.
    """

    template: str
    heading: str
    back: str
    done: str
    button: str
    lead: str = ""
    onward: Callable[[Any], str] | None = None
    opens: Callable[[], object] | None = None
    context: Mapping[str, object] = field(default_factory=dict)


def answer_form(
    request: HttpRequest, form: InsynForm, act: Callable[..., object], page: FormPage
) -> HttpResponse:
    """Carry out a valid form and go on, or show it with what was typed and what is wrong.

    What was typed is shown again also when the form no longer opens. ``act`` is called with the
    form's cleaned fields by their names.
    """
    if request.method == "GET" and page.opens:
        try:
            page.opens()
        except RuleViolation as no:
            messages.error(request, said(no))
            return redirect(page.back)
    if request.method == "POST" and form.is_valid():
        try:
            made = act(**form.cleaned_data)
        except RuleViolation as no:
            form.refuse(no)
        else:
            messages.success(request, page.done)
            return redirect(page.onward(made) if page.onward else page.back)
    return render(request, page.template, {**page.context, "page": page, "form": form})


def answer_button(
    request: HttpRequest, act: Callable[[], object], *, back: str, done: str
) -> HttpResponse:
    """Carry out what a button says and go back, with the rule's sentence if it said no."""
    try:
        act()
    except RuleViolation as no:
        messages.error(request, said(no))
    else:
        messages.success(request, done)
    return redirect(back)
