from django.conf import settings


def publication(request):
    """The newsroom's name, for the masthead; touches no session and no user."""
    return {"publication_name": settings.PUBLICATION_NAME}
