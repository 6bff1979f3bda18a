"""What pictures cost people and the instance: plans, wallets, a ledger with two sides to every entry, ceilings."""
