"""Mail out: a durable queue, what went to whom, and the personal links that a letter carries."""
