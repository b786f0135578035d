"""A city's equal terms of 2021: in-house services followed up as private ones, built anew."""

from insyn.examples.equal_terms_2021.building import Built, build
from insyn.examples.equal_terms_2021.facts import read_facts
from insyn.examples.equal_terms_2021.papers import write_all
from insyn.examples.equal_terms_2021.telling import tell

__all__ = ["Built", "build", "read_facts", "tell", "write_all"]
