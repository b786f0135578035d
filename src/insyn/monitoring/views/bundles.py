"""Pages about the bundles that checks come in."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.accounts.models import Authority
from insyn.kernel.access import Permission
from insyn.monitoring import forms, services
from insyn.monitoring.http import section_tabs
from insyn.monitoring.models import CheckBundle
from insyn.monitoring.queries.due import bundles, bundles_of
from insyn.monitoring.rules import SHIPPED, STAGE_SAYS, BundleStage
from insyn.platform.answers import FormPage, answer_form


@require_GET
def bundle_list(request: Request) -> HttpResponse:
    """Show what each of the asker's authorities asks for at each stage."""
    request.access.require_somewhere(Permission.CHECK_REGISTERS)
    ids = request.access.authorities_where(Permission.CHECK_REGISTERS)
    used = {(row.authority_id, row.stage): row for row in bundles(request.access)}
    kinds = bundles_of(request.access, ids)
    boards = [
        {
            "authority": authority,
            "stages": [
                {
                    "stage": stage,
                    "says": STAGE_SAYS[stage],
                    "bundle": used.get((authority.pk, stage.value)),
                    "kinds": list(kinds[authority.pk].kinds.get(stage, {}).items())
                    if authority.pk in kinds
                    else [],
                }
                for stage in BundleStage
            ],
        }
        for authority in Authority.objects.select_related("municipality").filter(pk__in=ids)
    ]
    context = {"boards": boards, "tabs": section_tabs(request.access, "monitoring:bundles")}
    return render(request, "monitoring/bundles.html", context)


@require_http_methods(["GET", "POST"])
def bundle_edit(request: Request, authority_pk: int, stage: str) -> HttpResponse:
    """Choose what an authority asks for at one stage."""
    authority = _mine(request, authority_pk)
    if stage not in BundleStage.codes():
        raise Http404
    chosen = BundleStage(stage)
    bundle = CheckBundle.objects.visible_to(request.access).filter(
        authority=authority, stage=chosen
    ).first()  # fmt: skip
    known = bundles_of(request.access, [authority.pk]).get(authority.pk)
    kinds = known.kinds.get(chosen, {}) if known and bundle else SHIPPED[chosen]
    form = forms.BundleForm(
        chosen, kinds, request.POST or None,
        initial={"version": bundle.version if bundle else 0},
    )  # fmt: skip
    page = FormPage(
        template="monitoring/bundle_form.html",
        heading=_("Kontrollpaket: %(stage)s") % {"stage": _(chosen.label)},
        lead=_(STAGE_SAYS[chosen]),
        back=reverse("monitoring:bundles"),
        done=_("Kontrollpaketet är sparat och används."),
        button=_("Spara och använd paketet"),
        context={"authority": authority, "is_used": bundle is not None},
    )
    return answer_form(request, form, partial(_save, request, authority, form), page)


def _save(
    request: Request, authority: Authority, form: forms.BundleForm, *, version: int, **rest: Any
) -> CheckBundle:
    del rest
    return services.save_bundle(request.access, authority, facts=form.facts(), version=version)


def _mine(request: Request, pk: int) -> Authority:
    """Return the authority if the asker has any role in it.

    Raises:
        Http404: they have none.
        NotAllowed: they may not check registers there.
    """
    ids = request.access.authority_ids
    authority = get_object_or_404(
        Authority.objects.select_related("municipality").filter(pk__in=ids), pk=pk
    )
    request.access.require(Permission.CHECK_REGISTERS, authority_id=authority.pk)
    return authority
