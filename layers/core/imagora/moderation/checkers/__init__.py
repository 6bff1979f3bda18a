"""What looks at texts and pictures before people do: one port, an adapter a provider, and the judge over them."""
