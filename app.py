"""The Chalice application, with its most wanted resource. Everything else is in `chalicelib` and `imagora`."""

from __future__ import annotations

import gc

gc.disable()  # what is imported stays: looking for garbage meanwhile is a fortieth of a cold start, and finds none

from chalicelib.application import Application  # noqa: E402

app = Application(app_name="imagora")
app.routes.load("feeds")  # what nearly everybody asks for first; the others come with their first request

gc.freeze()
gc.enable()
