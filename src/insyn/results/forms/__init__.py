"""Forms of results: which boards, which time, and what to look at."""
