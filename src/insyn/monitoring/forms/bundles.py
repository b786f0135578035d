"""Forms about the bundles that checks come in."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext

from insyn.monitoring.rules import SOURCES, BundleFacts, BundleStage, CheckKind
from insyn.monitoring.rules.bundles import LONGEST_BETWEEN
from insyn.platform.forms import InsynForm


class BundleForm(InsynForm):
    """Ask which kinds a stage has, and for one that goes on: how many months between."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(
        self, stage: BundleStage, kinds: Mapping[CheckKind, int | None], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._stage = stage
        for kind in CheckKind:
            self.fields[f"has_{kind}"] = forms.BooleanField(
                label=gettext(kind.label),
                required=False,
                initial=kind in kinds,
                help_text=gettext("Vanlig källa: %(source)s") % {"source": SOURCES[kind]},
            )
            if stage == BundleStage.YEARLY:
                self.fields[f"months_{kind}"] = forms.IntegerField(
                    label=gettext("Månader emellan"),
                    required=False,
                    min_value=1,
                    max_value=LONGEST_BETWEEN,
                    initial=kinds.get(kind),
                )

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """Return the fields kind by kind, for the page."""
        names = ("has", "months") if self._stage == BundleStage.YEARLY else ("has",)
        return [[self[f"{name}_{kind}"] for name in names] for kind in CheckKind]

    def facts(self) -> BundleFacts:
        """Return what the bundle shall ask for."""
        data = self.cleaned_data
        return BundleFacts(
            self._stage,
            {kind: data.get(f"months_{kind}") for kind in CheckKind if data[f"has_{kind}"]},
        )
