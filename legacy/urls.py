"""Addresses of the pages about the old database."""

from django.urls import path

from legacy import views

app_name = "legacy"
urlpatterns = [
    path("", views.index, name="index"),
    path("runs/<int:pk>/", views.run, name="run"),
    path("runs/<int:pk>/rejects.csv", views.rejects, name="rejects"),
    path("rows/<slug:target>/<int:pk>/", views.row, name="row"),
]
