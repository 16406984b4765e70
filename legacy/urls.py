"""Addresses of the pages about the old database."""

from django.urls import path

from legacy.views import index, jobs, runs

app_name = "legacy"
urlpatterns = [
    path("", index.index, name="index"),
    path("imports/", jobs.start_import, name="start_import"),
    path("jobs/<int:pk>/", jobs.job, name="job"),
    path("jobs/<int:pk>/cancel/", jobs.job_cancel, name="job_cancel"),
    path("runs/<int:pk>/", runs.run, name="run"),
    path("runs/<int:pk>/rejects.csv", runs.rejects, name="rejects"),
    path("runs/<int:pk>/undo/", runs.undo, name="undo"),
    path("rows/<slug:target>/<int:pk>/", index.row, name="row"),
]
