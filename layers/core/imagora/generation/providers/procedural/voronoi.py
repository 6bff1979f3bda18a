"""Voronoi cells on a jittered lattice: for each pixel the nearest point, by looking at nine neighbours."""

from __future__ import annotations

import numpy as np

from imagora.generation.providers.procedural.frame import Array, Frame


class Cells:
    """`seeds` (n, 2) as x, y in units; `owner` (h, w) the index of the nearest; `edge` (h, w) the distance in units
    to the border with the second nearest, halved differences: 0 on the border."""

    def __init__(self, frame: Frame, rng: np.random.Generator, size: float, *, jitter: float = 0.9) -> None:
        """`size` is the usual distance between seeds, in short sides."""
        columns, rows = int(np.ceil(frame.wide / size)) + 3, int(np.ceil(frame.high / size)) + 3
        grid_y, grid_x = np.mgrid[0:rows, 0:columns].astype(np.float32)
        loose = rng.uniform(-0.5, 0.5, (2, rows, columns)).astype(np.float32) * jitter
        seeds_x, seeds_y = (grid_x - 1 + 0.5 + loose[0]) * size, (grid_y - 1 + 0.5 + loose[1]) * size
        self.seeds = np.stack([seeds_x.ravel(), seeds_y.ravel()], axis=1)
        xs, ys = frame.xs()[None, :], frame.ys()
        home_x, home_y = (xs / size + 1).astype(np.int32), (ys / size + 1).astype(np.int32)
        best = np.full((frame.height, frame.width), 1e9, dtype=np.float32)
        second = best.copy()
        self.owner = np.zeros((frame.height, frame.width), dtype=np.int32)
        for dy in (-1, 0, 1):
            for dx in (-1, 0, 1):
                column = np.clip(home_x + dx, 0, columns - 1)
                row = np.clip(home_y + dy, 0, rows - 1)
                index = row * columns + column
                distance = (seeds_x.ravel()[index] - xs) ** 2 + (seeds_y.ravel()[index] - ys) ** 2
                closer = distance < best
                second = np.where(closer, best, np.where(index == self.owner, second, np.minimum(second, distance)))
                self.owner = np.where(closer, index, self.owner)
                best = np.where(closer, distance, best)
        self.nearest: Array = np.sqrt(best)
        self.edge: Array = (np.sqrt(second) - self.nearest).astype(np.float32)

    def averages(self, picture: Array) -> Array:
        """Mean colour of the picture in each cell; shape (n, 3). Cells outside get black."""
        flat = self.owner.ravel()
        count = np.maximum(np.bincount(flat, minlength=len(self.seeds)), 1)
        means = [np.bincount(flat, picture[..., c].ravel(), minlength=len(self.seeds)) / count for c in range(3)]
        return np.stack(means, axis=1).astype(np.float32)
