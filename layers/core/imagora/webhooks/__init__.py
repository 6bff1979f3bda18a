"""An account's webhook: what happens to its generations is posted, signed, to an address of its own."""
