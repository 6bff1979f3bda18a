"""The Chalice application: made, and its resources registered. Everything else is in `chalicelib` and `imagora`."""

from __future__ import annotations

import gc

gc.disable()  # what is imported stays: looking for garbage meanwhile is a fortieth of a cold start, and finds none

from chalicelib.application import Application  # noqa: E402
from chalicelib.resources import RESOURCES  # noqa: E402

app = Application(app_name="imagora")

for resource in RESOURCES:
    app.register_blueprint(resource.blueprint)

gc.freeze()
gc.enable()
