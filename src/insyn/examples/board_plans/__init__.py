"""Three boards' plans, built anew through the services from their facts."""

from insyn.examples.board_plans.building import Built, build
from insyn.examples.board_plans.papers import write_all
from insyn.examples.board_plans.reading import NAMES, read_plan
from insyn.examples.board_plans.telling import tell

__all__ = ["NAMES", "Built", "build", "read_plan", "tell", "write_all"]
