import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Problem } from "@/shared/api/problem";
import type { CandidateData, CandidatePage, InvitationCard } from "@/shared/api/types";
import { chooseLanguage, startLanguage, useLanguage } from "@/shared/i18n/language";
import { timeZoneStore } from "@/shared/lib/time-zone";
import { clockTime } from "@/shared/lib/words";
import { appointment } from "../appointment";
import type { OwnPageCalls } from "../calls";
import { OwnPage } from "./own-page";
import { readableCopy } from "./readable-copy";

const PAGE: CandidatePage = {
  candidateName: "Amara Okonkwo",
  position: "Welder",
  companyName: "Larkfield",
  language: "en",
  stage: "in_review",
  actions: ["correct", "give_feedback", "request_person", "withdraw"],
  startsAt: null,
  opensAt: null,
  durationMinutes: 25,
  completedAt: "2030-01-01T10:00:00Z",
  replyBy: "2030-01-11T10:00:00Z",
  contactEmail: "jobs@larkfield.example",
  maskedEmail: "a***@o***.org",
  personRequestedAt: null,
  answersKeptDays: 90,
  linkExpiresAt: "2030-04-01T10:00:00Z",
  explanation: null,
  transcript: [
    { turn: 1, role: "agent", text: "How long did you weld?", correction: null },
    { turn: 2, role: "candidate", text: "For forty years.", correction: null },
  ],
  feedback: null,
  review: null,
  voluntaryQuestions: [],
  hasAnsweredVoluntaryQuestions: false,
};

function opened(
  page: Partial<CandidatePage> = {},
  more: Partial<OwnPageCalls> = {},
  card: Partial<InvitationCard> = {},
) {
  const asked: string[] = [];
  const shown = { ...PAGE, ...page };
  const answer = (change: Partial<CandidatePage>, what: string) => async () => {
    asked.push(what);
    return { ...shown, ...change };
  };
  const shownCard = {
    companyName: "Larkfield",
    language: shown.language,
    otpRequired: false,
    maskedEmail: shown.maskedEmail,
    ...card,
  } as InvitationCard;
  const calls: OwnPageCalls = {
    card: async () => shownCard,
    chooseLanguage: async (_, language) => {
      asked.push(`speak ${language}`);
      return { ...shownCard, language };
    },
    sendCode: async () => ({
      message: "",
      maskedEmail: "a***@o***.org",
      resendAfterSeconds: 60,
      delivery: "email",
    }),
    verifyCode: async () => ({ sessionToken: "st", candidateName: "", position: "" }),
    page: async () => shown,
    withdraw: answer({ stage: "withdrawn", actions: ["request_person"] }, "withdraw"),
    requestPerson: answer({ personRequestedAt: "2030-01-02T10:00:00Z" }, "person"),
    reschedule: async (_, at) => answer({ startsAt: at }, `reschedule ${at}`)(),
    times: async () => ({
      timeZone: "Europe/Berlin",
      minutes: 30,
      times: ["2030-01-02T10:00:00Z", "2030-01-03T10:00:00Z"],
      bookedAt: null,
      canChoose: true,
      moveUntil: null,
    }),
    book: async (_, at) => answer({ stage: "scheduled", startsAt: at }, `book ${at}`)(),
    correct: async (_, turn, text) => {
      asked.push(`correct ${turn} ${text}`);
      return {
        ...shown,
        transcript: shown.transcript.map((each) =>
          each.turn === turn ? { ...each, correction: text } : each,
        ),
      };
    },
    giveFeedback: async (_, stars, text) =>
      answer({ feedback: { stars, text } }, `feedback ${stars} ${text}`)(),
    requestReview: answer({}, "review"),
    answerVoluntaryQuestions: async (_, answers) =>
      answer({ hasAnsweredVoluntaryQuestions: true }, JSON.stringify(answers))(),
    data: async () => Promise.reject(new Problem(0, {})),
    erase: async () => {
      asked.push("erase");
    },
    ...more,
  };
  render(<Translated calls={calls} />);
  return asked;
}

/** The root of the candidate's pages draws them again in another language. */
function Translated({ calls }: { calls: OwnPageCalls }) {
  useLanguage();
  return <OwnPage token="tok" calls={calls} />;
}

beforeEach(() => sessionStorage.clear());
afterEach(async () => {
  cleanup();
  await chooseLanguage("en");
  localStorage.clear();
});

describe("the candidate's own page", () => {
  it("says where things stand and until when a reply is promised, and no result", async () => {
    opened();

    expect(
      await screen.findByRole("heading", { level: 1, name: "Your answers are under review." }),
    ).toBeTruthy();
    expect(screen.getByText(/promises you a reply by/).textContent).toMatch(/January/);
    expect(screen.getByRole("link", { name: "jobs@larkfield.example" })).toBeTruthy();
    expect(screen.queryByText("The result")).toBeNull();
  });

  it("begins at the request for a person where the link leads there", async () => {
    history.replaceState(null, "", "#person");
    const asked = opened();

    await waitFor(() => expect(document.activeElement?.textContent).toBe("Questions"));
    await userEvent.click(screen.getByRole("button", { name: "Ask for a person" }));

    expect(await screen.findByText(/^You asked for a person on/)).toBeTruthy();
    expect(asked).toEqual(["person"]);
    history.replaceState(null, "", "/");
  });

  it("asks before it withdraws", async () => {
    const asked = opened();

    await userEvent.click(await screen.findByRole("button", { name: "Withdraw my application" }));
    expect(asked).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Withdraw" }));

    expect(
      await screen.findByRole("heading", { name: "You withdrew your application." }),
    ).toBeTruthy();
    expect(asked).toEqual(["withdraw"]);
    expect(screen.queryByRole("button", { name: "Withdraw my application" })).toBeNull();
  });

  it("keeps what was heard beside the correction", async () => {
    const asked = opened();

    await userEvent.click(await screen.findByText("Show 1 answer"));
    await userEvent.click(screen.getByRole("button", { name: "Correct this answer" }));
    const field = screen.getByLabelText("What you said");
    await userEvent.clear(field);
    await userEvent.type(field, "For four years.");
    await userEvent.click(screen.getByRole("button", { name: "Save the correction" }));

    expect(await screen.findByText("For four years.")).toBeTruthy();
    expect(screen.getByText("For forty years.")).toBeTruthy();
    expect(asked).toEqual(["correct 2 For four years."]);
  });

  it("takes feedback only with a rating", async () => {
    const asked = opened();

    await userEvent.click(await screen.findByRole("button", { name: "Send feedback" }));
    expect(screen.getByRole("alert").textContent).toBe("Choose a rating first.");
    await userEvent.click(screen.getByLabelText(/Good$/));
    await userEvent.click(screen.getByRole("button", { name: "Send feedback" }));

    expect(await screen.findByText(/Your feedback is saved/)).toBeTruthy();
    expect(asked).toEqual(["feedback 4 "]);
  });

  it("asks voluntary questions only where the organization does, and sends what was left out as nothing", async () => {
    opened();
    await screen.findByRole("heading", { level: 1 });
    expect(screen.queryByRole("heading", { name: "Voluntary questions" })).toBeNull();
    cleanup();

    const asked = opened({
      actions: ["answer_voluntary_questions"],
      voluntaryQuestions: [
        { code: "gender", options: ["woman", "man"], answer: "man" },
        { code: "age", options: ["under_30"], answer: null },
      ],
    });
    await userEvent.selectOptions(await screen.findByLabelText("Gender"), "Prefer not to say");
    await userEvent.selectOptions(screen.getByLabelText("Age"), "Under 30");
    await userEvent.click(screen.getByRole("button", { name: "Save my answers" }));

    expect(await screen.findByText(/^Saved\. You can change your answers/)).toBeTruthy();
    expect(asked).toEqual(['{"gender":null,"age":"under_30"}']);
  });

  it("deletes the data after a question, and then shows nothing of it", async () => {
    const asked = opened();

    await userEvent.click(await screen.findByRole("button", { name: "Delete my data" }));
    await userEvent.click(screen.getByRole("button", { name: "Delete everything" }));

    expect(
      await screen.findByRole("heading", { name: "Your data has been deleted." }),
    ).toBeTruthy();
    expect(asked).toEqual(["erase"]);
    expect(screen.queryByText("How long did you weld?")).toBeNull();
  });

  it("asks for the code first where one is needed", async () => {
    opened({}, {}, { otpRequired: true });

    await userEvent.type(await screen.findByLabelText("Six-digit code"), "123456");
    await userEvent.click(screen.getByRole("button", { name: "Continue" }));

    expect(await screen.findByText("Your answers are under review.")).toBeTruthy();
  });

  it("explains a decision without numbers and shows the answer to a review", async () => {
    opened({
      stage: "decided",
      actions: ["give_feedback"],
      explanation: {
        goesOn: false,
        decidedAt: "2030-01-05T10:00:00Z",
        areas: [{ name: "Planning", impression: "little" }],
      },
      review: {
        text: "Read it again.",
        writtenAt: "2030-01-06T10:00:00Z",
        answer: "We did.",
        answeredAt: "2030-01-07T10:00:00Z",
      },
    });

    expect(await screen.findByText("Few examples")).toBeTruthy();
    expect(screen.getByText("We did.")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Ask for a review" })).toBeNull();
  });

  it("tells who goes on what comes next, and offers no review of the good news", async () => {
    opened({
      stage: "decided",
      actions: ["request_review"],
      explanation: { goesOn: true, decidedAt: "2030-01-05T10:00:00Z", areas: [] },
    });

    expect(await screen.findByText(/would like to continue with your application/)).toBeTruthy();
    expect(screen.getByText(/will contact you at/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Ask for a review" })).toBeNull();
  });

  it.each([
    ["en", "Your interview starts on START. You can enter from ENTRY, with this same link."],
    ["de", "Ihr Interview beginnt am START. Ab ENTRY können Sie mit diesem Link eintreten."],
  ])(
    "says once when an appointment starts, and from when it can be entered (%s)",
    async (language, sentence) => {
      const [startsAt, opensAt] = ["2030-01-01T10:10:00Z", "2030-01-01T10:00:00Z"];
      await startLanguage({ followsInterview: true });
      await chooseLanguage(language as "en" | "de");
      opened({ language, stage: "scheduled", startsAt, opensAt, actions: [] });

      const expected = sentence
        .replace("START", appointment(new Date(startsAt)))
        .replace("ENTRY", clockTime(new Date(opensAt)));
      expect(await screen.findByText(expected)).toBeTruthy();
      await chooseLanguage("en");
    },
  );

  it.each([
    [
      "en",
      /starts on Wednesday, January 1 at 12:05.*enter from Tuesday, December 31 at 11:55.*, with/,
    ],
    [
      "de",
      /am Mittwoch, 1\. Januar um 00:05.* Ab Dienstag, 31\. Dezember um 23:55 .*können Sie mit/,
    ],
  ] as const)(
    "names the day of the entry where it is another one (%s)",
    async (language, sentence) => {
      timeZoneStore.set("Europe/Berlin");
      await startLanguage({ followsInterview: true });
      await chooseLanguage(language);
      const [startsAt, opensAt] = ["2030-12-31T23:05:00Z", "2030-12-31T22:55:00Z"];
      opened({ language, stage: "scheduled", startsAt, opensAt, actions: [] });

      expect(await screen.findByText(sentence)).toBeTruthy();
      timeZoneStore.set("");
      await chooseLanguage("en");
    },
  );

  it.each([
    [1, false],
    [-1, true],
  ])("leads to the interview once it can be entered", async (minutes, isOpen) => {
    const opensAt = new Date(Date.now() + minutes * 60_000).toISOString();
    opened({ stage: "scheduled", startsAt: "2099-01-01T10:10:00Z", opensAt, actions: [] });

    await screen.findByText(/You can enter from/);
    expect(screen.queryByRole("link", { name: "Go to the interview" }) !== null).toBe(isOpen);
  });

  it("speaks the language of the interview", async () => {
    await startLanguage({ followsInterview: true });
    opened({ language: "de-AT" });

    expect(await screen.findByText("Ihre Antworten werden geprüft.")).toBeTruthy();
    expect(document.documentElement.lang).toBe("de");
    expect(screen.queryByText("Your answers")).toBeNull();
    await chooseLanguage("en");
    expect(await screen.findByText("Your answers are under review.")).toBeTruthy();
  });

  it("sends the language that the reader chose, once, for the e-mails to come", async () => {
    await startLanguage({ followsInterview: true });
    const asked = opened({ language: "en" });
    await screen.findByText("Your answers are under review.");
    expect(asked).toEqual([]);

    await chooseLanguage("de");

    expect(await screen.findByText("Ihre Antworten werden geprüft.")).toBeTruthy();
    await waitFor(() => expect(asked).toEqual(["speak de"]));
    await chooseLanguage("en");
  });

  it("speaks the language that the reader chose, whatever that of the interview", async () => {
    await startLanguage({ followsInterview: true });
    await chooseLanguage("en");
    opened({ language: "de-AT" });

    expect(await screen.findByText("Your answers are under review.")).toBeTruthy();
  });
});

it("writes a copy of the data that a person can read", () => {
  const data: CandidateData = {
    exportedAt: "2030-01-02T10:00:00Z",
    application: { candidateName: "Amara Okonkwo" },
    interview: {
      ...PAGE,
      transcript: [
        { turn: 2, role: "candidate", text: "For forty years.", correction: "For four years." },
      ],
    },
    consents: [],
    notIncluded: ["Ask the organization."],
  };

  const text = readableCopy(data);

  expect(text).toContain("Candidate name: Amara Okonkwo");
  expect(text).toContain("» For forty years.\n  Your correction: For four years.");
  expect(text).toContain("Ask the organization.");
});

describe("the times that are offered", () => {
  const clock = (at: string) =>
    new Date(at).toLocaleTimeString(navigator.language, { hour: "2-digit", minute: "2-digit" });

  it("are chosen on the page, in the reader's own time zone", async () => {
    const asked = opened({ stage: "ready", actions: ["book"] });

    await screen.findByText(/Each takes about 30 minutes/);
    const [, second] = await screen.findAllByRole("button", {
      name: new RegExp(clock("2030-01-03T10:00:00Z")),
    });
    expect(screen.getByText(/Times are in your time zone/)).toBeDefined();
    await userEvent.click(second as HTMLElement);

    expect(asked).toEqual(["book 2030-01-03T10:00:00Z"]);
    expect(await screen.findByText(/Your interview is booked for/)).toBeDefined();
  });

  it("say when one was just taken, and are loaded again", async () => {
    const times = vi.fn(async () => ({
      timeZone: "Europe/Berlin",
      minutes: 30,
      times: ["2030-01-02T10:00:00Z"],
      bookedAt: null,
      canChoose: true,
      moveUntil: null,
    }));
    opened(
      { stage: "ready", actions: ["book"] },
      { times, book: () => Promise.reject(new Problem(409, { code: "time_taken" })) },
    );

    await userEvent.click(
      await screen.findByRole("button", { name: new RegExp(clock("2030-01-02T10:00:00Z")) }),
    );

    expect((await screen.findByRole("alert")).textContent).toContain("just booked");
    expect(times).toHaveBeenCalledTimes(2);
  });
});
