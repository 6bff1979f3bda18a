"""Pictures in the terminal: by its own protocol where it has one, in half blocks where it has colours."""
