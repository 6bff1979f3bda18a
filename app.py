"""The Chalice application: made, and its resources registered. Everything else is in `chalicelib` and `imagora`."""

from __future__ import annotations

from chalicelib.application import Application
from chalicelib.resources import RESOURCES

app = Application(app_name="imagora")

for resource in RESOURCES:
    app.register_blueprint(resource.blueprint)
