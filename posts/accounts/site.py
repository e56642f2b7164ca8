from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from . import second_factor

DESKS = 20  # pages under way that the first page of the admin shows


class NewsroomSite(AdminSite):
    """The admin, whose every view asks for both factors, with pages about accounts."""

    def has_permission(self, request):
        return second_factor.is_signed_in(request.user)

    def get_urls(self):
        # Not above: Django loads this module before any model.
        from . import account_views, invitation_views, sign_in_views

        def inside(address, view):
            return path(address, self.admin_view(view), name=view.__name__)

        def before(address, view):
            return path(address, view, name=view.__name__)

        return [
            before("second-step/", sign_in_views.second_step),
            before("second-factor/", sign_in_views.set_up),
            before("forgotten/", invitation_views.forgotten),
            before("invitation/<str:token>/", invitation_views.accept),
            before("signed-in/", account_views.signed_in),
            inside("account/", account_views.account),
            inside("account/recovery-codes/", account_views.recovery_codes),
            inside("account/remove-factor/", account_views.remove_factor),
            inside("account/sign-out/", account_views.sign_out_everywhere),
            *(each for each in super().get_urls() if not _tells_addresses(each)),
        ]

    def index(self, request, extra_context=None):
        """Django's, with the way to the desk of each page that is under way."""
        from posts.models import LivePage

        desks = LivePage.objects.none()
        if request.user.has_perm("posts.view_post"):
            desks = LivePage.objects.under_way()[:DESKS]
        return super().index(request, {"desks": desks, **(extra_context or {})})

    @method_decorator(never_cache)
    def login(self, request, extra_context=None):
        """The sign-in form; whoever is signed in already goes on to the index."""
        from .sign_in_views import SignInView

        index = reverse("admin:index", current_app=self.name)
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(index)
        context = {
            **self.each_context(request),
            "title": "Log in",
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
            "has_mail": bool(settings.EMAIL_URL),
            **(extra_context or {}),
        }
        request.current_app = self.name
        return SignInView.as_view(extra_context=context, next_page=index)(request)

    def password_change(self, request, extra_context=None):
        """The form for a new password of one's own."""
        from .account_views import NewPasswordView

        context = {**self.each_context(request), **(extra_context or {})}
        request.current_app = self.name
        return NewPasswordView.as_view(extra_context=context)(request)


def _tells_addresses(url):
    """Django's way to any object's address, of a draft, too, for all of the staff.

    Our own links say where they lead.
    """
    return getattr(url, "name", "") == "view_on_site"
