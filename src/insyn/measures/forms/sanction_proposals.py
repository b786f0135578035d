"""Reading what is proposed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from insyn.findings.models import Finding
from insyn.measures.forms.action_plans import VersionForm
from insyn.measures.forms.sanction_fields import money_field, text_field
from insyn.measures.models import Sanction, SanctionLine
from insyn.measures.rules.amounts import Claim
from insyn.measures.services.sanctions import LineFacts, ProposalFacts
from insyn.registry.models import SanctionStep, Unit

FIRST_LINES = 2
MORE_LINES = 3
MOST_LINES = 200
_COUNT = re.compile(r"[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class LineRow:
    """The fields of one line, for the page."""

    number: int
    fields: Sequence[forms.BoundField]


@dataclass(frozen=True, slots=True)
class Offered:
    """What a proposal may be made of."""

    step: SanctionStep
    findings: Sequence[Finding]
    units: QuerySet[Unit]
    has_lines: bool


_LINE_FIELDS = (
    "finding", "unit", "ground", "period_from", "period_to", "quantity", "rate", "amount",
)  # fmt: skip


class ProposalForm(VersionForm):
    """A proposed step: why, on which findings, and its lines if it is about money."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    reasons = text_field(
        __("Skälen"),
        __("Vad har hänt, vad kräver avtalet och vad har ni gjort hittills? Står i brevet."),
        rows=6,
    )
    proportionality = text_field(
        __("Varför åtgärden är proportionerlig"),
        __("Hur allvarlig och långvarig är bristen? Varför räcker inget mildare steg?"),
    )
    findings = forms.MultipleChoiceField(
        label=__("Brister som sanktionen grundar sig på"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    line_count = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST_LINES)

    def __init__(self, offered: Offered, *args: Any, line_count: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        self._lines = line_count if offered.has_lines else 0
        self.initial["line_count"] = self._lines
        findings = self.fields["findings"]
        assert isinstance(findings, forms.MultipleChoiceField)
        findings.choices = [(str(row.pk), _finding_label(row)) for row in offered.findings]
        for number in range(self._lines):
            self._add_line(number)

    def _add_line(self, number: int) -> None:
        made: dict[str, forms.Field] = {
            "finding": forms.ChoiceField(
                label=_("Brist"), choices=_finding_choices(self.offered), required=False
            ),
            "unit": forms.ModelChoiceField(
                self.offered.units,
                label=_("Verksamhet"),
                required=False,
                empty_label=_("Hela kontraktet"),
            ),
            "ground": forms.CharField(
                label=_("Grund"),
                help_text=_("Till exempel ”Obemannat pass”. Tomt: bristens text."),
                required=False,
            ),
            "period_from": forms.DateField(label=_("Från"), required=False),
            "period_to": forms.DateField(label=_("Till och med"), required=False),
            "quantity": forms.DecimalField(
                label=_("Antal"), required=False, max_digits=10, decimal_places=2
            ),
            "rate": money_field(_("Kronor per styck")),
            "amount": money_field(_("Eller belopp i kronor"), _("Till exempel 12 500,50.")),
        }
        for name in _LINE_FIELDS:
            self.fields[f"line-{number}-{name}"] = made[name]

    @property
    def line_rows(self) -> list[LineRow]:
        """Return the fields of each line, for the page."""
        return [
            LineRow(number + 1, [self[f"line-{number}-{name}"] for name in _LINE_FIELDS])
            for number in range(self._lines)
        ]

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """Return the fields that are not of a line and not hidden."""
        names = ["reasons", "proportionality", *(["findings"] if self.offered.findings else [])]
        return [self[name] for name in names]

    def facts(self) -> ProposalFacts:
        """Return what was typed; a line with nothing in it is no line."""
        said = self.cleaned_data
        lines = [self._line(number) for number in range(self._lines)]
        return ProposalFacts(
            step=self.offered.step,
            reasons=said["reasons"],
            proportionality=said["proportionality"],
            findings=[row for row in self.offered.findings if str(row.pk) in said["findings"]],
            lines=[line for line in lines if line is not None],
        )

    def _line(self, number: int) -> LineFacts | None:
        said = {name: self.cleaned_data.get(f"line-{number}-{name}") for name in _LINE_FIELDS}
        if all(value in {None, ""} for value in said.values()):
            return None
        by_key = {str(finding.pk): finding for finding in self.offered.findings}
        finding = by_key.get(said.pop("finding") or "")
        ground = said.pop("ground") or (finding.text[:200] if finding else "")
        unit = said.pop("unit") or (finding.unit if finding else None)
        return LineFacts(Claim(ground, **said), unit=unit, finding=finding)


def _finding_label(finding: Any) -> str:
    text = f"{finding.followup.number}: {finding.text}"
    if finding.remedied_on:
        return _("%(text)s (avhjälpt %(day)s)") % {"text": text, "day": finding.remedied_on}
    return text


def _finding_choices(offered: Offered) -> list[tuple[str, str]]:
    rest = [(str(finding.pk), _finding_label(finding)[:120]) for finding in offered.findings]
    return [("", _("Ingen av dem")), *rest]


def proposed(sanction: Sanction, lines: Sequence[SanctionLine]) -> dict[str, Any]:
    """Return what a proposal says, for the form that changes it."""
    said: dict[str, Any] = {
        "version": sanction.version,
        "reasons": sanction.reasons,
        "proportionality": sanction.proportionality,
    }
    for number, line in enumerate(lines):
        reckoned = line.quantity is not None
        values = {
            "finding": str(line.finding_id or ""),
            "unit": line.unit_id,
            "ground": line.ground,
            "period_from": line.period_from,
            "period_to": line.period_to,
            "quantity": line.quantity,
            "rate": line.rate,
            "amount": None if reckoned else line.proposed,
        }
        said |= {f"line-{number}-{name}": value for name, value in values.items()}
    return said


def line_count_of(data: Mapping[str, Any]) -> int:
    """Return how many lines the page had; never more than a proposal may have."""
    said = str(data.get("line_count", ""))
    return min(int(said), MOST_LINES) if _COUNT.fullmatch(said) else 0


def typed_again(data: QueryDict) -> dict[str, Any]:
    """Return what was typed so far, to show it again with more lines; nothing is checked."""
    return {name: data[name] for name in data} | {"findings": data.getlist("findings")}
