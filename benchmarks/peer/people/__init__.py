"""The peer's Django application: posts by Django's users."""
