"""Addresses of the pages about the old database."""

from django.urls import path

from legacy.views import editing, index, jobs, maps, runs

app_name = "legacy"
urlpatterns = [
    path("", index.index, name="index"),
    path("imports/", jobs.start_import, name="start_import"),
    path("jobs/<int:pk>/", jobs.job, name="job"),
    path("jobs/<int:pk>/cancel/", jobs.job_cancel, name="job_cancel"),
    path("jobs/<int:pk>/rejects.csv", runs.trial_rejects, name="trial_rejects"),
    path("map/", maps.map_text, name="map"),
    path("map/upload/", maps.map_upload, name="map_upload"),
    path("map/understand/", maps.understand, name="understand"),
    path("map/suggestions/<int:pk>/", maps.take_suggestion, name="take_suggestion"),
    path("map/versions/", maps.versions, name="map_versions"),
    path("map/versions/<int:pk>/", maps.version, name="map_version"),
    path("map/versions/<int:pk>/legacy.toml", maps.download, name="map_download"),
    path("map/versions/<int:pk>/restore/", maps.restore, name="map_restore"),
    path("map/<slug:target>/<int:number>/", editing.edit, name="source_edit"),
    path("map/<slug:target>/<int:number>/look/", editing.look, name="source_look"),
    path("map/<slug:target>/<int:number>/remove/", editing.remove, name="source_remove"),
    path("runs/<int:pk>/", runs.run, name="run"),
    path("runs/<int:pk>/rejects.csv", runs.rejects, name="rejects"),
    path("runs/<int:pk>/undo/", runs.undo, name="undo"),
    path("rows/<slug:target>/<int:pk>/", index.row, name="row"),
]
