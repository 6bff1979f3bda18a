"""Posts: text and pictures that go out at once, or by themselves as soon as their pictures are ready."""
