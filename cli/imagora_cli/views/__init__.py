"""What the API's documents look like to a person. Every text of theirs passes `hygiene` here."""
