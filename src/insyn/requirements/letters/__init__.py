"""What the papers about requirements say."""
