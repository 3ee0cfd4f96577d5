"""Addresses of customers, their facts, and what is done for them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
