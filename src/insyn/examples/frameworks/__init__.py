"""The framework agreements of a board's plans for 2020 and 2024, taken into the register."""

from insyn.examples.frameworks.building import build
from insyn.examples.frameworks.told import Told, read_told

__all__ = ["Told", "build", "read_told"]
