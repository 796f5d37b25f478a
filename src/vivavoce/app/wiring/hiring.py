"""Builds hiring: the workflow, its routes, its consumers and the desk that other slices ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from fastapi import APIRouter

from vivavoce.app.foundation import Foundation
from vivavoce.app.wiring.retention import RetainedData
from vivavoce.contracts.profiles import PROFILES, ApprovedBy
from vivavoce.hiring.adapters.human_tasks import PostgresHumanTasks
from vivavoce.hiring.adapters.overdue import PostgresOverdueInterviews
from vivavoce.hiring.adapters.postgres import PostgresInterviews
from vivavoce.hiring.adapters.replays import PostgresReplays
from vivavoce.hiring.adapters.retention import PostgresRetention
from vivavoce.hiring.facade import InterviewDesk
from vivavoce.hiring.handlers import InterviewHandlers
from vivavoce.hiring.ports import (
    Announcer,
    Assessments,
    Audit,
    Belongings,
    Callbacks,
    Calls,
    Doors,
    PlanPolicy,
    Plans,
    RetentionPolicy,
    StaffMail,
    Talks,
)
from vivavoce.hiring.routes import router
from vivavoce.hiring.routes.cases import HiringCases
from vivavoce.hiring.routes.retention import retention_routes
from vivavoce.hiring.usecases.approve_plan import ApprovePlan
from vivavoce.hiring.usecases.begin import BeginInterview
from vivavoce.hiring.usecases.cancel import Cancel, EndInterview, Erase
from vivavoce.hiring.usecases.close import CloseUnfinished
from vivavoce.hiring.usecases.complete_info import CompleteInfo
from vivavoce.hiring.usecases.decide_assessment import DecideAssessment
from vivavoce.hiring.usecases.decide_plan import DecidePlan
from vivavoce.hiring.usecases.end_overdue import EndOverdue
from vivavoce.hiring.usecases.human_tasks import HumanTasks, OpenPersonTask
from vivavoce.hiring.usecases.nudge import Nudge
from vivavoce.hiring.usecases.open_interview import OpenInterview
from vivavoce.hiring.usecases.own_interviews import OwnInterviews
from vivavoce.hiring.usecases.read import ReadInterviews
from vivavoce.hiring.usecases.request_interview import RequestInterview, RequestRules
from vivavoce.hiring.usecases.retain import ApplyRetention, EraseInterviewWords
from vivavoce.hiring.usecases.step import TakeStep
from vivavoce.hiring.usecases.take_in import TakeIn
from vivavoce.hiring.usecases.transition import Schedule, TakeNamedStep

_BUILT_IN_LANGUAGES = ("en",)
_ANYBODY: tuple[ApprovedBy, ...] = ("self", "none", "staff")
_WITHOUT_LINK = [one for one in PROFILES.values() if not one.has_link]
_SHOWN_TO_STAFF = [one.name for one in PROFILES.values() if one.visibility == "staff"]


class HiringPolicy(PlanPolicy, RetentionPolicy, Protocol):
    """What the organization decides for its interviews."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What hiring asks of other slices."""

    announcer: Announcer
    callbacks: Callbacks
    audit: Audit
    doors: Doors
    calls: Calls
    plans: Plans
    assessments: Assessments
    talks: Talks
    policy: HiringPolicy
    belongings: Belongings
    retained: RetainedData
    staff_mail: StaffMail


@dataclass(frozen=True, slots=True)
class Hiring:
    """What the roof needs of hiring."""

    router: APIRouter
    retention_router: APIRouter
    cases: HiringCases
    desk: InterviewDesk
    handlers: InterviewHandlers
    own: OwnInterviews
    """Of doors whose plans the person approves."""
    unapproved: OwnInterviews
    """Of doors whose plans nobody approves."""
    open: OpenInterview
    end_overdue: EndOverdue
    erase: Erase
    """Erases interviews of every door."""
    retention: ApplyRetention


def build_hiring(on: Foundation, by: Neighbours, *, has_model: bool) -> Hiring:
    """Return hiring on real adapters. Without a model only English can be planned."""
    interviews = PostgresInterviews(on.vault, on.keys, on.clock)
    shown = PostgresInterviews(on.vault, on.keys, on.clock, only=_SHOWN_TO_STAFF)
    step = TakeStep(interviews, by.announcer, by.audit, on.clock)
    end = EndInterview(step, by.doors, by.calls)
    close = CloseUnfinished(by.talks, end)
    approve = ApprovePlan(step, by.doors, by.plans, on.clock)
    work = on.open_work
    rules = RequestRules(
        languages=None if has_model else _BUILT_IN_LANGUAGES,
        may_call_loopback=on.settings.is_local,
        callbacks=by.callbacks,
    )
    take_in = TakeIn(interviews, step, on.clock, on.ids, by.policy)
    complete = CompleteInfo(work, shown, step, rules)
    plan = DecidePlan(work, shown, step, approve, by.policy, by.plans)
    assessment = DecideAssessment(work, shown, step)
    cancel = Cancel(work, shown, end)
    replays, tasks = PostgresReplays(on.keys), PostgresHumanTasks()
    cases = HiringCases(
        request=RequestInterview(work, shown, replays, take_in, rules),
        complete=complete,
        plan=plan,
        assessment=assessment,
        cancel=cancel,
        erase=Erase(work, shown, end, by.doors, by.audit, by.belongings),
        nudge=Nudge(work, shown, by.doors, by.assessments, by.audit),
        take=TakeNamedStep(
            work,
            shown,
            complete=complete,
            plan=plan,
            schedule=Schedule(work, shown, step, by.doors, on.clock),
            assessment=assessment,
            cancel=cancel,
        ),
        read=ReadInterviews(work, shown, by.doors, by.plans, by.assessments),
        tasks=HumanTasks(work, shown, tasks, by.audit, on.clock),
    )

    def own(*approved_by: ApprovedBy) -> OwnInterviews:
        return OwnInterviews(
            interviews,
            take_in=take_in,
            step=step,
            approve=approve,
            end=end,
            close=close,
            rules=rules,
            clock=on.clock,
            ids=on.ids,
            approved_by=approved_by,
        )

    retention = _retention(on, by, interviews, end)
    begin = BeginInterview(interviews, step, on.clock)
    return Hiring(
        router=router(cases),
        retention_router=retention_routes(retention),
        cases=cases,
        desk=InterviewDesk(interviews, step, close, begin, on.clock),
        handlers=InterviewHandlers(
            interviews,
            step,
            approve,
            close,
            begin,
            by.policy,
            on.clock,
            OpenPersonTask(interviews, tasks, by.staff_mail, on.ids),
        ),
        own=own("self"),
        unapproved=own("none"),
        open=OpenInterview(take_in, rules),
        end_overdue=EndOverdue(
            overdue=PostgresOverdueInterviews(on.database),
            own=own(*_ANYBODY),
            calls=by.calls,
            profiles=_WITHOUT_LINK,
            open_work=work,
            clock=on.clock,
        ),
        erase=Erase(work, interviews, end, by.doors, by.audit, by.belongings),
        retention=retention,
    )


def _retention(
    on: Foundation, by: Neighbours, interviews: PostgresInterviews, end: EndInterview
) -> ApplyRetention:
    store = PostgresRetention(on.database)
    return ApplyRetention(
        open_work=on.open_work,
        store=store,
        policy=by.policy,
        erase_words=EraseInterviewWords(
            interviews=interviews,
            end=end,
            doors=by.doors,
            belongings=by.belongings,
            of_interviews=by.retained.words,
            store=store,
        ),
        assessments=by.retained.assessments,
        recordings=by.retained.recordings,
        clock=on.clock,
    )
