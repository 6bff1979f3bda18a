"""Notifications: what others did that concerns somebody, grouped, told once, and gone after 90 days."""
