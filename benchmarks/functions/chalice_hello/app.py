"""The smallest Chalice application: what a cold start is compared with."""

from chalice import Chalice

app = Chalice(app_name="hello")


@app.route("/v1/feeds/home")
def hello():
    return {"hello": "world"}
