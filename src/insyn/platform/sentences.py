"""What the rules say, in the reader's language."""

from django.utils.translation import gettext as _

from insyn.kernel.errors import RuleViolation
from insyn.kernel.sentences import Sentence, Words


def said(sentence: str | RuleViolation) -> str:
    """Return a sentence of a rule in the reader's language; one that is not known as it is."""
    text = sentence.args[0] if isinstance(sentence, RuleViolation) and sentence.args else sentence
    if isinstance(text, Sentence):
        facts = {name: _fact(value) for name, value in text.facts.items()}
        return _(text.text) % facts if facts else _(text.text)
    return "" if isinstance(text, RuleViolation) else str(text)


def _fact(value: str) -> str:
    """Return what stands in a place: our own words translated, what people typed as it is."""
    if not isinstance(value, Words):
        return said(value)
    *rest, last = [_(word) for word in value.words] or [""]
    if not rest:
        return last
    return _("%(words)s och %(last)s") % {"words": ", ".join(rest), "last": last}
