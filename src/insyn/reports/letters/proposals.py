"""First texts for a joint report, said from its facts alone. Pure."""

from collections import Counter

from insyn.findings.rules import FindingKind
from insyn.followups.rules import BasisKind, Outcome
from insyn.papers.wording import swedish_date
from insyn.reports.rules import ReportFacts, ReportText
from insyn.reports.rules.general import listed


def proposed_texts(facts: ReportFacts) -> dict[ReportText, str]:
    """Return a first text for each place that can be said from the facts alone."""
    return {
        ReportText.BACKGROUND: _background(facts),
        ReportText.PLANNING: _planning(facts),
        ReportText.CARRYING_OUT: _carrying_out(facts),
        ReportText.REPORTING: (
            "Varje kommun har rapporterat sina uppföljningar i samma mall. Om ett område inte "
            "beskrivs har inga utvecklingsområden eller brister identifierats där."
        ),
        ReportText.FINANCIAL_CHECK: _checked(facts),
        ReportText.ANALYSIS: _analysis(facts),
    }


def _background(facts: ReportFacts) -> str:
    number = f" ({facts.agreement_case_number})" if facts.agreement_case_number else ""
    who = listed(facts.municipalities)
    return (
        f"{who} har avtalet {facts.agreement}{number}, som gäller från och med "
        f"{swedish_date(facts.agreement_starts_on)}. Under {facts.year} har ett urval av "
        "utförarna följts upp. Kommunen ska kontrollera och följa upp den verksamhet som privata "
        "utförare bedriver (kommunallagen 10 kap. 8 §)."
    )


def _planning(facts: ReportFacts) -> str:
    promised = sum(share.promised for share in facts.shares)
    said = [f"Tillsammans åtog sig kommunerna {promised} uppföljningar."] if promised else []
    if facts.lots_are_drawn:
        said.append("Avtalsområdena fördelades mellan kommunerna genom lottning.")
    return " ".join(said) or "Uppföljningen planerades av den ansvariga nämnden."


def _carrying_out(facts: ReportFacts) -> str:
    """Say only what the facts show, and what the system itself sees to in every follow-up."""
    bases = {basis.kind for followup in facts.followups for basis in followup.bases}
    said = [
        (
            "Uppföljningen utgår från kraven i avtalet. Enskilda personers ärenden har inte följts "
            "upp; det gör ansvariga socialsekreterare löpande."
        )
    ]
    if BasisKind.DOCUMENTS in bases:
        said.append("Handlingar som utförarna har skickat in har granskats.")
    if bases & {BasisKind.VISIT, BasisKind.MEETING}:
        said.append("Varje besök och möte gjordes av två uppföljare.")
    said.append(
        "Av sekretesskäl har varje kommun bara granskat genomförandeplaner i sina egna ärenden."
    )
    return " ".join(said)


def _checked(facts: ReportFacts) -> str:
    if not facts.checked_providers:
        return "Ingen ekonomisk kontroll har registrerats."
    said = (
        f"{facts.checked_providers} utförare har kontrollerats hos {listed(facts.check_sources)}."
    )
    if facts.unchecked_providers:
        said += f" Kontroll saknas för {listed(facts.unchecked_providers)}."
    if not facts.check_remarks:
        return said + " Inga anmärkningar framkom."
    return said + f" Anmärkningar framkom för {len(facts.check_remarks)} utförare, se tabellen."


def _complying_said(complying: int, followed_up: int) -> str:
    if not complying:
        return "Ingen av de uppföljda verksamheterna"
    if complying == followed_up == 1:
        return "Den uppföljda verksamheten"
    if complying == followed_up:
        return f"Alla {complying} uppföljda verksamheter"
    return f"{complying} av {followed_up} uppföljda verksamheter"


def _analysis(facts: ReportFacts) -> str:
    followups = facts.followups
    complying = sum(
        f.outcome in {Outcome.COMPLIES, Outcome.COMPLIES_AFTER_ACTION_PLAN} for f in followups
    )
    plans = sum(f.plan is not None for f in followups)
    said = [
        f"{_complying_said(complying, len(followups))} bedöms följa avtalets krav.",
        f"Åtgärdsplan har begärts i {plans} fall." if plans else "Ingen åtgärdsplan har begärts.",
    ]
    common = per_area(facts, FindingKind.DEVELOPMENT_AREA).most_common(3)
    if common:
        areas = listed([f"{area} ({number})" for area, number in common])
        said.append(f"Vanligast är utvecklingsområden inom {areas}.")
    return " ".join(said)


def per_area(facts: ReportFacts, kind: FindingKind) -> Counter[str]:
    """Return how many findings of the kind each area has, over all follow-ups."""
    return Counter(
        area
        for followup in facts.followups
        for area in {f.area for f in followup.findings if f.kind == kind}
    )
