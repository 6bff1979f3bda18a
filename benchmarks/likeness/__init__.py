"""(g) How surely a copied picture finds its original among a million works, and what the lookup costs."""
