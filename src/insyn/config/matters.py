"""What a matter for the board is about when it is not a plan."""

from insyn.board.services.subjects import Subject
from insyn.reports.queries.matters import told_of_matter
from insyn.reports.services.matters import carry_over, check_before_issue

REPORTS = Subject(check=check_before_issue, decided=carry_over, told=told_of_matter)
