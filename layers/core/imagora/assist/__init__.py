"""The co-pilot: suggestions on the way from an idea to a post, by a text model or by the built-in assistant."""
