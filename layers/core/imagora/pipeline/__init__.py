"""What ties the stages together: changes of the table into messages, messages into work, and what got stuck."""
