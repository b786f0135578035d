"""What the pages of the register share: how long a list is, and what surrounds a form."""

from django.urls import reverse
from django.utils.translation import gettext as _

from insyn.platform.answers import FormPage
from insyn.registry.models import Agreement, Provider

PER_PAGE = 50
"""Rows of a list that one page shows."""

AGREEMENT_FORM = "registry/agreement_form.html"
PROVIDER_FORM = "registry/provider_form.html"


def about_agreement(agreement: Agreement, heading: str, *, done: str, button: str = "") -> FormPage:
    """Return what surrounds a form that leads back to the agreement."""
    return FormPage(
        template=AGREEMENT_FORM,
        heading=heading,
        back=reverse("registry:agreement", args=[agreement.pk]),
        done=done,
        button=button or _("Spara"),
        lead=_unless_said(agreement, heading),
        context={"agreement": agreement},
    )


def about_provider(
    provider: Provider, heading: str, *, done: str, button: str = "", lead: str = ""
) -> FormPage:
    """Return what surrounds a form that leads back to the provider."""
    return FormPage(
        template=PROVIDER_FORM,
        heading=heading,
        back=reverse("registry:provider", args=[provider.pk]),
        done=done,
        button=button or _("Spara"),
        lead=lead or _unless_said(provider, heading),
        context={"provider": provider},
    )


def _unless_said(row: Agreement | Provider, heading: str) -> str:
    """Return what the form is about, as the line below a heading that does not name it."""
    return "" if str(row) in heading else str(row)
