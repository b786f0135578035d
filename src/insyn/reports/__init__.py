"""What the reports say, with locked figures that can be traced."""
