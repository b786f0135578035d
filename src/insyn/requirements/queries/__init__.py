"""Questions about requirements, packs and quality areas."""
