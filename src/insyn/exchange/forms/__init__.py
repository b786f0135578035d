"""Forms of lists in. They read and tidy; services decide."""
