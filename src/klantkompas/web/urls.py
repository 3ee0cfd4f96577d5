"""All addresses of the application."""

from django.urls import include, path

urlpatterns = [
    path("", include("klantkompas.web.nightly.urls")),
    path("", include("klantkompas.web.post.urls")),
    path("", include("klantkompas.web.care.urls")),
    path("", include("klantkompas.web.customers.urls")),
    path("", include("klantkompas.web.staff.urls")),
    path("account/", include("allauth.urls")),
]
