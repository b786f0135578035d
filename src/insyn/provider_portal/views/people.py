"""Who answers a survey: giving a part of it to somebody, and taking it back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.kernel.errors import RuleViolation
from insyn.platform.sentences import said
from insyn.provider_portal import http
from insyn.provider_portal.forms import DelegateForm
from insyn.surveys.models import Addressee
from insyn.surveys.queries.answering import Answering
from insyn.surveys.services import delegation


@require_http_methods(["GET", "POST"])
def people(request: Request, pk: int) -> HttpResponse:
    """Show who answers what, and give areas to somebody."""
    page = http.own_answering(request, pk)
    if request.method == "POST":
        http.only_whole(page)
    form = DelegateForm(request.POST or None, sections=page.sections)
    if form.is_valid() and _delegated(request, pk, form):
        messages.success(
            request,
            _("%(name)s får ett mejl med en personlig länk.") % {"name": form.cleaned_data["name"]},
        )
        return redirect("provider_portal:people", pk)
    context = {"page": page, "form": form, "rows": _rows(page)}
    return http.show(request, "provider_portal/people.html", context)


def _delegated(request: Request, pk: int, form: DelegateForm) -> bool:
    facts = delegation.NewDelegate(**form.cleaned_data)
    try:
        delegation.delegate(request.access, pk, facts=facts)
    except RuleViolation as no:
        form.refuse(no)
        return False
    return True


def _rows(page: Answering) -> list[tuple[object, list[str]]]:
    """Return each who answers with the names of their areas; none for the whole."""
    return [
        (person, [area.name for area in page.sections if area.pk in person.section_ids])
        for person in page.people
    ]


@require_POST
def take_back(request: Request, pk: int, addressee_pk: int) -> HttpResponse:
    """Take an area back from somebody."""
    http.only_whole(http.own_answering(request, pk))
    try:
        row = delegation.take_back(request.access, pk, addressee_pk=addressee_pk)
    except Addressee.DoesNotExist:
        raise Http404 from None
    except RuleViolation as no:
        messages.error(request, said(no))
    else:
        messages.success(
            request,
            _("%(name)s svarar inte längre. Svaren som finns är kvar.") % {"name": row},
        )
    return redirect("provider_portal:people", pk)
