"""The use cases of hiring, wired as the product does, for :mod:`tests.fakes.hiring`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.fakes.hiring_fakes import HiringFakes, refuse_one_callback
from tests.fakes.live_session import a_plan
from tests.infrastructure import Ground

from vivavoce.contracts.plan_trial import PlanTrial
from vivavoce.contracts.profiles import PROFILES, InterviewProfile
from vivavoce.hiring.adapters.bookings import PostgresBookingRepository
from vivavoce.hiring.adapters.candidate_messages import PostgresCandidateMessageRepository
from vivavoce.hiring.adapters.hiring_decisions import PostgresHiringDecisionRepository
from vivavoce.hiring.adapters.human_tasks import PostgresHumanTaskRepository
from vivavoce.hiring.adapters.idempotency import PostgresRequestReceiptRepository
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.adapters.notifications import PostgresNotificationRepository
from vivavoce.hiring.adapters.queue import PostgresQueueRepository
from vivavoce.hiring.adapters.saved_views import PostgresSavedViewRepository
from vivavoce.hiring.adapters.scorecard_links import PostgresScorecardLinkRepository
from vivavoce.hiring.adapters.voluntary_answers import PostgresVoluntaryAnswerRepository
from vivavoce.hiring.routes import HiringUseCases
from vivavoce.hiring.usecases.apply_transition import ApplyTransition
from vivavoce.hiring.usecases.approve_plan import ApprovePlan
from vivavoce.hiring.usecases.book_time import BookTime, HostBookings
from vivavoce.hiring.usecases.bulk_actions import ApplyBulkAction
from vivavoce.hiring.usecases.candidate_messages import ManageCandidateMessages
from vivavoce.hiring.usecases.candidate_page import CandidatePage
from vivavoce.hiring.usecases.check_request import CheckRequest
from vivavoce.hiring.usecases.complete_info import CompleteInfo
from vivavoce.hiring.usecases.correct_level import CorrectLevel
from vivavoce.hiring.usecases.correct_resume import CorrectResume
from vivavoce.hiring.usecases.decide_assessment import DecideAssessment
from vivavoce.hiring.usecases.decide_candidate import DecideCandidate
from vivavoce.hiring.usecases.decide_plan import DecidePlan
from vivavoce.hiring.usecases.decision_news import SendDecisionNews
from vivavoce.hiring.usecases.dispatch_transition import DispatchTransition, ScheduleInterview
from vivavoce.hiring.usecases.edit_plan import EditPlan
from vivavoce.hiring.usecases.embed_interview import EmbedInterview
from vivavoce.hiring.usecases.end_interview import (
    CancelInterview,
    CloseUnfinishedInterview,
    EndInterview,
    EraseCandidateData,
)
from vivavoce.hiring.usecases.human_tasks import ManageHumanTasks, OpenHumanTask
from vivavoce.hiring.usecases.import_interviews import ImportInterviews
from vivavoce.hiring.usecases.notifications import MarkNotifications, ReadNotifications
from vivavoce.hiring.usecases.offer_times import OfferTimes
from vivavoce.hiring.usecases.read_dashboard import ReadDashboard
from vivavoce.hiring.usecases.read_interviews import ReadInterviews
from vivavoce.hiring.usecases.read_positions import CANDIDATE_PROFILES, ReadPositions
from vivavoce.hiring.usecases.read_queue import ManageQueueClaims, ReadQueue, WordCounts
from vivavoce.hiring.usecases.read_rankings import ReadRankings
from vivavoce.hiring.usecases.request_interview import (
    RegisterInterview,
    RequestInterview,
    RequestRules,
)
from vivavoce.hiring.usecases.retry_steps import RetryInterviewSteps
from vivavoce.hiring.usecases.saved_views import ManageSavedViews
from vivavoce.hiring.usecases.selection_rates import CountSelectionRates, VoluntaryAnswers
from vivavoce.hiring.usecases.share_scorecard import ShareScorecard
from vivavoce.hiring.usecases.try_plan import TryPlan
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import PersonId
from vivavoce.live.domain.plan_trial import conduct_trial
from vivavoce.planning.facade import read_job_text


class HiringWiring:
    """The repositories of hiring and the steps that its use cases share."""

    def __init__(self, ground: Ground, clock: Clock) -> None:
        self.ground, self.clock, self.open_work = ground, clock, ground.open_work
        near = self.near = HiringFakes()
        self.rules = RequestRules(
            callback_validator=refuse_one_callback, languages=("en",), may_call_loopback=False
        )
        self.interviews = PostgresInterviewRepository(ground.vault, ground.keys, clock)
        self.tasks = PostgresHumanTaskRepository()
        self.messages = PostgresCandidateMessageRepository(ground.vault)
        self.voluntary = PostgresVoluntaryAnswerRepository(ground.vault, CANDIDATE_PROFILES)
        self.receipts = PostgresRequestReceiptRepository(ground.keys)
        self.decisions = PostgresHiringDecisionRepository(ground.vault)
        self.queue = PostgresQueueRepository(tuple(PROFILES))
        self.notifications = PostgresNotificationRepository(tuple(PROFILES))
        self.bookings = PostgresBookingRepository(clock)
        self.step = ApplyTransition(self.interviews, near.webhooks, near.audit, clock)
        self.approve = ApprovePlan(self.step, near.candidate_links, near.plans, clock)
        self.hosts = HostBookings(self.bookings, near.staff_mail, near.policy)
        self.end = EndInterview(self.step, near.candidate_links, near.calls, self.hosts)
        self.close = CloseUnfinishedInterview(near.live_sessions, self.end)
        self.open_task = OpenHumanTask(self.interviews, self.tasks, near.staff_mail, ground.ids)
        self.erase = EraseCandidateData(
            self.open_work,
            self.interviews,
            self.end,
            near.candidate_links,
            near.audit,
            self._forget_person,
        )
        self.book_time = BookTime(
            interviews=self.interviews,
            open_work=self.open_work,
            bookings=self.bookings,
            calendars=near.host_calendars,
            hosts=self.hosts,
            apply_transition=self.step,
            candidate_links=near.candidate_links,
            audit=near.audit,
            clock=clock,
        )

    async def _forget_person(self, work: UnitOfWork, person_id: PersonId) -> int:
        """Delete what other slices stored, and the voluntary answers, as the wiring does."""
        forgotten = await self.near.subject_data.forget(work, person_id)
        return forgotten + await self.voluntary.forget_person(work, person_id)

    async def _try_plan(
        self,
        work: UnitOfWork,
        plan_id: str,
        profile: InterviewProfile,
        answers: Sequence[str | None],
        *,
        position: str,
        company_name: str,
    ) -> PlanTrial:
        """Try a small plan, whatever the interview's own plan is."""
        return conduct_trial(
            a_plan(),
            profile,
            answers,
            position=position,
            company_name=company_name,
            at=self.ground.clock.now(),
        )

    def candidate_page(self) -> CandidatePage:
        near = self.near
        return CandidatePage(
            interviews=self.interviews,
            messages=self.messages,
            decisions=self.decisions,
            assessments=near.assessments,
            tasks=self.tasks,
            policy=near.policy,
            open_task=self.open_task,
            end_interview=self.end,
            apply_transition=self.step,
            erase=self.erase,
            candidate_links=near.candidate_links,
            calls=near.calls,
            voluntary=VoluntaryAnswers(self.voluntary, near.policy),
            bookings=self.bookings,
            book_time=self.book_time,
            audit=near.audit,
            clock=self.clock,
        )

    def use_cases(self) -> HiringUseCases:
        return HiringUseCases(**self._changes(), **self._readings(), **self._staff_work())

    def _changes(self) -> dict[str, Any]:  # Any: use cases by name
        """Return what changes an interview."""
        near = self.near
        complete = CompleteInfo(self.open_work, self.interviews, self.step, self.rules)
        plan = DecidePlan(
            self.open_work, self.interviews, self.step, self.approve, near.policy, near.plans
        )
        assessment = DecideAssessment(self.open_work, self.interviews, self.step)
        cancel = CancelInterview(self.open_work, self.interviews, self.end, near.candidate_links)
        request_interview = RequestInterview(
            self.open_work,
            self.interviews,
            self.receipts,
            RegisterInterview(self.interviews, self.step, self.clock, self.ground.ids, near.policy),
            self.rules,
        )
        retry_steps = RetryInterviewSteps(
            self.open_work, self.interviews, near.candidate_links, near.assessments, near.audit
        )
        return {
            "request_interview": request_interview,
            "complete_info": complete,
            "decide_plan": plan,
            "decide_assessment": assessment,
            "cancel": cancel,
            "dispatch_transition": DispatchTransition(
                self.open_work,
                self.interviews,
                complete_info=complete,
                decide_plan=plan,
                schedule=ScheduleInterview(
                    self.open_work,
                    self.interviews,
                    self.step,
                    near.candidate_links,
                    self.hosts,
                    near.audit,
                    self.clock,
                ),
                decide_assessment=assessment,
                cancel=cancel,
            ),
            "apply_bulk_action": ApplyBulkAction(cancel, retry_steps, plan),
            "import_interviews": ImportInterviews(
                self.open_work, self.receipts, request_interview, self.rules
            ),
            "retry_steps": retry_steps,
            "edit_plan": EditPlan(
                self.open_work, self.interviews, near.plans, near.audit, self.clock
            ),
            "correct_resume": CorrectResume(self.open_work, self.interviews, near.audit),
            "try_plan": TryPlan(self.open_work, self.interviews, self._try_plan),
            "erase": self.erase,
            "offer_times": OfferTimes(
                self.open_work,
                self.interviews,
                self.bookings,
                near.host_calendars,
                self.book_time,
                near.audit,
                self.clock,
            ),
            "embed_interview": EmbedInterview(
                self.open_work, self.interviews, near.candidate_links, near.audit
            ),
        }

    def _readings(self) -> dict[str, Any]:  # Any: use cases by name
        """Return what reads interviews."""
        near = self.near
        return {
            "read_interviews": ReadInterviews(
                self.open_work,
                self.interviews,
                near.candidate_links,
                near.plans,
                near.assessments,
                self.decisions,
            ),
            "read_positions": ReadPositions(
                self.open_work, self.interviews, near.plans, near.assessments, self.decisions
            ),
            "read_dashboard": ReadDashboard(self.open_work, self.interviews, self.clock),
            "read_rankings": ReadRankings(self.open_work, self.interviews, near.assessments),
            "read_queue": ReadQueue(
                self.open_work,
                self.interviews,
                self.queue,
                near.assessments,
                near.policy,
                WordCounts(near.plans, near.transcript_lengths),
                near.own_intakes,
                near.live_count,
                self.clock,
            ),
            "read_notifications": ReadNotifications(
                self.open_work,
                self.interviews,
                self.notifications,
                near.certificate.read_end,
                near.own_intakes,
                self.clock,
            ),
            "check_request": CheckRequest(self.rules, read_job_text),
            "selection_rates": CountSelectionRates(
                self.open_work, self.voluntary, near.policy, self.clock
            ),
        }

    def _staff_work(self) -> dict[str, Any]:  # Any: use cases by name
        """Return what staff do about candidates, tasks and views."""
        near = self.near
        return {
            "decide_candidate": DecideCandidate(
                self.open_work,
                self.interviews,
                self.decisions,
                near.assessments,
                self.receipts,
                self.step,
                near.policy,
                near.audit,
                self.clock,
                self.ground.ids,
                self.open_task,
                self.tasks,
                SendDecisionNews(near.candidate_mail, near.candidate_links, near.policy),
            ),
            "correct_level": CorrectLevel(
                self.open_work,
                self.interviews,
                self.decisions,
                near.assessments,
                near.audit,
                self.clock,
                self.ground.ids,
            ),
            "manage_tasks": ManageHumanTasks(
                self.open_work, self.interviews, self.tasks, self.queue, near.audit, self.clock
            ),
            "manage_claims": ManageQueueClaims(
                self.open_work, self.interviews, self.queue, near.audit, self.clock
            ),
            "manage_views": ManageSavedViews(
                self.open_work,
                PostgresSavedViewRepository(),
                self.interviews,
                near.audit,
                self.clock,
                self.ground.ids,
            ),
            "mark_notifications": MarkNotifications(self.open_work, self.notifications, self.clock),
            "manage_messages": ManageCandidateMessages(
                self.open_work,
                self.interviews,
                self.messages,
                self.tasks,
                near.candidate_mail,
                near.candidate_links,
                near.policy,
                near.audit,
                self.clock,
            ),
            "share_scorecard": ShareScorecard(
                self.open_work,
                self.interviews,
                near.assessments,
                self.decisions,
                self.messages,
                PostgresScorecardLinkRepository(),
                near.audit,
                self.clock,
                self.ground.ids,
                signing_key=self.ground.keys.derive("scorecard-link"),
                public_url="http://edge",
            ),
        }
