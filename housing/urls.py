"""Which address shows which page."""

urlpatterns: list = []
