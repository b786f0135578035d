"""Pages about who answers for a provider."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.kernel.access import Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform.sentences import said
from insyn.registry import services
from insyn.registry.forms import providers as forms
from insyn.registry.http import HubRequest, about_provider, of_standing_provider
from insyn.registry.models import Provider, ProviderContact


@require_http_methods(["GET", "POST"])
@of_standing_provider
def contact_add(request: HubRequest, provider: Provider) -> HttpResponse:
    """Let somebody answer for a provider, with a new account if need be."""
    request.access.require_somewhere(Permission.EDIT_REGISTER)
    form = forms.ContactForm(request.access, request.POST or None)
    if form.is_valid():
        try:
            return _added(request, provider, form)
        except RuleViolation as no:
            form.refuse(no)
    page = about_provider(
        provider,
        _("Lägg till kontaktperson"),
        done="",
        button=_("Lägg till"),
        lead=_(
            "Kontaktpersonen svarar för %(provider)s. En ny person får ett konto och ett "
            "engångslösenord som du lämnar över."
        )
        % {"provider": provider},
    )
    return render(request, page.template, {**page.context, "page": page, "form": form})


def _added(request: Request, provider: Provider, form: forms.ContactForm) -> HttpResponse:
    user = form.found
    if user is None:
        new = services.add_new_contact(
            request.access, provider, authority=form.authority_chosen, person=form.person
        )
        return _show_once(request, new.contact, new.one_time_password)
    services.add_contact(
        request.access,
        provider,
        authority=form.authority_chosen,
        user=user,
        works_for_authority=form.cleaned_data["works_for_authority"],
    )
    said = _("%(person)s hade redan ett konto och är nu kontaktperson.")
    messages.success(request, said % {"person": user})
    return redirect("registry:provider", provider.pk)


def _show_once(request: Request, contact: ProviderContact, secret: str) -> HttpResponse:
    """Show a one-time password in the answer itself, so that it is stored nowhere."""
    context = {"contact": contact, "one_time_password": secret}
    return render(request, "registry/contact_password.html", context)


@require_POST
def contact_password(request: Request, pk: int) -> HttpResponse:
    """Give a contact person a new one-time password, for one who has forgotten theirs."""
    contact = get_object_or_404(ProviderContact.objects.select_related("user", "provider"), pk=pk)
    try:
        secret = services.renew_contact_password(request.access, contact)
    except RuleViolation as no:
        messages.error(request, said(no))
        return redirect("registry:provider", contact.provider_id)
    return _show_once(request, contact, secret)


@require_POST
def contact_end(request: Request, pk: int) -> HttpResponse:
    """Take away a contact person's access at once."""
    contact = get_object_or_404(ProviderContact, pk=pk)
    services.end_contact(request.access, contact)
    messages.success(request, _("Kontaktpersonen har inte längre tillgång."))
    return redirect("registry:provider", contact.provider_id)
