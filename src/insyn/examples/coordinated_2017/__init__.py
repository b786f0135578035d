"""The coordinated follow-up of 2017, built anew through the services from its facts."""

from insyn.examples.coordinated_2017.facts import read_facts
from insyn.examples.coordinated_2017.papers import write_all
from insyn.examples.coordinated_2017.told import tell
from insyn.examples.coordinated_2017.year import Built, build

__all__ = ["Built", "build", "read_facts", "tell", "write_all"]
