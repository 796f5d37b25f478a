"""Stories told in several ways: what the scorer must read the same, and what it must tell apart."""

from __future__ import annotations

from dataclasses import dataclass, field

from vivavoce.assessment.domain.scorer import score
from vivavoce.contracts.plan import Competency, PlanQuestion, Rubric, SubDimension
from vivavoce.contracts.transcript import CompetencyScore, Scorecard, Transcript, TranscriptTurn


def _side(name: str, *levels: str) -> SubDimension:
    return SubDimension(name=name, indicators={str(n): text for n, text in enumerate(levels, 1)})


RUBRIC = Rubric(
    competencies=(
        Competency(
            name="Incident response",
            weight=0.4,
            is_required=True,
            minimum_acceptable_score=2.5,
            sub_dimensions=(
                _side(
                    "Diagnosis",
                    "Restarts the server and hopes that the outage goes away.",
                    "Looks at the logs after somebody else names the cause.",
                    "Reads logs and dashboards and finds the failing component.",
                    "Forms a hypothesis, isolates the failing component and confirms the cause.",
                    "Reproduces the fault, compares it with a baseline, proves the root cause.",
                ),
                _side(
                    "Recovery",
                    "Waits for somebody else to repair it.",
                    "Repairs it without a plan.",
                    "Rolls back the release and restores the service.",
                    "Restores from a backup, verifies the data and informs customers.",
                    "Rehearses the rollback, writes a postmortem, adds an alert with a threshold.",
                ),
            ),
        ),
        Competency(
            name="Guest recovery",
            weight=0.3,
            sub_dimensions=(
                _side(
                    "Complaint",
                    "Argues with the guest or walks away.",
                    "Calls the supervisor at once.",
                    "Listens to the complaint and apologises.",
                    "Listens, apologises, offers a choice of remedies and follows up in person.",
                    "Finds why the complaint arose, agrees a remedy, compensates fairly, and "
                    "changes the booking routine so that it does not return.",
                ),
            ),
        ),
        Competency(
            name="Stock accuracy",
            weight=0.3,
            sub_dimensions=(
                _side(
                    "Counting",
                    "Guesses the quantities on the shelves.",
                    "Counts once a year when told.",
                    "Counts the shelves on a schedule and corrects the ledger.",
                    "Reconciles counted quantities with deliveries and traces each discrepancy.",
                    "Sets a tolerance, samples by turnover, finds the source of shrinkage and "
                    "trains pickers on scanning.",
                ),
            ),
        ),
    ),
    questions=(
        PlanQuestion(
            id="q1",
            text="Tell me about a production problem that you solved.",
            competency="Incident response",
        ),
        PlanQuestion(
            id="q2", text="Tell me about an unhappy visitor.", competency="Guest recovery"
        ),
        PlanQuestion(
            id="q3",
            text="How did you keep the numbers in your warehouse right?",
            competency="Stock accuracy",
        ),
    ),
)


@dataclass(frozen=True)
class Story:
    """One true story: a plain telling, the same facts in other styles, and changed facts."""

    question: str
    plain: str
    middle: str
    weak: str
    styles: dict[str, str]
    extra: str
    removed: str
    changed: dict[str, str] = field(default_factory=dict)

    @property
    def competency(self) -> str:
        return next(q.competency for q in RUBRIC.questions if q.id == self.question)


OUTAGE = Story(
    question="q1",
    plain=(
        "Last winter the checkout of our ticket shop went down on a Friday evening. "
        "I read the logs and saw that the payment queue was full. "
        "My hypothesis was a bad release from the afternoon, so I isolated one machine and "
        "reproduced the fault there. "
        "I rolled back the release and restored two broken orders from the backup. "
        "Then I verified the totals with the cashier and informed the customers by mail. "
        "On Monday I wrote the postmortem and added an alert at 200 waiting payments."
    ),
    middle=(
        "Last winter the checkout of our ticket shop went down on a Friday evening. "
        "I read the logs and saw that the payment queue was full. "
        "I rolled back the release and after an hour the shop was selling tickets again."
    ),
    weak=(
        "Last winter the checkout of our ticket shop went down on a Friday evening. "
        "I switched the machine off and on and it was selling tickets again after a while."
    ),
    styles={
        "hedged": (
            "So, um, last winter, I think, the checkout of our ticket shop basically went down on "
            "a Friday evening, you know. "
            "I just read the logs, I guess, and, uh, saw that the payment queue was kind of full. "
            "My hypothesis was probably a bad release from the afternoon, so I just isolated one "
            "machine and, like, reproduced the fault there, more or less. "
            "I simply rolled back the release and actually restored two broken orders from the "
            "backup. "
            "Then I sort of verified the totals with the cashier and, well, informed the customers "
            "by mail. "
            "On Monday I basically wrote the postmortem and maybe added an alert at 200 waiting "
            "payments, nothing special."
        ),
        "long": (
            "Let me tell you how that was. Last winter, it must have been in January because it "
            "was snowing outside and I had promised my kids to come home early, the checkout of "
            "our ticket shop went down on a Friday evening. "
            "First of all I sat down, and I read the logs, page after page, and there I saw that "
            "the payment queue was full, which surprised me a lot. "
            "My hypothesis was a bad release from the afternoon, since nothing else was different "
            "on that day, so I isolated one machine and reproduced the fault there. "
            "When that was clear I rolled back the release, had a coffee, and restored two broken "
            "orders from the backup. "
            "Then I verified the totals together with the cashier, who was still at her desk, and "
            "informed the customers by mail. "
            "On Monday, when everybody was in again, I wrote the postmortem and added an alert at "
            "200 waiting payments."
        ),
        "non-native": (
            "In last winter checkout of our ticket shop goes down on Friday evening. "
            "I am reading log and see that payment queue is full. "
            "My hypothesis is bad release from afternoon, so I isolate one machine and I reproduce "
            "fault there. "
            "I roll back release and restore two broken order from backup. "
            "Then I verify total with cashier and I inform customer by mail. "
            "On Monday I write postmortem and add alert at 200 waiting payment."
        ),
        "unpunctuated": (
            "last winter the checkout of our ticket shop went down on a friday evening i read the "
            "logs and saw that the payment queue was full my hypothesis was a bad release from the "
            "afternoon so i isolated one machine and reproduced the fault there i rolled back the "
            "release and restored two broken orders from the backup then i verified the totals "
            "with the cashier and informed the customers by mail on monday i wrote the postmortem "
            "and added an alert at two hundred waiting payments"
        ),
        "misheard": (
            "Last winter the check out of our ticket shop went down on a Friday evening. "
            "I read the locks and saw that the payment queue was full. "
            "My hypotesis was a bad release from the afternoon, so I isolated one machine and "
            "reproduced the falt there. "
            "I rolled back the release and restored too broken orders from the back up. "
            "Then I verifed the totals with the cashier and informed the custumers by male. "
            "On Monday I wrote the post mortem and added an alert at 200 waiting payments."
        ),
    },
    extra="I also rehearsed the rollback with the night shift and set a threshold for the queue.",
    removed="I rolled back the release and restored two broken orders from the backup. ",
    changed={
        "denied": (
            "Last winter the checkout of our ticket shop went down on a Friday evening. "
            "I did not read the logs and I did not form a hypothesis. "
            "I never isolated the machine and never reproduced the fault. "
            "We did not restore anything from the backup. "
            "I did not verify the totals and we did not inform the customers. "
            "I never wrote a postmortem."
        ),
        "list": (
            "Logs, dashboards, hypothesis, component, baseline, root cause, rollback, backup, "
            "postmortem, alert, threshold, customers."
        ),
        "buzzwords": (
            "I leverage logs, dashboards and hypotheses to drive root cause excellence. "
            "I champion baselines and thresholds to enable rollback and backup alignment. "
            "I proactively foster postmortem culture and empower alert governance."
        ),
        "another's": (
            "Last winter the checkout of our ticket shop went down on a Friday evening. "
            "My colleague read the logs and saw that the payment queue was full. "
            "He isolated one machine and reproduced the fault there. "
            "She rolled back the release and restored two broken orders from the backup. "
            "They verified the totals with the cashier and informed the customers by mail. "
            "The consultant wrote the postmortem and added an alert."
        ),
        "failure with a lesson": (
            "In spring I released a wrong price list and the ticket shop sold seats for nothing. "
            "I did not verify the data before the release, and I did not inform customers early. "
            "I rolled back the release within an hour and restored the old prices from the backup. "
            "I wrote the postmortem myself, and I learned to rehearse it. "
            "Since then I compare every list with a baseline and an alert rings at zero prices."
        ),
        "failure without a lesson": (
            "In spring I released a wrong price list and the ticket shop sold seats for nothing. "
            "I did not verify the data before the release, and I did not inform customers early. "
            "I rolled back the release within an hour and restored the old prices from the backup. "
            "I wrote the postmortem myself, and I compare every list with a baseline. "
            "An alert rings at zero prices."
        ),
    },
)

GUEST = Story(
    question="q2",
    plain=(
        "A family came to the desk at midnight because their room at the lake had been given away. "
        "I listened to the whole complaint and apologised. "
        "I offered them two remedies, the suite upstairs or a taxi to our sister house. "
        "They took the suite and I compensated the breakfast. "
        "The next morning I followed up in person with a fruit basket. "
        "Later I found why it arose: the booking sheet was printed at noon. "
        "So I changed the routine and it is printed at six now."
    ),
    middle=(
        "A family came to the desk at midnight because their room at the lake had been given away. "
        "I listened to them and apologised, and I looked for a free room upstairs."
    ),
    weak=(
        "A family came to the desk at midnight because their room at the lake had been given away. "
        "I told them the house was full and gave them the telephone of a taxi."
    ),
    styles={
        "hedged": (
            "Well, a family sort of came to the desk at midnight because their room at the lake "
            "had basically been given away. "
            "I just listened to the whole complaint, I guess, and apologised. "
            "I think I offered them two remedies, the suite upstairs or maybe a taxi to our sister "
            "house. "
            "They took the suite and I kind of compensated the breakfast. "
            "The next morning I just followed up in person with, you know, a fruit basket. "
            "Later I actually found why it arose: the booking sheet was printed at noon, it seems. "
            "So I simply changed the routine and it is usually printed at six now."
        ),
        "long": (
            "That is a story I often tell at home. It was raining, it was the week of the regatta, "
            "and a family with two tired boys came to the desk at midnight because their room at "
            "the lake had been given away. "
            "I put my pen down and listened to the whole complaint, which took some minutes, and "
            "apologised. "
            "I offered them two remedies, the suite upstairs, which has a lovely balcony, or a "
            "taxi to our sister house across the bridge. "
            "They took the suite and I compensated the breakfast, with pancakes for the boys. "
            "The next morning I followed up in person with a fruit basket and a map. "
            "Later, on a quiet afternoon, I found why it arose: the booking sheet was printed at "
            "noon. "
            "So I changed the routine and it is printed at six now."
        ),
        "non-native": (
            "Family come to desk at midnight because their room at lake is given away. "
            "I listen whole complaint and apologise. "
            "I offer them two remedy, suite upstairs or taxi to our sister house. "
            "They take suite and I compensate breakfast. "
            "Next morning I follow up in person with fruit basket. "
            "Later I find why it arise: booking sheet is print at noon. "
            "So I change routine and it is print at six now."
        ),
        "unpunctuated": (
            "a family came to the desk at midnight because their room at the lake had been given "
            "away i listened to the whole complaint and apologised i offered them two remedies the "
            "suite upstairs or a taxi to our sister house they took the suite and i compensated "
            "the breakfast the next morning i followed up in person with a fruit basket later i "
            "found why it arose the booking sheet was printed at noon so i changed the routine and "
            "it is printed at six now"
        ),
        "misheard": (
            "A family came to the desk at midnight because their room at the lake had been given "
            "a way. "
            "I listened to the hole complaint and apologized. "
            "I offered them two remedys, the sweet upstairs or a taxi to our sister house. "
            "They took the sweet and I compensatet the breakfast. "
            "The next morning I followed up in person with a fruit basked. "
            "Later I found why it arose: the bookings sheet was printed at noon. "
            "So I changed the rutine and it is printed at six now."
        ),
    },
    extra="I also agreed with the night porter that he calls every late guest before ten.",
    removed="I offered them two remedies, the suite upstairs or a taxi to our sister house. ",
)

STOCK = Story(
    question="q3",
    plain=(
        "In the tyre hall we had 40 pallets that nobody could find. "
        "I made a schedule and counted two aisles of shelves every Tuesday with a torch. "
        "I reconciled the counted quantities with the deliveries of the truck drivers. "
        "Every discrepancy I traced to a picker, a gate or a paper note. "
        "Most of the shrinkage came from winter tyres that were scanned as summer ones. "
        "I trained six pickers on scanning and set a tolerance of four tyres. "
        "By Easter the ledger was right and 3 pallets were left."
    ),
    middle=(
        "In the tyre hall we had 40 pallets that nobody could find. "
        "I made a schedule and counted two aisles of shelves every Tuesday with a torch. "
        "I wrote the corrections into the ledger in the evening."
    ),
    weak=(
        "In the tyre hall we had 40 pallets that nobody could find. "
        "We walked around with a torch when the chief was angry and wrote down what we saw."
    ),
    styles={
        "hedged": (
            "I mean, in the tyre hall we basically had 40 pallets that nobody could really find. "
            "I just made a schedule and, um, counted two aisles of shelves every Tuesday with a "
            "torch, usually. "
            "I kind of reconciled the counted quantities with the deliveries of the truck drivers. "
            "Every discrepancy I sort of traced to a picker, a gate or, you know, a paper note. "
            "Most of the shrinkage probably came from winter tyres that were actually scanned as "
            "summer ones. "
            "I just trained six pickers on scanning, I think, and set a tolerance of roughly four "
            "tyres. "
            "By Easter the ledger was pretty right and maybe 3 pallets were left."
        ),
        "long": (
            "You have to imagine the tyre hall, it is as large as a football field and smells of "
            "rubber all day. In the tyre hall we had 40 pallets that nobody could find. "
            "I made a schedule, which hung beside the coffee machine, and counted two aisles of "
            "shelves every Tuesday with a torch, because the lamps were broken. "
            "I reconciled the counted quantities with the deliveries of the truck drivers, who "
            "were patient with me. "
            "Every discrepancy I traced to a picker, a gate or a paper note. "
            "Most of the shrinkage, and I laughed when I saw it, came from winter tyres that were "
            "scanned as summer ones. "
            "I trained six pickers on scanning and set a tolerance of four tyres. "
            "By Easter, when my holidays began, the ledger was right and 3 pallets were left."
        ),
        "non-native": (
            "In tyre hall we have 40 pallet that nobody can find. "
            "I make schedule and I count two aisle of shelf every Tuesday with torch. "
            "I reconcile counted quantity with delivery of truck driver. "
            "Every discrepancy I trace to picker, gate or paper note. "
            "Most of shrinkage come from winter tyre that was scan as summer one. "
            "I train six picker on scanning and set tolerance of four tyre. "
            "By Easter ledger is right and 3 pallet is left."
        ),
        "unpunctuated": (
            "in the tyre hall we had forty pallets that nobody could find i made a schedule and "
            "counted two aisles of shelves every tuesday with a torch i reconciled the counted "
            "quantities with the deliveries of the truck drivers every discrepancy i traced to a "
            "picker a gate or a paper note most of the shrinkage came from winter tyres that were "
            "scanned as summer ones i trained six pickers on scanning and set a tolerance of four "
            "tyres by easter the ledger was right and three pallets were left"
        ),
        "misheard": (
            "In the tire hall we had 40 pallets that nobody could find. "
            "I made a shedule and counted two isles of shelves every Tuesday with a torch. "
            "I reconciled the counted quantitys with the deliverys of the truck drivers. "
            "Every discrepency I traced to a picker, a gate or a paper note. "
            "Most of the shrinkage came from winter tires that were scant as summer ones. "
            "I trained six pickers on scaning and set a tolerance of four tires. "
            "By Easter the letter was right and 3 pallets were left."
        ),
    },
    extra="I sampled the fast movers by turnover every second week as well.",
    removed="Every discrepancy I traced to a picker, a gate or a paper note. ",
)

STORIES = {"outage": OUTAGE, "guest": GUEST, "stock": STOCK}


def interview(*answers: tuple[str, str] | tuple[str, str, str]) -> Transcript:
    """A transcript of (question id, answer) or (question id, agent's words, answer)."""
    asked = {question.id: question.text for question in RUBRIC.questions}
    turns: list[TranscriptTurn] = []
    for question, *rest in answers:
        answer = rest[0] if len(rest) == 2 else asked[question]
        for role, text in (("agent", answer), ("candidate", rest[-1])):
            turns.append(
                TranscriptTurn(
                    turn=len(turns) + 1, role=role, text=text, question_id=question or None
                )
            )
    return Transcript(language="en", turns=tuple(turns))


def card(*answers: tuple[str, str] | tuple[str, str, str]) -> Scorecard:
    return score(interview(*answers), RUBRIC)


def of(card: Scorecard, competency: str) -> CompetencyScore:
    return next(scored for scored in card.competencies if scored.name == competency)


def told(story: Story, text: str, *more: str) -> CompetencyScore:
    """The competency's score for one telling, with follow-ups to the same question."""
    follow_ups = [(story.question, "Can you tell me more?", text) for text in more]
    return of(card((story.question, text), *follow_ups), story.competency)
