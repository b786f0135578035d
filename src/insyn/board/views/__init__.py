"""Pages about matters for the board and Word layouts."""
