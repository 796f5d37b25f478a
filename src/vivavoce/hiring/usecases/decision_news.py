"""Send a candidate the news that a decision was made, if the organization wants that."""

from __future__ import annotations

from uuid import uuid5

from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.ports.candidates import CandidateLinkCommands, DecisionMail
from vivavoce.hiring.ports.interviews import InterviewPolicy
from vivavoce.infra.unit_of_work import UnitOfWork


class SendDecisionNews:
    """E-mails a candidate that a decision was made, and neither the decision nor its reasons."""

    def __init__(
        self, mail: DecisionMail, candidate_links: CandidateLinkCommands, policy: InterviewPolicy
    ) -> None:
        self._mail = mail
        self._candidate_links = candidate_links
        self._policy = policy

    async def __call__(self, work: UnitOfWork, interview: Interview) -> None:
        """Send the news of a final decision, once for each interview: a decision that replaces it is none.

        The calling code decides only about candidates who have not withdrawn. An erased candidate has no
        address.
        """
        request = interview.request
        rules = await self._policy.candidate_page_rules(work)
        if not rules.sends_decision_news or request.candidate_email is None:
            return
        links = await self._candidate_links.links(work, [interview.id])
        await self._mail.send_decision_news(
            work,
            email_id=uuid5(interview.id, "decision_news"),
            person_id=interview.person_id,
            to=request.candidate_email,
            name=request.candidate_name or "",
            position=request.position or "",
            organization=request.company_name or rules.organization_name,
            contact=rules.contact_email,
            link=links.get(interview.id, ""),
            language=request.reader_language,
        )
