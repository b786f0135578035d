"""Register checks with proof."""
