"""Forms of the register. They read and tidy; services decide."""
