"""The summary to the board: read on the page, or taken as Word or PDF."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.documents.http import SANDBOX
from insyn.documents.services import Taken, note_taken
from insyn.papers import html, pdf, word
from insyn.surveys.http import round_at
from insyn.surveys.letters.summary import summary_paper
from insyn.surveys.queries.results import may_see_results
from insyn.surveys.queries.summary import summary_facts

CONTENT_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
"""The endings that a summary can be taken as."""


@require_GET
def board_summary(request: Request, pk: int) -> HttpResponse:
    """Show what the board is told: all providers together."""
    survey_round = round_at(request, pk)
    context = {"round": survey_round, "tab": "results", "endings": list(CONTENT_TYPES)}
    if not may_see_results(request.access, survey_round):
        return render(request, "surveys/results_later.html", context)
    paper = summary_paper(summary_facts(request.access, survey_round))
    return render(request, "surveys/board_summary.html", {**context, "body": html.render(paper)})


@require_GET
def board_summary_file(request: Request, pk: int, ending: str) -> HttpResponseBase:
    """Give the summary as Word or PDF, as it reads now."""
    survey_round = round_at(request, pk)
    if ending not in CONTENT_TYPES or not may_see_results(request.access, survey_round):
        raise Http404
    paper = summary_paper(summary_facts(request.access, survey_round))
    content = pdf.render(paper) if ending == "pdf" else word.render(paper)
    note_taken(request.access, Taken(paper.title, ending, "", 1))
    answer = HttpResponse(content, content_type=CONTENT_TYPES[ending])
    name = f"{slugify(paper.title) or 'sammanstallning'}.{ending}"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    answer.headers["Content-Disposition"] = str(disposition)
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer
