"""All slices, built and connected: the one place that knows every room."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from vivavoce.app.bus_status import BusStatus
from vivavoce.app.foundation import Foundation
from vivavoce.app.runs.hear import HearPlan
from vivavoce.app.runs.run import Kind
from vivavoce.app.wiring.access import Access, NamedDesk, build_access
from vivavoce.app.wiring.assessment import Assessment, build_assessment, read_assessments
from vivavoce.app.wiring.delivery import Delivery, build_delivery
from vivavoce.app.wiring.hiring import Hiring, Neighbours, build_hiring
from vivavoce.app.wiring.insight import Insight, build_insight
from vivavoce.app.wiring.intake import (
    Intakes,
    SignedInRooms,
    build_intakes,
    build_signed_in_rooms,
)
from vivavoce.app.wiring.live import Live, build_live
from vivavoce.app.wiring.livekit import LiveKit, build_livekit
from vivavoce.app.wiring.media import Filmed, Media, build_belongings, build_media
from vivavoce.app.wiring.panel import Panel, build_panel
from vivavoce.app.wiring.phone import CallsOfInterviews, CallsToo, Phone, build_phone
from vivavoce.app.wiring.planning import Planning, build_planning, has_model, read_plans
from vivavoce.app.wiring.policies import TenantPolicies
from vivavoce.app.wiring.practice import Practice, PracticeNeeds, build_practice
from vivavoce.app.wiring.practice.room import build_rooms
from vivavoce.app.wiring.retention import retained_data
from vivavoce.app.wiring.runs import build_runs, done_outside
from vivavoce.app.wiring.staff_mail import MailToStaff
from vivavoce.app.wiring.tenancy import Tenancy, build_tenancy
from vivavoce.app.wiring.voice import Voice, offer_of
from vivavoce.media.domain.film import FILM_TEXT


@dataclass(frozen=True, slots=True)
class Slices:
    """The product, ready to be served by roles."""

    tenancy: Tenancy
    delivery: Delivery
    access: Access
    hiring: Hiring
    planning: Planning
    live: Live
    assessment: Assessment
    panel: Panel
    practice: Practice
    media: Media
    runs: APIRouter
    """The runs API: the gateway and the agents serve it."""
    outside: frozenset[Kind]
    """What somebody outside does here."""
    outside_plans: HearPlan
    bus: BusStatus
    insight: Insight
    rooms: SignedInRooms
    intake: Intakes
    voice: Voice | None
    """What gives talks their sound; None where they are held in writing only."""
    phone: Phone
    livekit: LiveKit


def build_slices(on: Foundation, voice: Voice | None = None) -> Slices:
    """Connect every consumer's port to its provider's facade; without ``voice`` all talks are in writing.

    One list in the order of need, without a branch: parts of it would only hand the same slices on.
    """
    delivery = build_delivery(on)
    tenancy = build_tenancy(on, delivery.post)
    policies = TenantPolicies(tenancy.reader, asks_for_codes=on.settings.otp_required)
    offer = offer_of(voice)
    access = build_access(
        on,
        post=delivery.post,
        policy=policies,
        voice=offer,
        film=FILM_TEXT,
        expect=voice.sounds.get_ready if voice else None,
    )
    plans = read_plans(on)
    live = build_live(on, plans=plans, audit=tenancy.audit, sounds=voice.sounds if voice else None)
    hiring = build_hiring(
        on,
        Neighbours(
            announcer=delivery.announcer,
            callbacks=delivery.callback_gate,
            audit=tenancy.audit,
            doors=access.doors,
            calls=CallsOfInterviews(on),
            plans=plans,
            assessments=read_assessments(on),
            talks=live.desk,
            policy=policies,
            belongings=CallsToo(on, build_belongings(on)),
            retained=retained_data(on, plans),
            staff_mail=MailToStaff(
                tenancy.members, delivery.post, console_url=on.settings.gateway_url
            ),
        ),
        has_model=has_model(on.settings),
    )
    access.desk.desk = NamedDesk(hiring.desk, tenancy.reader)
    live.staff.names.desk = hiring.desk
    outside = done_outside(on.settings)
    planning = build_planning(on, desk=hiring.desk)
    assessment = build_assessment(on, desk=hiring.desk, plans=plans, transcripts=live.transcripts)
    panel = build_panel(on, desk=hiring.desk, plans=plans, feed=live.panel)
    runs = build_runs(on, hiring, planning, assessment, audit=tenancy.audit, outside=outside)
    practice = build_practice(
        on,
        PracticeNeeds(
            tenancy=tenancy,
            hiring=hiring,
            planning=planning,
            plans=plans,
            stories=live.stories,
            assessments=read_assessments(on),
            voice=offer,
        ),
    )
    practice_rooms = build_rooms(
        on,
        owners=practice.sessions.owners,
        hiring=hiring,
        sessions=live.desk,
        plans=plans,
        voice=offer,
    )
    intake = build_intakes(on, hiring=hiring, tenancy=tenancy, stories=live.stories)
    rooms = build_signed_in_rooms(
        on,
        intake,
        practice=practice_rooms,
        hiring=hiring,
        sessions=live.desk,
        plans=plans,
        voice=offer,
    )
    phone = build_phone(
        on,
        desk=hiring.desk,
        tenants=tenancy.reader,
        sessions=live.desk,
        log=live.calls,
        plans=plans,
        audit=tenancy.audit,
        voice=voice,
    )
    media = build_media(
        on,
        owners=practice.sessions.owners,
        desk=hiring.own,
        transcripts=live.transcripts,
        assigned=practice.sessions.book,
        filmed=Filmed(
            feed=live.film_feed, rules=policies, look=live.look(rooms), rates=tenancy.rates
        ),
    )
    live.films.films = media.films
    return Slices(
        tenancy=tenancy,
        delivery=delivery,
        access=access,
        hiring=hiring,
        planning=planning,
        live=live,
        assessment=assessment,
        panel=panel,
        practice=practice,
        media=media,
        runs=runs,
        outside=outside,
        outside_plans=HearPlan(
            planning.accept, hiring.handlers.on_plan_generated, is_open="plan" in outside
        ),
        bus=BusStatus(on),
        insight=build_insight(on, delivery=delivery, audit=tenancy.audit),
        rooms=rooms,
        intake=intake,
        voice=voice,
        phone=phone,
        livekit=build_livekit(on, admit=live.door.admit, rooms=rooms, calls=phone.in_rooms),
    )
