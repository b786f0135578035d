"""A board that coordinates others: instructions, samples, reporting in, network meetings."""
