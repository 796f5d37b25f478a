"""Builds organizations: their settings, the first administrator and the demo."""

from __future__ import annotations

from vivavoce.app.wiring.policies import (
    ACCENT_COLOR,
    AUTO_APPROVE_PLANS,
    CONTACT_EMAIL,
    DECISION_DUE_HOURS,
    DECISION_NEWS_SENT,
    DECISIONS_EXPLAINED,
    DEFAULT_DECISION_DUE_HOURS,
    EMAIL_FOOTER,
    EMBED_ORIGINS,
    EMBED_REPLACES_OTP,
    LANGUAGE,
    LEADERBOARD,
    LEADERBOARD_RULES,
    OTP_REQUIRED,
    REMINDERS_SENT,
    REPLY_DAYS,
    RETRY_REJECTED_PLANS,
    REVIEW_ALLOWED,
    SECOND_DECIDER_REQUIRED,
    SELECTION_GROUP_MINIMUM,
    TIME_ZONE,
    VIDEO_ALLOWED,
    VOICE_RECORDING_ALLOWED,
    VOLUNTARY_QUESTIONS,
)
from vivavoce.app.wiring.tenancy.adapters import TenancyAdapters
from vivavoce.contracts.profiles import RETENTION_DEFAULTS
from vivavoce.hiring.domain.selection_rates import DEFAULT_GROUP_SIZE
from vivavoce.hiring.domain.voluntary_questions import QUESTION_SETS
from vivavoce.kernel.translation import list_languages
from vivavoce.tenancy.domain.branding import check_accent_color, check_email_footer
from vivavoce.tenancy.domain.embed_origins import check_embed_origins
from vivavoce.tenancy.domain.form_fields import check_optional_email, check_optional_time_zone
from vivavoce.tenancy.usecases.create_organization import CreateAdmin, SeedDemoTenant
from vivavoce.tenancy.usecases.manage_organization import ManageTenantSettings


def build_rules(adapters: TenancyAdapters) -> ManageTenantSettings:
    """Return the settings of an organization with their defaults and checks."""
    return ManageTenantSettings(
        open_work=adapters.platform.open_work,
        tenants=adapters.tenants,
        audit_log=adapters.audit_log,
        defaults={
            AUTO_APPROVE_PLANS: False,
            OTP_REQUIRED: adapters.platform.settings.otp_required,
            RETRY_REJECTED_PLANS: False,
            SECOND_DECIDER_REQUIRED: False,
            VIDEO_ALLOWED: True,
            VOICE_RECORDING_ALLOWED: False,
            REVIEW_ALLOWED: True,
            DECISIONS_EXPLAINED: False,
            REMINDERS_SENT: True,
            DECISION_NEWS_SENT: False,
            EMBED_REPLACES_OTP: False,
        },
        choices={
            LANGUAGE: list_languages(),
            LEADERBOARD: LEADERBOARD_RULES,
            VOLUNTARY_QUESTIONS: QUESTION_SETS,
        },
        numbers={
            **RETENTION_DEFAULTS,
            REPLY_DAYS: 0,
            DECISION_DUE_HOURS: DEFAULT_DECISION_DUE_HOURS,
            SELECTION_GROUP_MINIMUM: DEFAULT_GROUP_SIZE,
        },
        texts={
            CONTACT_EMAIL: check_optional_email,
            TIME_ZONE: check_optional_time_zone,
            ACCENT_COLOR: check_accent_color,
            EMAIL_FOOTER: check_email_footer,
        },
        lists={EMBED_ORIGINS: check_embed_origins},
    )


def build_create_admin(adapters: TenancyAdapters) -> CreateAdmin:
    """Return what creates an organization with its first administrator."""
    return CreateAdmin(
        open_work=adapters.platform.open_work,
        lookup=adapters.identity_lookup,
        tenants=adapters.tenants,
        users=adapters.people,
        invitations=adapters.invitations,
        mail=adapters.mail,
        audit_log=adapters.audit_log,
        hash_token=adapters.hash_token,
        clock=adapters.platform.clock,
        ids=adapters.platform.ids,
        public_url=adapters.public_url,
    )


def build_seed_demo(adapters: TenancyAdapters) -> SeedDemoTenant:
    """Return what creates the demo organization."""
    return SeedDemoTenant(
        open_work=adapters.platform.open_work,
        lookup=adapters.identity_lookup,
        tenants=adapters.tenants,
        users=adapters.people,
        api_keys=adapters.keyring,
        password_hasher=adapters.passwords,
        hash_token=adapters.hash_token,
        clock=adapters.platform.clock,
        ids=adapters.platform.ids,
        is_local=adapters.is_local,
    )
