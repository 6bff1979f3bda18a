"""Text models behind one port, and the assistant that asks one: instructions of ours, all others' words as data."""
