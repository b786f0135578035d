"""How long the register's own texts may be, and which ranks there are. Pure."""

LONGEST_LOT = 150
LONGEST_CASE_NUMBER = 60
LOWEST_RANK, HIGHEST_RANK = 1, 999
