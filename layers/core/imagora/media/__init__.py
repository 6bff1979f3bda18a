"""Pictures: uploads, sanitising, renditions, and the way from processing to ready, held or rejected."""
