"""The steps of an interview that several use cases take."""

from __future__ import annotations

from dataclasses import dataclass

from vivavoce.app.wiring.hiring.dependencies import HiringDependencies
from vivavoce.app.wiring.hiring.repositories import HiringRepositories
from vivavoce.contracts.profiles import ApproverKind
from vivavoce.hiring.usecases.apply_transition import ApplyTransition
from vivavoce.hiring.usecases.approve_plan import ApprovePlan, BeginInterview
from vivavoce.hiring.usecases.book_time import BookTime, HostBookings
from vivavoce.hiring.usecases.end_interview import CloseUnfinishedInterview, EndInterview
from vivavoce.hiring.usecases.human_tasks import OpenHumanTask
from vivavoce.hiring.usecases.request_interview import RegisterInterview, RequestRules
from vivavoce.hiring.usecases.selection_rates import CountSelectionRates
from vivavoce.hiring.usecases.self_service import SelfServiceInterviews

_BUILT_IN_LANGUAGES = ("en",)


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewWorkflow:
    """The steps from the request for an interview to its end."""

    rules: RequestRules
    register: RegisterInterview
    apply_transition: ApplyTransition
    approve: ApprovePlan
    begin: BeginInterview
    end: EndInterview
    close: CloseUnfinishedInterview
    hosts: HostBookings
    book_time: BookTime
    open_task: OpenHumanTask
    selection_rates: CountSelectionRates


def build_workflow(given: HiringDependencies, stored: HiringRepositories) -> InterviewWorkflow:
    """Return the steps, with the rules for requests to this installation."""
    platform, links = given.platform, given.candidate_links
    step = ApplyTransition(
        stored.interviews,
        given.webhook_publisher,
        given.audit,
        platform.clock,
        given.on_interview_changed,
    )
    hosts = HostBookings(stored.bookings, given.staff_mail, given.policy)
    end = EndInterview(step, links, given.calls, hosts)
    return InterviewWorkflow(
        rules=RequestRules(
            languages=None if given.has_model else _BUILT_IN_LANGUAGES,
            may_call_loopback=platform.settings.is_local,
            callback_validator=given.validate_callback_url,
        ),
        register=RegisterInterview(
            stored.interviews, step, platform.clock, platform.ids, given.policy
        ),
        apply_transition=step,
        approve=ApprovePlan(step, links, given.plans, platform.clock),
        begin=BeginInterview(stored.interviews, step, platform.clock),
        end=end,
        close=CloseUnfinishedInterview(given.live_sessions, end),
        hosts=hosts,
        book_time=_build_booking(given, stored, step, hosts),
        open_task=OpenHumanTask(stored.interviews, stored.tasks, given.staff_mail, platform.ids),
        selection_rates=CountSelectionRates(
            platform.open_work, stored.voluntary_answers, given.policy, platform.clock
        ),
    )


def _build_booking(
    given: HiringDependencies,
    stored: HiringRepositories,
    step: ApplyTransition,
    hosts: HostBookings,
) -> BookTime:
    return BookTime(
        interviews=stored.interviews,
        open_work=given.platform.open_work,
        bookings=stored.bookings,
        calendars=given.host_calendars,
        hosts=hosts,
        apply_transition=step,
        candidate_links=given.candidate_links,
        audit=given.audit,
        clock=given.platform.clock,
    )


def build_self_service(
    given: HiringDependencies,
    stored: HiringRepositories,
    steps: InterviewWorkflow,
    *approved_by: ApproverKind,
) -> SelfServiceInterviews:
    """Return the interviews of the profiles whose plans are approved by ``approved_by``."""
    return SelfServiceInterviews(
        stored.interviews,
        register_interview=steps.register,
        apply_transition=steps.apply_transition,
        approve_plan=steps.approve,
        end_interview=steps.end,
        close_unfinished=steps.close,
        rules=steps.rules,
        clock=given.platform.clock,
        ids=given.platform.ids,
        approved_by=approved_by,
    )
