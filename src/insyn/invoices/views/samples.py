"""Pages about samples of invoice lines."""

from collections.abc import Iterator
from functools import partial

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.documents.http import label, list_file
from insyn.findings.models import Finding
from insyn.findings.rules import Severity
from insyn.followups.models import Followup
from insyn.invoices import forms, services
from insyn.invoices.http import (
    POPULATION_COLUMNS,
    ROWS_PER_PAGE,
    SAMPLED_COLUMNS,
    about,
    checking_batch,
    checking_sampled,
    name_of,
    seen_line,
    seen_sample,
    to_sample,
    version_in,
)
from insyn.invoices.models import InvoiceSample, SampledLine
from insyn.invoices.queries.batches import with_deviations
from insyn.invoices.queries.left_out import sums_of
from insyn.invoices.queries.samples import (
    draw_again,
    listed_samples,
    population,
    sample_page,
    sampled_lines,
)
from insyn.invoices.rules import Verdict, WhoErred
from insyn.invoices.rules.refusing import drawing_refusal, finding_refusal, reviewing_refusal
from insyn.invoices.rules.sampling import Draw, Item, in_order
from insyn.invoices.services.locks import refuse
from insyn.kernel.access import Permission
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_button, answer_form


@require_GET
def sample_list(request: Request) -> HttpResponse:
    """List the samples."""
    filters = forms.SampleFilter(request.GET)
    rows = listed_samples(request.access, filters.chosen)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    sums = sums_of(request.access, page)
    context = {
        "page": page,
        "samples": [(row, sums[row.pk]) for row in page],
        "is_partial": any(one.is_partial for one in sums.values()),
        "filters": filters,
    }
    return render(request, "invoices/samples.html", context)


@require_http_methods(["GET", "POST"])
def draw(request: Request, pk: int) -> HttpResponse:
    """Draw a sample from a batch."""
    row = checking_batch(request, pk)
    seed = f"{clock.today()} {row.pk}"
    form = forms.DrawForm(request.POST or None, initial={"seed": seed, "wanted": 25})
    page = FormPage(
        template="invoices/form.html",
        heading=_("Dra stickprov"),
        back=reverse("invoices:batch", args=[pk]),
        done=_("Stickprovet är draget. Granska raderna mot verifikaten."),
        button=_("Dra stickprovet"),
        lead=_("Varje krona har samma chans: en dubbelt så stor rad dras dubbelt så ofta."),
        onward=lambda made: to_sample(made.pk),
        opens=partial(refuse, drawing_refusal(row.shown_state)),
        context={"batch": row},
    )
    return answer_form(request, form, partial(services.draw_sample, request.access, row), page)


@require_GET
def sample(request: Request, pk: int) -> HttpResponseBase:
    """Show a sample: its lines and what has been shown of them."""
    row = seen_sample(request, pk)
    lines = list(sampled_lines(request.access, row))
    if file := list_file(request, SAMPLED_COLUMNS, lines, _("Fakturastickprov")):
        return file
    figures = sample_page(request.access, row, lines)
    context = {
        "sample": row,
        "lines": lines,
        "figures": figures,
        "sums": figures.sums,
        "sees_lines": _sees_lines(request, row),
        "sees_flags": request.access.may(Permission.SEE_RED_FLAGS, authority_id=row.authority_id),
    }
    return render(request, "invoices/sample.html", context)


def _sees_lines(request: Request, row: InvoiceSample) -> bool:
    """Tell whether the asker reads the lines, and not only the sums of a closed sample."""
    mandates = request.access.mandates
    return any(one.authority_id == row.authority_id and one.sees_drafts for one in mandates)


@require_GET
def proof(request: Request, pk: int) -> HttpResponseBase:
    """Show step by step how the sample was drawn, and draw it again."""
    row = seen_sample(request, pk)
    request.access.require(Permission.SEE_RED_FLAGS, authority_id=row.authority_id)
    drawn = draw_again(request.access, row)
    items = in_order(population(request.access, row.batch))
    if file := list_file(request, POPULATION_COLUMNS, _laid(items, drawn), _("Dragning")):
        return file
    kept = SampledLine.objects.visible_to(request.access).filter(sample=row, hit__gt=0)
    context = {
        "sample": row,
        "drawn": drawn,
        "rest_ore": drawn.rest,
        "is_same": drawn.fingerprint == row.fingerprint and drawn.start == row.start,
        "hits": kept.select_related("line").order_by("hit"),
    }
    return render(request, "invoices/proof.html", context)


def _laid(items: list[Item], drawn: Draw) -> Iterator[tuple[str, int, int, str]]:
    """Return each line with where its öre end when they are laid after each other.

    Those that are always in are not laid with the others.
    """
    picks = {pick.key: label(pick.why) for pick in drawn.picks}
    reached = 0
    for item in items:
        reached += item.ore if item.ore < drawn.interval else 0
        end = reached if item.ore < drawn.interval else 0
        yield item.key, item.ore, end, picks.get(item.key, "")


@require_http_methods(["GET", "POST"])
def point_out(request: Request, pk: int) -> HttpResponse:
    """Add a line to a sample that is being reviewed."""
    row = seen_line(request, pk, to_check=True)
    form = forms.PointOutForm(request.access, row, request.POST or None)
    page = about(
        _("Granska raden mot verifikat: %(line)s") % {"line": name_of(row)},
        back=reverse("invoices:line", args=[pk]),
        done=_("Raden är tillagd i stickprovet."), button=_("Lägg till"),
        lead=_("Raden räknas inte in i beräkningen av hela underlaget: den är inte lottad."),
        context={"batch": row.batch, "line": row},
    )  # fmt: skip

    def act(sample: InvoiceSample) -> SampledLine:
        return services.point_out(request.access, sample, row)

    return answer_form(request, form, act, page)


@require_http_methods(["GET", "POST"])
def review(request: Request, pk: int) -> HttpResponse:
    """Write what the vouchers showed of a line."""
    row = checking_sampled(request, pk)
    form = forms.ReviewForm(row, request.POST or None)
    (line,) = with_deviations(request.access, [row.line])
    page = FormPage(
        template="invoices/review.html",
        heading=_("Granska rad"),
        back=to_sample(row.sample_id),
        done=_("Granskningen är sparad."),
        button=_("Spara"),
        opens=partial(refuse, reviewing_refusal(row.sample.shown_state)),
        context={"sample": row.sample, "line": line},
    )

    def act(version: int, verdict: Verdict, **fields: object) -> SampledLine:
        facts = services.ReviewFacts(verdict, **fields)  # type: ignore[arg-type]  # by name
        return services.review_line(request.access, row, facts=facts, version=version)

    return answer_form(request, form, act, page)


@require_http_methods(["GET", "POST"])
def finding(request: Request, pk: int) -> HttpResponse:
    """Write a wrong line down as a finding of a follow-up."""
    row = checking_sampled(request, pk)
    authority_id = row.sample.authority_id
    request.access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=authority_id)
    form = forms.FindingForm(request.access, row, request.POST or None)
    has_both = bool(row.finding_id and row.own_finding_id)
    page = about(
        _("Gör raden till ett resultat"), back=to_sample(row.sample_id),
        stop=finding_refusal(row.shown_verdict, has_finding=has_both),
        done=_("Resultatet står i uppföljningen."), button=_("Spara resultatet"),
        lead=_("Betalade ni en felaktig faktura är det också en brist hos er. Gör då två."),
        context={"sample": row.sample},
    )  # fmt: skip

    def act(
        version: int, followup: Followup, who: WhoErred, severity: Severity, **fields: object
    ) -> Finding:
        facts = services.LineFinding(who, severity=severity, **fields)  # type: ignore[arg-type]
        return services.make_finding(request.access, row, followup, facts=facts, version=version)

    return answer_form(request, form, act, page)


@require_POST
def finish(request: Request, pk: int) -> HttpResponse:
    """Say that all lines are reviewed."""
    row = seen_sample(request, pk, to_check=True)
    act = partial(services.finish_sample, request.access, row, version=version_in(request.POST))
    done = _("Granskningen är klar. Nu ska någon annan stänga stickprovet.")
    return answer_button(request, act, back=to_sample(pk), done=done)


@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    """Let the lines be reviewed again."""
    row = seen_sample(request, pk, to_check=True)
    act = partial(services.reopen_sample, request.access, row, version=version_in(request.POST))
    return answer_button(request, act, back=to_sample(pk), done=_("Granskningen är öppen igen."))


@require_POST
def close(request: Request, pk: int) -> HttpResponse:
    """Close a sample that somebody else has reviewed."""
    row = seen_sample(request, pk, to_check=True)
    act = partial(services.close_sample, request.access, row, version=version_in(request.POST))
    return answer_button(request, act, back=to_sample(pk), done=_("Stickprovet är stängt."))
