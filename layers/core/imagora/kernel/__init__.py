"""The ground: configuration, ids, time, errors, text, cursors. Imports nothing of the other rooms."""
