"""The single table: its connection, how keys are spelt, reading, paging, transactions. Knows no item of any room."""
