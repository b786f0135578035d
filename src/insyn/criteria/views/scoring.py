"""The page that says how a template's share is counted."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.criteria.forms.scoring import TrialForm
from insyn.criteria.http import seen_version
from insyn.criteria.queries.content import facts_of
from insyn.criteria.rules import asked_in
from insyn.criteria.rules.scoring import is_scored
from insyn.criteria.rules.trying import example_for, tried_questions, worked
from insyn.kernel.access import Permission


@require_GET
def scoring(request: Request, pk: int) -> HttpResponse:
    """Show the rule, an example that it works out itself, and answers to try."""
    version = seen_version(request, pk)
    questions = asked_in(facts_of(request.access, version))
    tried = tried_questions(questions)
    example = example_for(tried)
    form = TrialForm(tried, example, request.GET)
    owner = version.template.authority_id
    context = {
        "version": version,
        "may_edit": request.access.may(Permission.EDIT_TEMPLATES, authority_id=owner),
        "asked_count": len(questions),
        "scored_count": sum(is_scored(question) for question in questions),
        "example": worked(tried, {code: option.answer for code, option in example.items()}),
        "trial": worked(tried, form.answers),
        "form": form,
    }
    return render(request, "criteria/scoring.html", context)
