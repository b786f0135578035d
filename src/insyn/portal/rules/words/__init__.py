"""The nouns, verbs and facts of the trail, in Swedish. Pure."""

from insyn.portal.rules.words.fact_names import FactName
from insyn.portal.rules.words.nouns import Noun
from insyn.portal.rules.words.verbs import Verb

__all__ = ["FactName", "Noun", "Verb"]
