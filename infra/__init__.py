"""What Imagora runs on: the laptop stack (`infra.local`) and what a deployment needs."""
