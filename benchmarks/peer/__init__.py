"""(b) A peer: django-activity-stream on PostgreSQL, on the same social graph."""
