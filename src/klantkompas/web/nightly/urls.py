"""Addresses of the snapshots."""

from django.urls import path

from klantkompas.web.nightly import views

urlpatterns = [
    path("analyse", views.analyse, name="analyse"),
    path("snapshots", views.snapshots, name="snapshots"),
    path("snapshots/<int:pk>", views.snapshot, name="snapshot"),
    path("snapshots/<int:pk>/<str:name>", views.snapshot_file, name="snapshot_file"),
]
