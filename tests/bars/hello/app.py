"""The yardstick: the smallest Chalice application that answers a request."""

from chalice import Chalice

app = Chalice(app_name="hello")


@app.route("/hello")
def hello() -> dict[str, str]:
    return {"hello": "world"}
