"""Addresses of care."""

from django.urls import path

from klantkompas.web.care import complaint_views, offering_views, paper_views, public, relation_views, views

urlpatterns = [
    path("k/<str:token>", public.leave_a_name, name="leave_a_name"),
    path("compass", relation_views.compass_round, name="compass_round"),
    path("promises", relation_views.promise_list, name="promises"),
    path("promises/<int:pk>/kept", relation_views.keep_promise, name="keep_promise"),
    path("customers/<int:pk>/compass", relation_views.customer_compass, name="customer_compass"),
    path("customers/<int:pk>/offering", offering_views.customer_offering, name="customer_offering"),
    path("needs", offering_views.customer_needs, name="needs"),
    path("customers/<int:pk>/bond", relation_views.add_bond, name="add_bond"),
    path("customers/<int:pk>/promise", relation_views.add_promise, name="add_promise"),
    path("complaints", complaint_views.complaint_board, name="complaints"),
    path("complaints/change", complaint_views.change_complaints, name="change_complaints"),
    path("complaints/<int:pk>", complaint_views.complaint, name="complaint"),
    path("complaints/<int:pk>/letter", paper_views.complaint_letter, name="complaint_letter"),
    path("complaints/<int:pk>/<str:step>", complaint_views.complaint_step, name="complaint_step"),
    path("customers/<int:pk>/complaint", complaint_views.new_complaint, name="new_complaint"),
    path("cards", views.card_round, name="cards"),
    path("cards/skipped", offering_views.skipped, name="skipped"),
    path("cards/send", views.send_cards, name="send_cards"),
    path("cards/withdraw", views.withdraw_cards, name="withdraw_cards"),
    path("cards/letterhead", paper_views.letterhead, name="letterhead"),
    path("callbacks", views.callbacks, name="callbacks"),
    path("callbacks/<int:pk>", views.callback, name="callback"),
    path("callbacks/<int:pk>/called", views.called_back, name="called_back"),
    path("callbacks/enlist", views.enlist_calls, name="enlist_calls"),
    path("callbacks/change", views.change_cause, name="change_cause"),
]
