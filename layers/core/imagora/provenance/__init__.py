"""Where a picture comes from: what is claimed and signed, what others claimed, and which earlier work it looks like."""
