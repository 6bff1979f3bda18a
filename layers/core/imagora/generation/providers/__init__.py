"""Image generation behind one port; an adapter a provider."""
