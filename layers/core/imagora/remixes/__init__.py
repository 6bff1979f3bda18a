"""Pictures made from pictures: who may, what came of it, credit to whom it was made from."""
