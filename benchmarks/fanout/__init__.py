"""Fan-out beyond one machine: a seeded simulation with AWS's published limits, from which the push limit is chosen."""
