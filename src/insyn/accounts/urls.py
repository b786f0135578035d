"""Addresses of the app."""

from django.urls import path

from insyn.accounts import views

app_name = "accounts"
urlpatterns = [
    path("logga-in/", views.log_in, name="login"),
    path("logga-ut/", views.log_out, name="logout"),
    path("sprak/", views.language, name="language"),
    path("fargval/", views.color_mode, name="color_mode"),
    path("konto/", views.profile, name="profile"),
    path("konto/losenord/", views.password, name="password"),
    path("konto/sparat/", views.kept, name="kept"),
    path("medlemmar/", views.members, name="members"),
    path("medlemmar/ny/", views.member_add, name="member_add"),
    path("medlemmar/<int:pk>/", views.member, name="member"),
    path("medlemmar/<int:pk>/roll/", views.member_role, name="member_role"),
    path("medlemmar/<int:pk>/avsluta/", views.member_end, name="member_end"),
    path("medlemmar/<int:pk>/losenord/", views.member_password, name="member_password"),
]
