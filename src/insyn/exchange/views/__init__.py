"""Pages of lists in and out."""
