"""Programme and plan: what will be followed up, when, how and by whom."""
