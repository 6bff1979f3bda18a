"""Feeds: pointers pushed to followers, pulled for those whom too many follow, merged and hydrated when read."""
