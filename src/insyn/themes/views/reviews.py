"""The list, one review, its head and its texts."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.accounts.models import Authority
from insyn.documents.http import list_file, made_paper
from insyn.kernel.access import Permission
from insyn.papers.content import Document
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_form
from insyn.themes import services
from insyn.themes.forms import reviews as forms
from insyn.themes.http import PER_PAGE, REVIEW_COLUMNS, about_review, review_at
from insyn.themes.letters import summary_paper, theme_report
from insyn.themes.models import ThematicReview
from insyn.themes.queries.pages import page_of
from insyn.themes.queries.report import report_facts, reviews_in_summary, summary_facts
from insyn.themes.queries.reviews import listed_reviews
from insyn.themes.services import ReviewFacts, TextFacts


@require_GET
def review_list(request: Request) -> HttpResponseBase:
    """List the thematic reviews that the asker may see."""
    filters = forms.ReviewFilter(request.access, request.GET)
    sort = request.GET.get("sort", "")
    rows = listed_reviews(request.access, filters.chosen, sort=sort)
    if file := list_file(request, REVIEW_COLUMNS, rows, _("Tematiska granskningar")):
        return file
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "filters": filters,
        "may_create": request.access.may_somewhere(Permission.WRITE_REPORT),
    }
    return render(request, "themes/list.html", context)


@require_GET
def summary(request: Request) -> HttpResponse:
    """Show the year's reports by service area, on the page or as Word and PDF."""
    filters = forms.SummaryFilter(request.access, request.GET)
    year = filters.chosen["year"] or clock.today().year
    rows = reviews_in_summary(request.access, year=year, authority=filters.chosen["authority"])
    facts = summary_facts(rows, year=year)
    if ending := request.GET.get("fil", ""):
        return _file(summary_paper(facts, issued_on=clock.today()), ending)
    return render(request, "themes/summary.html", {"facts": facts, "filters": filters})


@require_http_methods(["GET", "POST"])
def create(request: Request) -> HttpResponse:
    """Plan a thematic review."""
    request.access.require_somewhere(Permission.WRITE_REPORT)
    page = FormPage(
        template="themes/form.html",
        heading=_("Ny tematisk granskning"),
        back=reverse("themes:list"),
        done=_("Granskningen är planerad. Lägg till källor och urval."),
        button=_("Spara"),
        lead=_("En fråga som ställs till många verksamheter. Ingen enskild verksamhet bedöms."),
        onward=lambda review: reverse("themes:detail", args=[review.pk]),
    )
    form = forms.ReviewForm(request.access, request.POST or None)
    return answer_form(request, form, partial(_create, request), page)


def _create(request: Request, *, authority: Authority, **facts: Any) -> ThematicReview:
    return services.create_review(request.access, authority, facts=ReviewFacts(**facts))


@require_GET
def detail(request: Request, pk: int) -> HttpResponse:
    """Show one review with all its parts and what comes next."""
    review = review_at(request, pk)
    return render(request, "themes/detail.html", page_of(request.access, review))


@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change what is asked, of what, when, by whom and how."""
    review = review_at(request, pk, need=Permission.WRITE_REPORT)
    page = about_review(review, _("Ändra granskningen"), done=_("Ändringen är sparad."))
    form = forms.ReviewChangeForm(request.access, review, request.POST or None)
    return answer_form(request, form, partial(_edit, request, review), page)


def _edit(
    request: Request, review: ThematicReview, *, version: int, **facts: Any
) -> ThematicReview:
    known = ReviewFacts(**facts)
    return services.change_review(request.access, review, facts=known, version=version)


@require_http_methods(["GET", "POST"])
def texts(request: Request, pk: int) -> HttpResponse:
    """Write results, the reasoning about them and the limits."""
    review = review_at(request, pk, need=Permission.WRITE_REPORT)
    page = about_review(review, _("Resultat"), done=_("Texten är sparad."), place="resultat")
    form = forms.TextsForm(review, request.POST or None)
    return answer_form(request, form, partial(_texts, request, review), page)


def _texts(
    request: Request, review: ThematicReview, *, version: int, **facts: Any
) -> ThematicReview:
    known = TextFacts(**facts)
    return services.write_texts(request.access, review, facts=known, version=version)


@require_GET
def draft(request: Request, pk: int, ending: str) -> HttpResponse:
    """Give the report as it reads now, to those who write it."""
    review = review_at(request, pk, need=Permission.WRITE_REPORT)
    paper = theme_report(report_facts(request.access, review), issued_on=clock.today())
    return _file(paper, ending)


def _file(paper: Document, ending: str) -> HttpResponse:
    return made_paper(paper, name=paper.title.replace("/", "-"), ending=ending)
