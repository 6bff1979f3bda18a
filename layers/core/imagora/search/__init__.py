"""Search: posts by their words, tags by how they begin, people by their handles and names."""
