"""Who reports in by a personal link, for the coordinator to say."""

from functools import partial

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.coordination import services
from insyn.coordination.forms.instructions import ContactForm
from insyn.coordination.http import about_instruction, contacted_part, version_in
from insyn.coordination.rules.instructions import contact_refusal
from insyn.platform.answers import answer_button, answer_form


@require_http_methods(["GET", "POST"])
def contact(request: Request, pk: int) -> HttpResponse:
    """Name the one who reports in by a link, or send them a new one."""
    share = contacted_part(request, pk)
    is_issued = share.instruction.is_published
    page = about_instruction(
        share.instruction,
        _("Länk till %(district)s") % {"district": share.authority.name},
        button=_("Skicka länk") if is_issued else _("Spara"),
        done=_("Länken ligger i kö och skickas inom någon minut.")
        if is_issued
        else _("Kontaktpersonen är sparad."),
        lead=_("Kontaktpersonen rapporterar in utan konto och ser bara den egna nämndens del."),
        stop=contact_refusal(share.instruction.shown_state),
    )
    form = ContactForm(share, request.POST or None)
    return answer_form(request, form, partial(services.name_contact, request.access, share), page)


@require_POST
def end(request: Request, pk: int) -> HttpResponse:
    """Let nobody report in by a link any longer."""
    share = contacted_part(request, pk)
    act = partial(services.end_contact, request.access, share, version=version_in(request.POST))
    back = reverse("coordination:instruction", args=[share.instruction_id])
    return answer_button(request, act, back=back, done=_("Länken är återkallad."))
