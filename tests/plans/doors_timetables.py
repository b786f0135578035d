"""The addresses of the views of a plan."""

from tests.doors import Door
from tests.plans.doors_activities import plan

VIEWS = ("timetable", "year_wheel", "area_matrix", "agreement_matrix", "stage_table", "hours")

DOORS = {f"plans:{view}": Door(kwargs=plan) for view in VIEWS}
