"""Pages about mail: what went to whom, one mail, and what can be done with it."""

from functools import partial

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.kernel.access import Permission
from insyn.mailing import services
from insyn.mailing.forms import MailFilter, ReasonForm
from insyn.mailing.http import MAIL_COLUMNS, PER_PAGE, mail_at
from insyn.mailing.queries import listed_mails, mails_seen
from insyn.mailing.rules import MailKind, MailState, cancel_refusal, resend_refusal
from insyn.platform.answers import FormPage, answer_form
from insyn.platform.paging import LongList


@require_GET
def mail_list(request: Request) -> HttpResponseBase:
    """List what has been mailed, or is to be, in the authorities where the asker works."""
    access = request.access
    filters = MailFilter(access, request.GET)
    sort = request.GET.get("sort", "")
    rows = listed_mails(access, chosen=filters.chosen, sort=sort)
    shown = mails_seen(access)
    if file := list_file(
        request, MAIL_COLUMNS, rows.select_related("authority__municipality"), _("Utskick")
    ):
        return file
    pages = LongList(rows, PER_PAGE, shown=shown)
    page = pages.get_page(request.GET.get("page"))
    context = {"page": page, "filters": filters, "sort": sort or "-queued"}
    return render(request, "mailing/list.html", context)


@require_GET
def mail_detail(request: Request, pk: int) -> HttpResponse:
    """Show one mail as it was written; the link and the code in it are stored nowhere."""
    mail = mail_at(request, pk)
    state = MailState(mail.state)
    may = request.access.may(Permission.SEND_SURVEY, authority_id=mail.authority_id)
    context = {
        "mail": mail,
        "may_resend": may and not resend_refusal(state, MailKind(mail.kind)),
        "may_cancel": may and not cancel_refusal(state),
    }
    return render(request, "mailing/mail.html", context)


@require_http_methods(["GET", "POST"])
def mail_resend(request: Request, pk: int) -> HttpResponse:
    """Send a mail once more, and say why."""
    mail = mail_at(request, pk, to_change=True)
    lead = _("Till %(address)s. En personlig länk i mejlet blir en ny; den gamla gäller också.")
    page = FormPage(
        template="mailing/reason.html",
        heading=_("Skicka igen"),
        back=reverse("mailing:mail", args=[pk]),
        done=_("Utskicket ligger i kö och skickas inom någon minut."),
        button=_("Skicka igen"),
        lead=lead % {"address": mail.to_address},
        context={"mail": mail},
    )
    form = ReasonForm(request.POST or None, initial={"version": mail.version})
    return answer_form(request, form, partial(services.resend, request.access, mail), page)


@require_http_methods(["GET", "POST"])
def mail_cancel(request: Request, pk: int) -> HttpResponse:
    """Stop a mail that has not left, and say why."""
    mail = mail_at(request, pk, to_change=True)
    page = FormPage(
        template="mailing/reason.html",
        heading=_("Stoppa utskicket"),
        back=reverse("mailing:mail", args=[pk]),
        done=_("Utskicket är stoppat."),
        button=_("Stoppa"),
        lead=_("Till %(address)s. Det kan skickas senare om du ångrar dig.")
        % {"address": mail.to_address},
        context={"mail": mail},
    )
    form = ReasonForm(request.POST or None, initial={"version": mail.version})
    return answer_form(request, form, partial(services.cancel, request.access, mail), page)
