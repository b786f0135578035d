"""The summary to the board: read on the page, or taken as Word or PDF."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.documents.http import PAPER_ENDINGS, made_paper
from insyn.documents.services import Taken, note_taken
from insyn.papers import html
from insyn.surveys.http import round_at
from insyn.surveys.letters.summary import summary_paper
from insyn.surveys.queries.results import may_see_results
from insyn.surveys.queries.summary import summary_facts


@require_GET
def board_summary(request: Request, pk: int) -> HttpResponse:
    """Show what the board is told: all providers together."""
    survey_round = round_at(request, pk)
    context = {"round": survey_round, "tab": "results", "endings": list(PAPER_ENDINGS)}
    if not may_see_results(request.access, survey_round):
        return render(request, "surveys/results_later.html", context)
    paper = summary_paper(summary_facts(request.access, survey_round))
    return render(request, "surveys/board_summary.html", {**context, "body": html.render(paper)})


@require_GET
def board_summary_file(request: Request, pk: int, ending: str) -> HttpResponseBase:
    """Give the summary as Word or PDF, as it reads now."""
    survey_round = round_at(request, pk)
    if ending not in PAPER_ENDINGS or not may_see_results(request.access, survey_round):
        raise Http404
    paper = summary_paper(summary_facts(request.access, survey_round))
    note_taken(request.access, Taken(paper.title, ending, "", 1))
    name = slugify(paper.title) or "sammanstallning"
    return made_paper(paper, name=name, ending=ending)
