"""Forms of risk and selection. They read and tidy; services decide."""
