"""Forms about signals. They read and tidy; services decide."""
