"""Builds live sessions: the log, this process's session host, the sockets and the sweep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter

from vivavoce.access.domain.consent_text import ConsentText
from vivavoce.app.platform import Platform
from vivavoce.app.wiring.planning import uses_model
from vivavoce.app.wiring.staff import StaffSlice, build_staff
from vivavoce.app.wiring.video import LateBoundRecordings
from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.contracts.interview import CandidateInterviewDetails
from vivavoce.contracts.live_session import LiveSessionSpec, OpenedLiveSession
from vivavoce.contracts.profiles import PROFILES
from vivavoce.contracts.voice import VoiceAvailability, VoiceConnectionFactory
from vivavoce.infra.language_model.pause import PausingLanguageModel
from vivavoce.infra.language_model.port import LanguageModel
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork
from vivavoce.kernel.errors import UnavailableError
from vivavoce.kernel.ids import PlanId
from vivavoce.live.adapters.model_act_recognizer import ModelActRecognizer
from vivavoce.live.adapters.model_question_composer import ModelQuestionComposer
from vivavoce.live.adapters.postgres_admission_queue import PostgresAdmissionQueue
from vivavoce.live.adapters.postgres_event_store import (
    PostgresEventStore,
    PostgresSelfServiceTicketStore,
    PostgresSessionNotifications,
)
from vivavoce.live.adapters.postgres_session_log import PostgresSessionLog
from vivavoce.live.domain.session_handle import SessionHandleFactory
from vivavoce.live.ports import SelfServiceSessions
from vivavoce.live.routes import (
    ReplayUseCases,
    SessionUseCases,
    build_replay_router,
    build_session_router,
)
from vivavoce.live.sockets import (
    CandidateSocketDependencies,
    SelfServiceSocketDependencies,
    build_candidate_socket_router,
    build_self_service_socket_router,
)
from vivavoce.live.usecases.orchestrator_dependencies import OrchestratorDependencies
from vivavoce.live.usecases.panel_exchange import SessionPanelFacade
from vivavoce.live.usecases.read_session import (
    ReadInterviewTranscript,
    ReadTranscript,
    ViewSession,
)
from vivavoce.live.usecases.session_access import AuthenticateCandidate, JoinSelfServiceSession
from vivavoce.live.usecases.session_host import SessionHost, SessionRecovery
from vivavoce.live.usecases.session_lifecycle import CancelSession, OpenSession, SessionLifecycle
from vivavoce.live.usecases.session_log_updates import CallUpdateRecorder, SessionRecordingFacade
from vivavoce.live.usecases.session_replay import ReplaySession
from vivavoce.live.usecases.session_sweeper import SessionPlanReader as PlanOfSession
from vivavoce.live.usecases.session_sweeper import SessionSweeper
from vivavoce.live.usecases.voice_only_connection import VoiceOnlySessionConnector
from vivavoce.planning.facade import PlanService

_MORE_TIME_NEED = "more_time"
"""What the link page sends when the candidate asked for more time."""


@dataclass(frozen=True, slots=True)
class LiveSlice:
    """What other wiring needs of live sessions."""

    host: SessionHost
    take_over: SessionRecovery
    sweep: SessionSweeper
    candidate_sessions: LiveCandidateSessions
    transcripts: ReadTranscript
    interview_transcripts: ReadInterviewTranscript
    panel_feed: SessionPanelFacade
    sessions: SessionLifecycle
    spoken_sessions: VoiceOnlySessionConnector
    socket_dependencies: CandidateSocketDependencies
    staff: StaffSlice
    replay: ReplaySession
    call_log: CallUpdateRecorder
    recordings: LateBoundRecordings
    recording_feed: SessionRecordingFacade
    _platform: Platform
    _store: PostgresEventStore
    _plan_reader: PlanOfSession

    def sockets(self, *paths: str) -> APIRouter:
        """Return the candidate's socket at ``paths``, served by this process's host."""
        return build_candidate_socket_router(self.socket_dependencies, paths=paths)

    def self_service_sockets(self, self_service_sessions: SelfServiceSessions) -> APIRouter:
        """Return the self-service person's socket, served by this process's host."""
        dependencies = self.socket_dependencies
        join_session = self._build_enter_room(self_service_sessions)
        return build_self_service_socket_router(
            SelfServiceSocketDependencies(
                host=self.host,
                join_session=join_session,
                ids=dependencies.ids,
                origins=dependencies.origins,
                voice_factory=dependencies.voice_factory,
                recordings=self.recordings,
            )
        )

    def routes(
        self, self_service_sessions: SelfServiceSessions, voice: VoiceAvailability
    ) -> APIRouter:
        """Return the HTTP routes about sessions."""
        store = self._store
        view_session = self.build_view_session(self_service_sessions)
        router = build_session_router(
            SessionUseCases(
                store=store,
                view_session=view_session,
                read_transcript=ReadTranscript(store),
                read_timed_transcript=ReadInterviewTranscript(store),
                plan_reader=self._plan_reader,
                authenticate=self.socket_dependencies.authenticate,
                join_self_service=self._build_enter_room(self_service_sessions),
                clock=self._platform.clock,
                sockets_url=self._platform.settings.socket_base_url,
                voice=voice,
            )
        )
        router.include_router(
            build_replay_router(
                ReplayUseCases(
                    view_session=view_session, replay=self.replay, clock=self._platform.clock
                )
            )
        )
        return router

    def build_view_session(self, self_service_sessions: SelfServiceSessions) -> ViewSession:
        """Return the check of who may view a session."""
        return ViewSession(self._store, self_service_sessions)

    def _build_enter_room(
        self, self_service_sessions: SelfServiceSessions
    ) -> JoinSelfServiceSession:
        platform = self._platform
        tickets = PostgresSelfServiceTicketStore(platform.database, platform.open_work)
        return JoinSelfServiceSession(
            sessions=self_service_sessions, tickets=tickets, clock=platform.clock, ids=platform.ids
        )

    async def on_interview_cancelled(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """End the live session of a canceled interview."""
        await self.sessions.cancel(work, event.interview_id)


class LiveCandidateSessions:
    """Opens a session for a candidate who used the link, with the interview's latest plan."""

    def __init__(self, sessions: SessionLifecycle, plans: PlanService) -> None:
        self._sessions = sessions
        self._plans = plans

    async def open(
        self,
        work: UnitOfWork,
        visit: CandidateInterviewDetails,
        *,
        attempt: int,
        consent: ConsentText,
        accepted_consent_version: str | None,
        accommodations: Sequence[str],
    ) -> OpenedLiveSession:
        """Return the interview's session; a repeated call returns the same one."""
        plan = await self._plans.current(work, visit.interview_id)
        if plan is None:
            raise UnavailableError("The questions are not ready yet. Try again soon.")
        return await self._sessions.open(
            work,
            LiveSessionSpec(
                interview_id=visit.interview_id,
                run_id=visit.run_id,
                person_id=visit.person_id,
                plan_id=PlanId(UUID(str(plan["planId"]))),
                plan_version=int(plan["version"]),
                profile=PROFILES[visit.profile],
                attempt=attempt,
                position=visit.position or "",
                company_name=visit.company_name or "",
                consent_version=consent.version,
                consent_text=consent.text,
                accepted_consent_version=accepted_consent_version,
                needs_extra_time=_MORE_TIME_NEED in accommodations,
                abilities=PROFILES[visit.profile].abilities.with_overrides(visit.abilities),
                transcript_retention_days=visit.transcript_retention_days,
            ),
        )


def _open_speech_model(platform: Platform) -> LanguageModel | None:
    """Return the configured model for what is said in sessions; None if only the rules are used."""
    language_model = platform.language_model if uses_model(platform.settings) else None
    if language_model is None:
        return None
    return PausingLanguageModel(language_model, clock=platform.clock)


def build_live(
    platform: Platform,
    *,
    plans: PlanService,
    audit: AuditTrail,
    voice_connections: VoiceConnectionFactory | None = None,
) -> LiveSlice:
    """Return live sessions with production adapters; without ``voice_connections`` in text only."""
    worker_id = f"w_{platform.ids.random_token(64)}"
    store = PostgresEventStore(platform.database, platform.open_work, platform.vault)
    handles = SessionHandleFactory(platform.keys.derive("session-handle"))
    plan_of = PlanOfSession(platform.open_work, plans)
    speech_model = _open_speech_model(platform)

    def log_in(work: UnitOfWork) -> PostgresSessionLog:
        return PostgresSessionLog(work, platform.vault)

    authenticate = AuthenticateCandidate(
        store=store,
        tickets=store,
        handles=handles,
        clock=platform.clock,
        ids=platform.ids,
        is_ticket_required=platform.settings.has_strict_sockets,
    )
    cancel = CancelSession(open_log=log_in, clock=platform.clock, worker_id=worker_id)
    staff = build_staff(platform, store=store, log_in=log_in, cancel=cancel, audit=audit)
    sessions = SessionLifecycle(
        open=OpenSession(
            open_log=log_in, plans=plans, handles=handles, clock=platform.clock, ids=platform.ids
        ),
        cancel=cancel,
        open_log=log_in,
        plans=plans,
    )
    host = SessionHost(
        OrchestratorDependencies(
            store=store,
            plan_reader=plan_of,
            clock=platform.clock,
            worker_id=worker_id,
            notifications=PostgresSessionNotifications(platform.database).listen,
            listeners=staff.listeners,
            admission_queue=PostgresAdmissionQueue(
                platform.database, capacity=platform.settings.live_capacity
            ),
            composer=None if speech_model is None else ModelQuestionComposer(speech_model),
            act_recognizer=None if speech_model is None else ModelActRecognizer(speech_model),
            composition_deadlines_s={
                "text": platform.settings.llm_text_question_deadline_s,
                "voice": platform.settings.llm_voice_question_deadline_s,
                "livekit": platform.settings.llm_voice_question_deadline_s,
                "phone": platform.settings.llm_phone_question_deadline_s,
            },
            max_discarded_starts=platform.settings.llm_discarded_starts_per_answer,
        )
    )
    recordings = LateBoundRecordings()
    return LiveSlice(
        host=host,
        take_over=SessionRecovery(
            store=store, host=host, clock=platform.clock, worker_id=worker_id
        ),
        sweep=SessionSweeper(
            store=store, plan_reader=plan_of, clock=platform.clock, worker_id=worker_id
        ),
        candidate_sessions=LiveCandidateSessions(sessions, plans),
        transcripts=ReadTranscript(store),
        interview_transcripts=ReadInterviewTranscript(store),
        panel_feed=SessionPanelFacade(store, log_in, platform.ids),
        sessions=sessions,
        spoken_sessions=VoiceOnlySessionConnector(host),
        socket_dependencies=CandidateSocketDependencies(
            host=host,
            authenticate=authenticate,
            ids=platform.ids,
            origins=frozenset({platform.settings.gateway_url}),
            voice_factory=voice_connections,
            recordings=recordings,
        ),
        recordings=recordings,
        recording_feed=SessionRecordingFacade(
            store=store, open_log=log_in, handles=handles, ids=platform.ids
        ),
        staff=staff,
        replay=ReplaySession(store, plan_of),
        call_log=CallUpdateRecorder(
            open_log=log_in, clock=platform.clock, ids=platform.ids, worker_id=worker_id
        ),
        _platform=platform,
        _store=store,
        _plan_reader=plan_of,
    )
