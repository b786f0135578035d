"""Lists in and out: every kind of list is taken in and given out with the same columns."""
