"""What people say with a "not" in it: refusals that are right, and acts that were left undone.

Every second line of each list was kept aside while the rules were written (``kept_aside``).
"""

from __future__ import annotations

from vivavoce.contracts.plan import Competency, PlanQuestion, Rubric, SubDimension

ANCHORS = {
    "nurse": (
        "Checks allergies, identity and dose before giving a medicine, tells the doctor and the "
        "family, names the patient's risks, documents the details, wakes and observes the patient, "
        "agrees on a plan with the team, calls the doctor when a value changes, cleans hands."
    ),
    "hotel": (
        "Tells guests who stays in which room what is open, gives the room number discreetly, takes a "
        "message, checks the booking and name, apologises, offers a quiet room, shares details of the "
        "complaint with the next shift, calls the manager, follows up with the guest."
    ),
    "teacher": (
        "Speaks to parents, shares a pupil's marks and needs with colleagues, plans the lesson, checks "
        "understanding, gives feedback, names what went well, talks about the child with the family, "
        "reports concerns, writes down what was said, asks for help."
    ),
    "lawyer": (
        "Names the client's interest, discloses conflicts, gives written advice, discusses the case "
        "and risks, shares drafts, checks deadlines and sources, confirms instructions, tells the "
        "client about costs, reviews the contract, files the documents."
    ),
    "software": (
        "Shares what was learned, names the customer's problem, tests before release, reads logs, "
        "measures latency, tells the team, shows the code for review, gives access carefully, takes a "
        "backup, writes a rollback plan, documents numbers, deletes data safely."
    ),
    "sales": (
        "Tells the customer the price, names the discount, shares numbers with the team, asks about "
        "the budget, promises what can be delivered, calls back, writes down what was agreed, "
        "discusses competitors fairly, checks the contract, gives references of other customers."
    ),
    "electrician": (
        "Switches off and measures before touching, tells the tenant, opens the panel safely, checks "
        "the breaker, labels circuits, shows the customer, names the fault, tests the earth, writes "
        "the protocol, works with a colleague, replaces damaged wires."
    ),
    "accountant": (
        "Checks invoices and balances, reconciles accounts, shares the figures with the auditor, "
        "discusses salaries and payroll, names the error, tells the manager, books the entry, documents "
        "approval, signs the report, confirms the bank details, asks for receipts."
    ),
}

RIGHT = (
    ("hotel", "I said I can't tell who is staying here, but I can take a message."),
    ("hotel", "I told him I cannot give out a guest's room number."),
    ("hotel", "We don't share details of our guests with callers."),
    ("hotel", "I never tell a stranger which room a guest is in."),
    ("hotel", "I'm not allowed to confirm the name of a guest on the phone."),
    ("hotel", "I couldn't tell her whether he had checked in, because of privacy."),
    ("hotel", "I won't call a guest's room without checking the name first."),
    ("hotel", "It is not my business to tell who stays here, so I took a message."),
    ("nurse", "I can't give out a patient's details on the phone."),
    ("nurse", "I never give a medicine without checking the allergies."),
    ("nurse", "I don't give the dose before the identity is checked."),
    ("nurse", "I can't name the patient, but the value had changed."),
    ("nurse", "I ask what we can not take back later, then we give the medicine."),
    ("nurse", "I didn't tell the neighbour anything about the patient's risks."),
    ("nurse", "I would not discuss the patient's plan in the lift."),
    ("nurse", "We not agree about waking patient, so I called the doctor."),
    ("nurse", "I don't touch a patient until my hands are clean."),
    ("nurse", "We are not permitted to tell the family before the doctor has called."),
    ("nurse", "I not only checked the allergies but documented them too."),
    ("teacher", "I can't talk about another child's marks with you, I told the mother."),
    ("teacher", "I don't discuss a pupil with other parents."),
    ("teacher", "I am not allowed to name the child, but I reported the concern."),
    ("teacher", "I never share marks in front of the class."),
    ("teacher", "I may not give the address of a family to anybody."),
    ("teacher", "I do not plan a lesson unless I know what they need."),
    ("teacher", "I told the colleague I cannot say what was said, it is confidential."),
    ("teacher", "I wouldn't go on before I had checked understanding."),
    ("lawyer", "I'm not allowed to name the client, but the deadline was two days away."),
    ("lawyer", "I can't discuss the case, it's still open."),
    ("lawyer", "I can't share that draft, it's under NDA."),
    ("lawyer", "I cannot disclose whom we advised, professional secrecy."),
    ("lawyer", "We must not give advice to both sides, so I disclosed the conflict."),
    ("lawyer", "I don't file anything without confirming the instructions."),
    ("lawyer", "I never sign a contract until the sources are checked."),
    ("lawyer", "I did not name the client in the email, for confidentiality."),
    ("lawyer", "I'm bound by privilege and can't share the advice."),
    ("software", "I can't share the numbers, they are covered by an NDA."),
    ("software", "I'm not free to name the customer, but latency fell by half."),
    ("software", "We don't show customer data to anybody outside the team."),
    ("software", "I never delete data without taking a backup first."),
    ("software", "I refused, I won't give access to production without a review."),
    ("software", "I don't release before the tests are green."),
    ("software", "I cannot tell you which bank it was, that is confidential."),
    ("software", "So that we don't lose the logs, I copied them first."),
    ("software", "I don't guess, I read the logs."),
    ("software", "I can not say names here, but I told the team."),
    ("sales", "I can't tell you the price we agreed, the contract forbids it."),
    ("sales", "I won't promise what we can't deliver."),
    ("sales", "I never name one customer's discount to another."),
    ("sales", "I don't talk badly about competitors."),
    ("sales", "We are not supposed to share the numbers outside the team."),
    ("sales", "I do not give references without asking the customer first."),
    ("sales", "I would not discuss another client's budget."),
    ("electrician", "I don't touch a wire before I have measured it."),
    ("electrician", "I never open the panel unless the breaker is off."),
    ("electrician", "I don't work alone on the panel."),
    ("electrician", "I didn't let the tenant switch it on until I had tested the earth."),
    ("electrician", "I can't give you the tenant's name, but the breaker was damaged."),
    ("electrician", "I make sure nobody can switch it on and I don't trust the label."),
    ("electrician", "If I don't measure first, somebody gets hurt."),
    ("accountant", "I can't discuss other people's salaries."),
    ("accountant", "I don't pay an invoice without approval."),
    ("accountant", "I never change bank details before I confirm them by phone."),
    ("accountant", "I'm not authorised to share the payroll figures."),
    ("accountant", "I did not sign the report until the balances were reconciled."),
    ("accountant", "I won't book an entry nobody can explain."),
    ("accountant", "I couldn't share the figures yet, they were confidential until Monday."),
    ("accountant", "I do not tell colleagues what somebody earns."),
)
"""A trade, and a sentence that must never be a deficit."""

UNDONE = (
    ("nurse", "I have never checked the allergies."),
    ("nurse", "I didn't tell the doctor."),
    ("nurse", "I did not document it."),
    ("nurse", "I don't check the identity every time."),
    ("nurse", "We never observed the patient that night."),
    ("nurse", "I didn't call the doctor when the value changed."),
    ("hotel", "I didn't apologise to the guest."),
    ("hotel", "I never follow up with a guest."),
    ("hotel", "I didn't check the booking."),
    ("hotel", "I didn't tell my manager."),
    ("hotel", "We don't offer another room."),
    ("teacher", "I never plan the lesson."),
    ("teacher", "I didn't report it."),
    ("teacher", "I don't give feedback."),
    ("teacher", "I didn't speak to the parents."),
    ("teacher", "I never asked for help."),
    ("lawyer", "I didn't check the deadline."),
    ("lawyer", "I never disclosed the conflict."),
    ("lawyer", "I did not tell the client about the costs."),
    ("lawyer", "I haven't reviewed the contract."),
    ("lawyer", "We didn't confirm the instructions."),
    ("software", "I didn't test it before the release."),
    ("software", "We never took a backup."),
    ("software", "I didn't read the logs."),
    ("software", "I don't measure latency."),
    ("software", "I didn't tell the team."),
    ("software", "I never wrote a rollback plan."),
    ("sales", "I didn't call back."),
    ("sales", "I never asked about the budget."),
    ("sales", "I did not check the contract."),
    ("sales", "I didn't write down what was agreed."),
    ("sales", "I don't share numbers with the team."),
    ("electrician", "I didn't measure before touching it."),
    ("electrician", "I never test the earth."),
    ("electrician", "I didn't label the circuits."),
    ("electrician", "I don't write a protocol."),
    ("electrician", "I didn't switch it off."),
    ("accountant", "I didn't reconcile the accounts."),
    ("accountant", "I never ask for receipts."),
    ("accountant", "I did not check the invoice."),
    ("accountant", "I didn't document the approval."),
    ("accountant", "I haven't told the manager."),
    ("accountant", "I don't think I checked the balance."),
    ("nurse", "I could not check the dose, I forgot."),
)
"""A trade, and a sentence that says an anchor's own act was left undone."""


def rubric(trade: str) -> Rubric:
    """Return a rubric of one competency whose anchors speak of what the sentences speak of."""
    anchors = ANCHORS[trade]
    levels = {
        "1": "Nothing is told.",
        "2": "Speaks in general words.",
        "3": anchors,
        "4": anchors,
        "5": anchors,
    }
    return Rubric(
        competencies=(
            Competency(
                name="The craft",
                weight=1.0,
                sub_dimensions=(SubDimension(name="Doing it", indicators=levels),),
            ),
        ),
        questions=(
            PlanQuestion(
                id="q1",
                text="Tell me how it was at work.",
                competency="The craft",
                kind="behavioral",
            ),
        ),
    )


def kept_aside(
    lines: tuple[tuple[str, str], ...], *, is_aside: bool
) -> tuple[tuple[str, str], ...]:
    """Return every second line: those kept aside, or the others."""
    return lines[1::2] if is_aside else lines[::2]
