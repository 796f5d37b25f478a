"""Manage an organization's panel members, and show the panel's results of one session to staff.

The candidate never sees the results.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from vivavoce.assessment.domain.panel.answer_context import RULES_LABEL
from vivavoce.assessment.domain.panel.panel_config import (
    BUILT_IN_MEMBER_NAMES,
    EVALUATOR_DESCRIPTIONS,
    PERSPECTIVE_DESCRIPTIONS,
    CustomEvaluator,
    PanelConfig,
    PanelMemberKind,
)
from vivavoce.assessment.domain.panel.rubric_text_parser import (
    UnreadableRubricError,
    find_unscorable_criteria,
    parse_rubric_text,
)
from vivavoce.assessment.ports import (
    PanelMembers,
    PanelPermitReader,
    PanelRepository,
    PanelSessionGateway,
    RubricTextParser,
)
from vivavoce.contracts.live_session import Evaluation, LoggedAnswer, Opinion, ProposalOutcome
from vivavoce.contracts.plan import Competency
from vivavoce.contracts.profiles import PROFILES
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import ConflictError, FieldError, InvalidRequestError, NotFoundError
from vivavoce.kernel.ids import IdGenerator, SessionId, TenantId
from vivavoce.kernel.translation import translatable

MAX_CUSTOM_EVALUATORS = 20
_OWN_DESCRIPTION = translatable("Assesses answers by the criteria of your own rubric.")
_EVALUATOR_NAME = re.compile(r"[\w][\w .,&'/()-]{0,58}[\w)]|\w")


class EvaluatorNameTakenError(ConflictError):
    """A built-in evaluator or perspective has this name. Choose another one."""

    code = "evaluator_name_taken"


class TooManyEvaluatorsError(ConflictError):
    """The organization has the maximum number of custom evaluators. Update an existing one instead."""

    code = "too_many_evaluators"


class UnknownPanelMemberError(NotFoundError):
    """No evaluator or perspective has that name here."""

    code = "panel_member_not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelMemberSummary:
    """One panel member for display; ``version`` is None for built-in members."""

    kind: PanelMemberKind
    name: str
    description: str
    criteria: tuple[str, ...]
    version: int | None
    evaluated_by: str
    is_enabled: bool
    is_built_in: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedEvaluator:
    """A new evaluator, and its criteria that have too few words for the rules to score."""

    evaluator: CustomEvaluator
    unscorable_criteria: tuple[str, ...]


class ManagePanel:
    """Lists and changes the organization's panel members."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        panel_repository: PanelRepository,
        members: PanelMembers,
        clock: Clock,
        ids: IdGenerator,
        rubric_parser: RubricTextParser | None = None,
        read_permit: PanelPermitReader | None = None,
    ) -> None:
        """``read_permit`` returns whether a model may score; with None, the rules evaluate."""
        self._open_work = open_work
        self._panel_repository = panel_repository
        self._members = members
        self._clock = clock
        self._ids = ids
        self._rubric_parser = rubric_parser
        self._read_permit = read_permit

    async def list_members(self, caller: Caller) -> tuple[PanelMemberSummary, ...]:
        """Return every evaluator and perspective, built-in members first."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            roster = await self._panel_repository.load_config(work)
        return await self._summarize(caller.tenant_id, roster)

    async def set_member_enabled(
        self, caller: Caller, kind: PanelMemberKind, name: str, *, is_enabled: bool
    ) -> PanelMemberSummary:
        """Switch a member on or off for future answers, or raise ``UnknownPanelMemberError``."""
        caller.require(Permission.INTERVIEW_UPDATE)
        async with self._open_work(caller.tenant_id) as work:
            known = await self._panel_repository.load_config(work)
            if not known.has_member(kind, name):
                raise UnknownPanelMemberError
            await self._panel_repository.set_member_enabled(work, kind, name, is_enabled=is_enabled)
            roster = await self._panel_repository.load_config(work)
        members = await self._summarize(caller.tenant_id, roster)
        return next(member for member in members if member.kind == kind and member.name == name)

    async def add_evaluator(self, caller: Caller, name: str, text: str) -> AddedEvaluator:
        """Create an evaluator from a rubric text, as the next version of its name.

        Raises ``InvalidRequestError`` for an invalid name, ``UnreadableRubricError`` with the line,
        ``EvaluatorNameTakenError`` or ``TooManyEvaluatorsError``.
        """
        caller.require(Permission.INTERVIEW_UPDATE)
        plain = _validate_name(name)
        criteria, made_by = await self._parse_rubric(text)
        async with self._open_work(caller.tenant_id) as work:
            own = (await self._panel_repository.load_config(work)).custom_evaluators
            if len(own) >= MAX_CUSTOM_EVALUATORS and all(
                evaluator.name != plain for evaluator in own
            ):
                raise TooManyEvaluatorsError(
                    translatable(
                        "The organization has {most} custom evaluators, which is the limit.",
                        most=MAX_CUSTOM_EVALUATORS,
                    )
                )
            evaluator = CustomEvaluator(
                id=self._ids.new_id(),
                name=plain,
                version=0,
                criteria=criteria,
                parsed_by=made_by,
                created_at=self._clock.now(),
            )
            stored = await self._panel_repository.add_evaluator(work, evaluator, text, caller.id)
        return AddedEvaluator(
            evaluator=stored, unscorable_criteria=find_unscorable_criteria(criteria)
        )

    async def _summarize(
        self, tenant_id: TenantId, config: PanelConfig
    ) -> tuple[PanelMemberSummary, ...]:
        permit = None if self._read_permit is None else await self._read_permit(tenant_id)
        return _summarize_members(
            config, lambda kind, name: self._members.name_author(kind, name, permit)
        )

    async def _parse_rubric(self, text: str) -> tuple[tuple[Competency, ...], str]:
        try:
            return await asyncio.to_thread(parse_rubric_text, text), RULES_LABEL
        except UnreadableRubricError:
            if self._rubric_parser is None:
                raise
            return await self._rubric_parser(text), self._rubric_parser.made_by


def _validate_name(name: str) -> str:
    plain = " ".join(name.split())
    if not _EVALUATOR_NAME.fullmatch(plain):
        message = translatable(
            "A name can have up to 60 letters, digits and simple punctuation marks."
        )
        raise InvalidRequestError(
            translatable("'{field}': {message}", field="name", message=message),
            errors=[FieldError("name", "invalid", message)],
        )
    if plain.casefold() in BUILT_IN_MEMBER_NAMES:
        raise EvaluatorNameTakenError
    return plain


def _summarize_members(
    config: PanelConfig, name_author: Callable[[PanelMemberKind, str], str]
) -> tuple[PanelMemberSummary, ...]:
    built_in: list[tuple[PanelMemberKind, str, str]] = [
        *(("evaluator", name, describes) for name, describes in EVALUATOR_DESCRIPTIONS.items()),
        *(("perspective", name, describes) for name, describes in PERSPECTIVE_DESCRIPTIONS.items()),
    ]
    own = [
        PanelMemberSummary(
            kind="evaluator",
            name=evaluator.name,
            description=_OWN_DESCRIPTION,
            criteria=tuple(criterion.name for criterion in evaluator.criteria),
            version=evaluator.version,
            evaluated_by=name_author("evaluator", evaluator.name),
            is_enabled=config.is_enabled("evaluator", evaluator.name),
            is_built_in=False,
        )
        for evaluator in config.custom_evaluators
    ]
    return (
        *(
            PanelMemberSummary(
                kind=kind,
                name=name,
                description=describes,
                criteria=(),
                version=None,
                evaluated_by=name_author(kind, name),
                is_enabled=config.is_enabled(kind, name),
                is_built_in=True,
            )
            for kind, name, describes in built_in
        ),
        *own,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatedAnswer:
    """One answer with its evaluations, opinions and follow-up proposals."""

    answer: LoggedAnswer = field(repr=False)
    evaluations: tuple[Evaluation, ...]
    opinions: tuple[Opinion, ...]
    proposals: tuple[ProposalOutcome, ...]


class ShowPanel:
    """Shows panel results to staff; practice sessions count as unknown."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        session: PanelSessionGateway,
        panel_repository: PanelRepository,
    ) -> None:
        self._open_work = open_work
        self._session = session
        self._panel_repository = panel_repository

    async def __call__(self, caller: Caller, session_id: SessionId) -> tuple[EvaluatedAnswer, ...]:
        """Return all answers in order, evaluated or not.

        Raises ``NotFoundError`` for an unknown session and ``GoneError`` after its text was erased.
        """
        caller.require(Permission.INTERVIEW_READ)
        story = await self._session.read_session_log(caller.tenant_id, session_id)
        profile = PROFILES.get(story.profile)
        if profile is None or profile.visibility != "staff":
            raise NotFoundError
        async with self._open_work(caller.tenant_id) as work:
            session_results = await self._panel_repository.load_session_results(work, session_id)
        return tuple(
            EvaluatedAnswer(
                answer=answer,
                evaluations=session_results.get(answer.turn, ((), ()))[0],
                opinions=session_results.get(answer.turn, ((), ()))[1],
                proposals=tuple(
                    proposal for proposal in story.proposals if proposal.turn == answer.turn
                ),
            )
            for answer in story.answers
        )
