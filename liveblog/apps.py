from django.contrib.admin.apps import AdminConfig


class NewsroomAdminConfig(AdminConfig):
    """Django's admin, whose every view asks for both factors."""

    default_site = "posts.accounts.site.NewsroomSite"
