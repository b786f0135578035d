"""Forms about matters for the board and Word layouts. They read and tidy; services decide."""
