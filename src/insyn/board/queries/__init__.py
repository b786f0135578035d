"""Reading matters, what their papers say, and Word layouts."""
