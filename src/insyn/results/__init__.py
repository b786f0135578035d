"""Results and statistics: what all follow-ups add up to, each figure down to its rows."""
