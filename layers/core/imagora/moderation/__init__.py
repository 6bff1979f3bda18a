"""What is allowed: the rulebook, and the word rules that refuse the plainest breaches of it."""
