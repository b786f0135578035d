"""Where nobody new is placed: read by everybody with a role."""

from tests.doors import OPEN, Door

DOORS = {"registry:intake_stops": Door(cilla=OPEN, system_admin=OPEN)}
