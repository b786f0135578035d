"""Taking lists in: kept, read, shown, then carried out or thrown away."""
