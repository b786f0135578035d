"""Pages about conditions, finding rules and links to requirements of a question."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.criteria import services
from insyn.criteria.forms.links import LinkFilter, LinksForm
from insyn.criteria.forms.rules import AskedForm, ConditionForm, RuleForm
from insyn.criteria.http import (
    QUESTION_COLUMNS,
    ROWS_PER_PAGE,
    about_draft,
    edit_address,
    question_of_draft,
    read_of,
)
from insyn.criteria.models import Question
from insyn.criteria.queries.editor import neighbours
from insyn.criteria.queries.links import (
    latest_wordings,
    linkable,
    matching,
    questions_about,
    wordings_of,
)
from insyn.criteria.rules import QuestionFacts
from insyn.criteria.rules.findings import TRIALS, rule_in_words, rule_refusal, usual_rules
from insyn.documents.http import list_file
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.requirements.models import Requirement


def _saved(
    request: Request, question: Question, facts: QuestionFacts, read: int | None
) -> Question:
    return services.save_question(
        request.access, question.section, facts=facts, question=question, read=read
    )


@require_http_methods(["GET", "POST"])
def condition(request: Request, pk: int) -> HttpResponse:
    """Choose an earlier question, then the answer to it that lets this one be asked."""
    question = question_of_draft(request, pk)
    before, facts = neighbours(request.access, question)
    present = facts.condition or {}
    code = request.GET.get("asked", str(present.get("question", "")))
    asked = next((other for other in before if other.code == code), None)
    context = {
        "question": question,
        "asked": asked,
        "chooser": AskedForm(before, initial={"asked": code}) if before else None,
    }
    if asked is None:
        page = _condition_page(question, context)
        return render(request, page.template, {**page.context, "page": page})
    form = ConditionForm(asked, request.POST or None, initial=_known(question, present, code))
    act = partial(_set_condition, request, question, facts, form)
    return answer_form(request, form, act, _condition_page(question, context))


def _known(question: Question, present: Any, code: str) -> dict[str, Any]:
    known: dict[str, Any] = {"read": question.version}
    if present.get("question") == code:
        known |= {"operator": present.get("operator"), "value": present.get("value")}
    return known


def _condition_page(question: Question, context: Mapping[str, object]) -> FormPage:
    return about_draft(
        question.section.version,
        _("När ställs fråga %s?") % question.code,
        _("Villkoret är sparat."),
        place=f"fraga-{question.pk}",
        template="criteria/condition.html",
        context=context,
    )


def _set_condition(
    request: Request,
    question: Question,
    facts: QuestionFacts,
    form: ConditionForm,
    **_typed: Any,
) -> Question:
    said = replace(facts, condition=form.condition())
    return _saved(request, question, said, form.cleaned_data["read"])


@require_POST
def condition_remove(request: Request, pk: int) -> HttpResponse:
    """Let the question be asked whatever the answers before it."""
    question = question_of_draft(request, pk)
    _before, facts = neighbours(request.access, question)
    said = replace(facts, condition=None)
    act = partial(_saved, request, question, said, read_of(request))
    back = edit_address(question.section.version, f"fraga-{question.pk}")
    return answer_button(request, act, back=back, done=_("Frågan ställs nu alltid."))


@require_http_methods(["GET", "POST"])
def finding_rules(request: Request, pk: int) -> HttpResponse:
    """Show what the answers to a question propose, and add one more rule."""
    question = question_of_draft(request, pk)
    _before, facts = neighbours(request.access, question)
    form = RuleForm(facts, request.POST or None, initial={"read": question.version})
    act = partial(_add_rule, request, question, facts, form)
    return answer_form(request, form, act, _rules_page(question, facts))


def _rules_page(question: Question, facts: QuestionFacts) -> FormPage:
    return FormPage(
        template="criteria/finding_rules.html",
        heading=_("Vad föreslår svaren på fråga %s?") % question.code,
        back=reverse("criteria:finding_rules", args=[question.pk]),
        done=_("Regeln är tillagd."),
        button=_("Lägg till regeln"),
        context={
            "version": question.section.version,
            "question": question,
            "rules": [
                rule_refusal(facts, raw) or rule_in_words(facts, raw) for raw in facts.finding_rules
            ],
            "can_propose": bool(TRIALS[facts.answer_type]),
            "usual": usual_rules(facts),
            "onward": edit_address(question.section.version, f"fraga-{question.pk}"),
        },
    )


def _add_rule(
    request: Request, question: Question, facts: QuestionFacts, form: RuleForm, **_typed: Any
) -> Question:
    said = replace(facts, finding_rules=(*facts.finding_rules, form.rule()))
    return _saved(request, question, said, form.cleaned_data["read"])


@require_POST
def finding_rules_usual(request: Request, pk: int) -> HttpResponse:
    """Let no be a deficiency, as the usual rules say, instead of what the question has."""
    question = question_of_draft(request, pk)
    _before, facts = neighbours(request.access, question)
    said = replace(facts, finding_rules=tuple(usual_rules(facts)))
    act = partial(_saved, request, question, said, read_of(request))
    back = reverse("criteria:finding_rules", args=[question.pk])
    return answer_button(request, act, back=back, done=_("De vanliga reglerna gäller nu."))


@require_POST
def finding_rule_remove(request: Request, pk: int, place: int) -> HttpResponse:
    """Take away the rule at that place, counted from 1."""
    question = question_of_draft(request, pk)
    _before, facts = neighbours(request.access, question)
    if not 1 <= place <= len(facts.finding_rules):
        raise Http404
    left = [raw for number, raw in enumerate(facts.finding_rules, start=1) if number != place]
    said = replace(facts, finding_rules=tuple(left))
    act = partial(_saved, request, question, said, read_of(request))
    back = reverse("criteria:finding_rules", args=[question.pk])
    return answer_button(request, act, back=back, done=_("Regeln är borttagen."))


@require_http_methods(["GET", "POST"])
def question_requirements(request: Request, pk: int) -> HttpResponse:
    """Choose which requirements of the authority's agreements a question tests."""
    question = question_of_draft(request, pk)
    _before, facts = neighbours(request.access, question)
    owner, today = question.section.version.template.authority, clock.today()
    filters = LinkFilter(request.access, owner, request.GET)
    rows = latest_wordings(request.access, linkable(request.access, owner), today)
    listed = Paginator(matching(rows, filters.chosen), ROWS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    known = {"read": question.version}
    form = LinksForm(listed.object_list, facts.requirement_ids, request.POST or None, initial=known)
    linked = wordings_of(request.access, facts.requirement_ids, today)
    context = {"filters": filters, "listed": listed, "linked": list(linked.values())}
    act = partial(_set_links, request, question, facts, form)
    return answer_form(request, form, act, _links_page(question, context))


def _links_page(question: Question, context: Mapping[str, object]) -> FormPage:
    return about_draft(
        question.section.version,
        _("Vilka krav prövar fråga %s?") % question.code,
        _("Kopplingarna är sparade."),
        place=f"fraga-{question.pk}",
        template="criteria/links.html",
        context={"question": question, **context},
    )


def _set_links(
    request: Request, question: Question, facts: QuestionFacts, form: LinksForm, **_typed: Any
) -> Question:
    said = replace(facts, requirement_ids=form.linked())
    return _saved(request, question, said, form.cleaned_data["read"])


@require_GET
def of_requirement(request: Request, pk: int) -> HttpResponseBase:
    """List the questions that test a requirement, in which templates and versions."""
    rows = Requirement.objects.visible_to(request.access).select_related("agreement", "pack")
    requirement = get_object_or_404(rows, pk=pk)
    asked = questions_about(request.access, requirement)
    if file := list_file(request, QUESTION_COLUMNS, asked, _("Frågor som prövar kravet")):
        return file
    wording = wordings_of(request.access, [requirement.pk], clock.today()).get(requirement.pk)
    context = {
        "requirement": requirement,
        "wording": wording,
        "page": Paginator(asked, ROWS_PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "criteria/of_requirement.html", context)
