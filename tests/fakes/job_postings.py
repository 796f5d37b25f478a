"""Twelve job postings of twelve trades, as employers write them, with the skills typed beside
them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from vivavoce.contracts.interview import PlanBrief, Seniority
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.planning.domain.planner import plan_interview
from vivavoce.planning.domain.skills import load_skill_catalog, validate_skills


@dataclass(frozen=True, slots=True)
class Posting:
    """One posting: what stands in it, and what a recruiter types into the request."""

    position: str
    level: Seniority
    company: str
    skills: tuple[str, ...]
    text: str

    @property
    def brief(self) -> PlanBrief:
        """The brief of a 40-minute interview for it."""
        return PlanBrief(
            position=self.position,
            level=self.level,
            job_description=self.text,
            skills=self.skills,
            duration_minutes=40,
            company_name=self.company,
        )


POSTINGS: Mapping[str, Posting] = {
    "surgical ward nurse": Posting(
        "Registered nurse, surgical ward",
        "MID",
        "Harbour Street Hospital",
        ("Patient assessment", "Medication administration", "Wound care", "Infection control"),
        """Harbour Street Hospital is a 240-bed general hospital two minutes from the ferry
terminal. Our surgical
ward has 28 beds and a team of 34 who have stayed with us for years; most of them came for one
season.

Your tasks
- Receive patients from theatre and watch them through their first night
- Change dressings, look after drains and judge when a wound needs the surgeon
- Give medicines by mouth and by drip, and check the dose of high-risk drugs with a second nurse
- Teach patients and their families how to manage at home
- Hand over at the bedside at the end of every shift

What you bring
- A current nursing license
- Two years on a surgical or orthopedic ward
- Weekend and night work, about six nights a month
- Confident spoken and written English

It would be nice if you have a course in stoma care. We will train you on our electronic chart in
the first two
weeks, so experience with it does not matter.

About us
We pay above the regional scale, offer a staff nursery and a bicycle garage, and close the ward
cafe only on
Christmas Day. Our values are courage, curiosity and calm. If this sounds like you, send two pages
and we will
call you within a week.""",
    ),
    "frontend developer": Posting(
        "Frontend developer",
        "SENIOR",
        "Teamwell",
        ("React", "TypeScript", "Docker"),
        """Teamwell sells an online booking tool to 900 small gyms and climbing halls. Eight
engineers build it, four
of them on the web application that this position is about.

In this job you will rebuild our booking calendar, which is the page that members open most and
complain about
most. You will split a large component into small ones, cut the time until the first screen
appears on a cheap
phone, and write the tests that nobody wrote when there were only two of us. You will review the
work of two
younger developers and decide with the designer what we leave out of each release.

You should have
- Five years of building web pages that people use every day
- React and TypeScript in production
- A habit of measuring before and after a change
- Patience with browsers that are older than our company

Nice to have: Docker for your own setup, some experience with accessibility audits.

We work from home or in Leith, start after nine, and release on any day but Friday. Salary between
62,000 and
71,000. Our hiring process takes two weeks and three conversations. We are leaders in our small
market and growing
by a third a year; machine learning plays no part in what we sell.""",
    ),
    "month-end accountant": Posting(
        "General ledger accountant",
        "MID",
        "Caretta Shipping",
        ("Month-end close", "Bookkeeping", "Financial reporting", "Spreadsheets"),
        """Caretta Shipping runs eleven coastal freighters out of Trieste and Piraeus. Finance is
nine people; you
report to the chief accountant, Ms. Planner, and sit next to the two colleagues who pay our
suppliers.

What you will do
- Close the books of four companies by the fifth working day
- Post accruals for port dues, fuel and crew wages
- Reconcile balances between our companies and clear the differences that have been lying there
since spring
- Explain to captains and station managers why their costs moved
- Prepare the papers for the auditors in February

Your profile
- A degree or an apprenticeship in accounting
- At least three years in a general ledger role, one of them in a group
- Good spreadsheets: lookups, pivot tables, and the sense to check a total
- Fluent English; Italian or Greek is a plus

What we offer
A permanent contract, thirty days of leave, lunch on board once a month, and training towards the
certificate of
your choice. We are a family business of the third generation and decide quickly. Please apply
with your earliest
starting date. Applications without a salary expectation will be read as well.""",
    ),
    "primary teacher": Posting(
        "Primary teacher, years three and four",
        "JUNIOR",
        "St. Brendan's Primary School",
        ("Lesson planning", "Classroom management", "Pupil assessment"),
        """St. Brendan's is a village school with 96 pupils in four mixed classes. We are looking
for a teacher for
years three and four from September, because a colleague is moving to the coast.

You will teach a class of twenty-four in all subjects but music. You plan the week with the
teacher of years five
and six, who shares the topics with you. You will write a report on each child in January and in
June, and meet
the parents in between. Two pupils have a support plan, and an assistant is with you for twelve
hours a week.

The person we want
- holds a teaching qualification, or will by the summer
- has taught reading and number work in a mixed class, placements count
- can keep a lively group together without raising their voice
- works with parents openly, also when the news is not what they hoped for

Everyone who works with our children gives a criminal record check before the first day. You will
have a mentor
for the first year and half a day a week to prepare.

The school has a garden, a pond, a leaking gym roof that is being repaired, and a cook who knows
every child by
name. Come and see us on any Tuesday morning.""",
    ),
    "warehouse team leader": Posting(
        "Warehouse team leader, late shift",
        "LEAD",
        "Coachline Parts",
        ("Inventory control", "Order picking", "Shift planning", "Forklift operation"),
        """Coachline Parts supplies bus and coach workshops with spare parts. From our warehouse
near Zwolle 2,300
parcels and 140 pallets leave on an average day, most of them after four in the afternoon.

Main duties
- Lead eleven people on the late shift, half of them from an agency
- Split the work between picking, packing and loading as the cut-off times come closer
- Count 200 locations a week and find out why stock and screen differ
- Train newcomers on the scanner and the reach truck
- Write the handover for the night shift

Requirements
- You have led a shift or a group before
- You drive a reach truck and your license is valid
- You can plan for absence on a Monday and a rush on a Thursday
- You speak English or Dutch well enough to explain a rule and why it exists

We offer a 36-hour week, a late-shift bonus of 22 percent, work shoes of your choice and a canteen
that is open
when you are. The building is heated, the music is voted on, and the last accident was 411 days
ago. There is a
bus stop at the gate. Call Joost or write three lines.""",
    ),
    "maintenance technician": Posting(
        "Maintenance technician, bottling",
        "MID",
        "Springs & Daughters",
        ("Fault finding", "Preventive maintenance", "Electrical testing"),
        """Springs & Daughters bottles mineral water and lemonade on three lines, day and night
except on Sunday. A
line that stands still costs us 4,000 bottles in a quarter of an hour, so you will be popular with
the operators.

What the job is
- Find faults in conveyors, fillers and labelers and get the line running again
- Look after drives, sensors and small control cabinets
- Carry out the weekly service by the list, and improve the list
- Isolate, lock off and test before anybody reaches into a machine
- Write down what failed and which part you used

What you need
- A completed apprenticeship in mechatronics or electrical work
- Two years in a plant that works in shifts
- Calm when six people stand around you and ask how long it will take

Helpful: reading PLC code, welding.

We work in a rotating pattern of early, late and free weeks that is fixed a year ahead. Tools are
ours, and so is
the coffee. New colleagues go along with Ines for their first month. Our bottles are washed by a
machine that is
older than most of us, and we are proud of it.""",
    ),
    "restaurant cook": Posting(
        "Cook, cold kitchen and starters",
        "JUNIOR",
        "Trattoria Fenice",
        ("Food preparation", "Customer service"),
        """Trattoria Fenice has 60 seats inside, 40 under the vines and a kitchen that guests can
look into. We are
open from Wednesday to Sunday and closed in February.

Your work
- Prepare starters, salads and desserts for up to 120 guests an evening
- Take in deliveries, check temperatures and send back what is not fresh
- Keep allergens apart and answer the waiters' questions about them
- Keep your station clean and write the order list for the next day
- Help at the grill when the terrace is full

We would like
- a finished apprenticeship as a cook, or two seasons in a kitchen
- a feeling for what can be done ahead and what cannot
- English or Italian, and the will to learn the other
- a food hygiene certificate, which you can also take with us

You get five days a week, a room over the bakery if you need one, and staff dinner at half past
five. Tips are
shared equally between kitchen and floor. Our chef shouts once a year, at the summer party, into a
microphone. Come
by on a Wednesday afternoon, bring your knife and cook one plate with us.""",
    ),
    "platform engineer": Posting(
        "Platform engineer",
        "SENIOR",
        "Meridian Claims",
        ("Kubernetes", "AWS", "PostgreSQL", "Python"),
        """Meridian Claims handles insurance claims for eleven mid-sized insurers: 40,000 documents
a day come in,
are read, and turn into a payment or a question. We are a team of six who keep the ground under
forty developers.

What you will work on
- Move the last twelve services from virtual machines to our clusters
- Bring the bill down: it grew by half while traffic grew by a tenth
- Make restoring a database something we do every month and not something we fear
- Write the tools in Python that let product teams release without asking us
- Be on call one week in six, with a day off afterwards

What we look for
- Four years of running systems that other people depend on
- Kubernetes and AWS beyond the tutorial
- You have restored a PostgreSQL database when it counted
- You write things down so that we do not have to ask twice

We do not look for certificates. Good English is enough; the office in Cork is optional. Our
customers are in
logistics, health and travel. We pay 85,000 to 98,000 and publish all salary bands. The process:
one call, one
afternoon on a real incident, one lunch.""",
    ),
    "store supervisor": Posting(
        "Store supervisor, household goods",
        "MID",
        "Open Shelf",
        ("Customer service", "Sales", "Inventory control"),
        """Open Shelf sells household goods in nineteen towns. Our branch in Graz has 640 square
meters, a team of
fourteen, and a square in front of it where half the town has its coffee on Saturday.

As store supervisor you open or close the store with two colleagues, count the tills and take the
money to the
bank. You will walk the aisles with new colleagues and show them how to open a conversation
without following
people around. You will handle returns and complaints that the team cannot settle, order what runs
out and mark
down what stays. When the store manager is away, you decide.

Requirements:
- Three years in retail, one of them with keys
- Experience with cash and with a weekly stock count
- You stay friendly after the ninth return without a receipt
- German and English

Optional: a driving license for trips to the other branch.

You get a plan four weeks ahead, every second Saturday off, and 30 percent on everything but sale
items. Part time
from 30 hours is possible. We are an employer that trains its own managers: four of the nineteen
began at the till
in this store.""",
    ),
    "implementation project manager": Posting(
        "Project manager, hospital software",
        "SENIOR",
        "Novasana",
        ("Project management", "Spreadsheets", "Customer service"),
        """Novasana makes the software with which 70 hospitals plan their operating rooms. Bringing
it into a hospital
takes four to nine months, and that is your job.

You will
- Run two or three introductions at a time, from the first visit to the week after go-live
- Agree on scope, dates and cost with the hospital and hold on to them
- Find out early who will be against it and what they are afraid of
- Lead a small group of trainers and one engineer
- Say when a date cannot be kept, before somebody else says it

You have
- Five years of managing projects with people who do not report to you
- Seen the inside of a hospital, a laboratory or a care home
- Sat in front of an angry chief physician and come out with an agreement
- A willingness to travel two days a week

What is not needed: a project management certificate. What we have instead of a kicker table: a
good coffee machine
and doors that close. The position is open in Leipzig or Basel, from 80 percent. Questions answers
Ms. Sterling,
who did this job for six years before she took over the group.""",
    ),
    "mobile developer": Posting(
        "Mobile developer",
        "MID",
        "Footbridge",
        ("Kotlin", "Swift", "Node.js"),
        """Footbridge is an app that guides blind people through train stations in eleven
countries. It is made by
fourteen people, three of whom use it to get to work.

Your work
- Build features in Kotlin and Swift, from the first sketch to the store
- Keep the app usable without looking at it: every screen is tested with a screen reader
- Make positioning last a working day on one battery
- Talk with users on the telephone every second week and write down what they say
- Now and then, repair the Node.js service that sends the platform changes

Must have
- Three years with native apps, at least one of them in the store
- You have chased a crash that you could not reproduce
- You like small, finished steps

Good to have
- Bluetooth beacons
- A second spoken language

We are a foundation, so the salary is fair and not spectacular: 54,000 to 60,000. You get a phone
of each kind,
Fridays until one, and letters from people who found their platform. Work from anywhere between
Lisbon and Tallinn.
Your application may be a recording.""",
    ),
    "tax assistant": Posting(
        "Tax assistant",
        "JUNIOR",
        "Lindqvist & Partner",
        ("Tax returns", "Bookkeeping", "Spreadsheets"),
        """Lindqvist & Partner advises 400 farms, workshops and doctors' practices between Kalmar
and Växjö. We are
twelve people in a former railway station; the trains stopped in 1963 and the clock has been slow
ever since.

You will keep the books of about thirty small businesses and prepare their sales tax returns each
quarter. You will
prepare the yearly return of a farm or a practice together with an adviser and, after two years,
by yourself. You
will ask for missing receipts, again and again and kindly. You will answer the letters of the tax
office within
the time that they set.

We expect
- A completed apprenticeship, or a bachelor's degree in business
- First experience with bookkeeping; a placement counts
- That you ask when a figure looks wrong
- That what you hear about clients stays in the house

We pay for the adviser's course and give you Wednesday afternoons for it. In the busy months from
February to
April everyone works 42 hours, in summer 35. Dogs may come along if they get on with Greta, who
was here first.
Write to us by the end of the month.""",
    ),
}


@cache
def posting_plan(name: str) -> InterviewPlan:
    """Return the built-in planner's plan for a posting; it is made once per test process."""
    posting = POSTINGS[name]
    return plan_interview(posting.brief, validate_skills(posting.skills, load_skill_catalog()))
