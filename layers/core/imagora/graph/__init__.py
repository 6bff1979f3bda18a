"""Who follows whom, and who asks to."""
