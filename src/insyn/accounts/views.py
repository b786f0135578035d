"""Pages about oneself and about members."""

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts import forms, http, services
from insyn.accounts.http import OpenRequest, Request
from insyn.accounts.models import ColorMode, Membership
from insyn.accounts.queries import lines_of, managed_members, members_list
from insyn.accounts.rules import safe_next
from insyn.kernel.access import Permission, Role
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.sentences import said

PAGE_LENGTH = 50


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was sent without its seal, usually an old page after a new log-in."""
    del reason
    return render(request, "403_csrf.html", status=403)


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
@sensitive_post_parameters("password")
def log_in(request: OpenRequest) -> HttpResponse:
    """Ask for user name and password, and send the user on."""
    next_path = request.POST.get("next") or request.GET.get("next", "")
    if request.user.is_authenticated:
        return redirect(safe_next(next_path) or "portal:start")
    form = forms.LogInForm(request, data=request.POST or None)
    if form.is_valid():
        user = form.get_user()
        answer = http.welcome(request, user, next_path=next_path)
        services.note_log_in(request.access, user)
        return answer
    if form.was_tried:
        is_locked = bool(getattr(request, "axes_locked_out", False))
        name = form.cleaned_data.get("username", "")
        services.note_failed_log_in(request.access, username=name, is_locked=is_locked)
    context = {"form": form, "next": safe_next(next_path), "kept": http.kept_for_somebody(request)}
    return render(request, "accounts/login.html", context)


@require_POST
def log_out(request: Request) -> HttpResponse:
    """End the session and forget who was last logged in here."""
    services.note_log_out(request.access, request.user)
    language = request.user.language
    logout(request)
    request.session[http.LANGUAGE_KEY] = language
    messages.success(request, _("Du har loggat ut."))
    answer = redirect("accounts:login")
    answer.delete_cookie(http.LAST_COOKIE)
    return answer


@require_POST
@login_not_required
def language(request: OpenRequest) -> HttpResponse:
    """Speak the chosen language from now on."""
    form = forms.LanguageForm(request.POST)
    if form.is_valid():
        chosen = form.cleaned_data["language"]
        request.session[http.LANGUAGE_KEY] = chosen
        if request.user.is_authenticated:
            services.choose_language(request.user, chosen)
    return redirect(safe_next(request.POST.get("next", "")) or "portal:start")


@require_POST
@login_not_required
def color_mode(request: OpenRequest) -> HttpResponse:
    """Use the chosen colours from now on."""
    form = forms.ColorModeForm(request.POST)
    if form.is_valid():
        chosen = ColorMode(form.cleaned_data["color_mode"])
        request.session[http.COLOR_KEY] = chosen
        if request.user.is_authenticated:
            services.choose_color_mode(request.user, chosen)
    return redirect(safe_next(request.POST.get("next", "")) or "portal:start")


@require_GET
def profile(request: Request) -> HttpResponse:
    """Show the asker their own roles and settings."""
    user = request.user
    held = Membership.objects.filter(user=user).current(clock.today())
    context = {
        "memberships": held.select_related("authority__municipality"),
        "language_form": forms.LanguageForm(initial={"language": user.language}),
        "color_form": forms.ColorModeForm(initial={"color_mode": user.color_mode}),
    }
    return render(request, "accounts/profile.html", context)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("old_password", "new_password1", "new_password2")
def password(request: Request) -> HttpResponse:
    """Let the asker choose a new password; the first one leads on to where they were going."""
    next_path = safe_next(request.POST.get("next") or request.GET.get("next", ""))
    is_first = request.user.must_change_password
    form = forms.NewPasswordForm(request.user, request.POST or None)
    if form.is_valid():
        chosen = form.cleaned_data["new_password1"]
        services.change_password(request.access, request.user, new_password=chosen)
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Lösenordet är bytt."))
        return redirect((next_path or "portal:start") if is_first else "accounts:profile")
    context = {"form": form, "next": next_path, "rules": password_validators_help_texts()}
    return render(request, "accounts/password.html", context)


@require_http_methods(["GET", "POST"])
def kept(request: Request) -> HttpResponse:
    """Show what the asker sent after their session had ended; a POST throws it away."""
    found = http.kept_of(request)
    if found is None:
        return redirect("portal:start")
    if request.method == "POST":
        http.throw_away(request)
        messages.success(request, _("Det du hade skrivit är slängt."))
        return redirect(found.page or "portal:start")
    context = {"kept": found, "lines": lines_of(found)}
    return render(request, "accounts/kept.html", context)


@require_GET
def members(request: Request) -> HttpResponse:
    """List the people of the authorities that the asker manages."""
    _require_manager(request)
    filters = forms.MemberFilter(request.access, request.GET)
    sort = request.GET.get("sort", "")
    rows = members_list(request.access, filters.chosen, today=clock.today(), sort=sort)
    page = Paginator(rows, PAGE_LENGTH).get_page(request.GET.get("page"))
    return render(request, "accounts/members.html", {"filters": filters, "page": page})


@require_http_methods(["GET", "POST"])
def member_add(request: Request) -> HttpResponse:
    """Give somebody a role in an authority, with a new account if need be."""
    _require_manager(request)
    form = forms.MemberForm(request.access, request.POST or None)
    if form.is_valid():
        try:
            return _added(request, form)
        except RuleViolation as no:
            form.refuse(no)
    return render(request, "accounts/member_add.html", {"form": form})


def _added(request: Request, form: forms.MemberForm) -> HttpResponse:
    authority, role = form.cleaned_data["authority"], Role(form.cleaned_data["role"])
    if form.is_new:
        new = services.add_person(request.access, authority, role=role, person=form.person)
        return _show_once(request, new.membership, new.one_time_password)
    membership = services.add_member(
        request.access, authority, role=role, username=form.cleaned_data["username"]
    )
    messages.success(request, _("%(person)s har fått rollen.") % {"person": membership.user})
    return redirect("accounts:members")


def _show_once(request: Request, membership: Membership, secret: str) -> HttpResponse:
    """Show a one-time password in the answer itself, so that it is stored nowhere."""
    context = {"membership": membership, "one_time_password": secret}
    return render(request, "accounts/one_time_password.html", context)


@require_GET
def member(request: Request, pk: int) -> HttpResponse:
    """Show one membership and what can be done with it."""
    membership = get_object_or_404(managed_members(request.access), pk=pk)
    return render(request, "accounts/member.html", _member_context(membership))


def _member_context(membership: Membership) -> dict[str, object]:
    return {
        "membership": membership,
        "is_current": membership.is_current(clock.today()),
        "role_form": forms.RoleForm(initial={"role": membership.role}),
        "end_form": forms.EndForm(),
    }


@require_POST
def member_role(request: Request, pk: int) -> HttpResponse:
    """Give the member another role instead of this one."""
    membership = get_object_or_404(managed_members(request.access), pk=pk)
    form = forms.RoleForm(request.POST)
    if form.is_valid():
        try:
            role = Role(form.cleaned_data["role"])
            changed = services.change_role(request.access, membership, role=role)
        except RuleViolation as no:
            form.refuse(no)
        else:
            messages.success(request, _("Rollen är ändrad från och med i dag."))
            return redirect("accounts:member", changed.pk)
    return render(
        request, "accounts/member.html", _member_context(membership) | {"role_form": form}
    )


@require_POST
def member_end(request: Request, pk: int) -> HttpResponse:
    """End the membership."""
    membership = get_object_or_404(managed_members(request.access), pk=pk)
    form = forms.EndForm(request.POST)
    if form.is_valid():
        try:
            services.end_membership(request.access, membership, **form.cleaned_data)
        except RuleViolation as no:
            form.refuse(no)
        else:
            messages.success(request, _("Uppdraget är avslutat."))
            return redirect("accounts:members")
    return render(request, "accounts/member.html", _member_context(membership) | {"end_form": form})


@require_POST
def member_password(request: Request, pk: int) -> HttpResponse:
    """Give the member a new one-time password, for one who has forgotten theirs."""
    membership = get_object_or_404(managed_members(request.access), pk=pk)
    try:
        whose = request.access_of(membership.user)
        secret = services.renew_password(request.access, membership, whose=whose)
    except RuleViolation as no:
        messages.error(request, said(no))
        return redirect("accounts:member", pk)
    return _show_once(request, membership, secret)


def _require_manager(request: Request) -> None:
    if not request.access.mandates:
        raise Http404
    request.access.require_somewhere(Permission.MANAGE_MEMBERS)
