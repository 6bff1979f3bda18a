"""Where the speed and cost figures come from: `make bench` runs all parts and writes their pages in docs/."""
