import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Problem } from "@/shared/api/problem";
import type { InvitationCard } from "@/shared/api/types";
import { chooseLanguage } from "@/shared/i18n/language";
import { timeZoneStore } from "@/shared/lib/time-zone";
import { clockTime } from "@/shared/lib/words";
import { appointment } from "./appointment";
import type { CandidateLinkCalls } from "./calls";
import { CandidateLink } from "./candidate-link";

const CARD: InvitationCard = {
  candidateName: "Amara Okonkwo",
  position: "Welder",
  companyName: "Larkfield",
  language: "en",
  maskedEmail: "a•••@o•••.org",
  expiresAt: "2030-01-08T10:00:00Z",
  otpRequired: true,
  consent: { version: "4", text: "What you type is kept.", given: false },
  state: "SCHEDULED",
  startsAt: null,
  opensAt: null,
  durationMinutes: 25,
  voice: { isOffered: true, isReadAloud: true, answerMode: "draft" },
  video: null,
  voiceRecording: null,
  codeEmail: null,
};

/** A door that opens for 123456; what was asked of it stands in `asked`. */
function doorWith(card: Partial<InvitationCard> = {}, more: Partial<CandidateLinkCalls> = {}) {
  const asked: string[] = [];
  const calls: CandidateLinkCalls = {
    card: async () => ({ ...CARD, ...card }),
    consent: async (_, choice) => {
      asked.push(`consent ${choice.accepted} ${choice.version} ${choice.accommodations}`);
    },
    chooseLanguage: async (_, language) => {
      asked.push(`speak ${language}`);
      const consent = { version: `4.${language}`, text: "Was Sie tippen, bleibt.", given: false };
      return { ...CARD, ...card, language, consent };
    },
    sendCode: async () => {
      asked.push("send");
      return {
        message: "",
        maskedEmail: CARD.maskedEmail,
        resendAfterSeconds: 60,
        delivery: "email",
      };
    },
    verifyCode: async (_, otp) => {
      asked.push(`verify ${otp}`);
      if (otp !== "123456") throw new Problem(401, { code: "code_incorrect", attemptsLeft: 4 });
      return { sessionToken: "st", candidateName: CARD.candidateName, position: CARD.position };
    },
    start: async (_, sessionToken) => {
      asked.push(`start ${sessionToken}`);
      return { sessionId: "int_1", tenantId: "t1", wsUrl: "ws://x" };
    },
    ...more,
  };
  const onStarted = vi.fn();
  const onCheck = vi.fn();
  const page = render(
    <CandidateLink
      token="tok"
      calls={calls}
      onStarted={onStarted}
      onCheck={onCheck}
      now={() => 0}
    />,
  );
  return { asked, onStarted, onCheck, page };
}

const ways = () => screen.queryAllByRole("radio").map((each) => each.parentElement?.textContent);

describe("a person instead of the computer", () => {
  beforeEach(() => localStorage.clear());
  afterEach(cleanup);

  it("is a button of the same size as the consent, and leads to the candidate's own page", async () => {
    doorWith();
    const agree = await screen.findByRole("button", { name: /^I agree/ });

    const person = screen.getByRole("link", { name: "Speak with a person instead" });

    const sizeOf = (element: HTMLElement) =>
      element.className.split(" ").filter((name) => /^(min-h|px|text-\[)/.test(name));
    expect(person.parentElement).toBe(agree.parentElement);
    expect(sizeOf(person)).toEqual(sizeOf(agree));
    expect(sizeOf(person)).not.toEqual([]);
    expect(person.getAttribute("href")).toBe("/interview/status/tok#person");
  });
});

describe("the language of a candidate", () => {
  beforeEach(() => localStorage.clear());
  afterEach(async () => {
    cleanup();
    await chooseLanguage("en");
    localStorage.clear();
  });

  it("is sent when they choose one, and brings the consent text in it", async () => {
    const { asked } = doorWith();
    await screen.findByText("What you type is kept.");

    await userEvent.click(screen.getByRole("button", { name: "Deutsch" }));

    expect(await screen.findByText("Was Sie tippen, bleibt.")).toBeDefined();
    expect(asked).toEqual(["speak de"]);
  });

  it("is not sent where the interview has it already, or none was chosen", async () => {
    const { asked } = doorWith({ language: "de" });
    await screen.findByText("What you type is kept.");

    await userEvent.click(screen.getByRole("button", { name: "Deutsch" }));

    expect(asked).toEqual([]);
  });
});

describe("the ways to take part", () => {
  beforeEach(() => sessionStorage.clear());
  afterEach(cleanup);

  it("are those that the platform has", async () => {
    const { page } = doorWith();
    await screen.findByRole("button", { name: /I agree/ });
    expect(ways()).toHaveLength(3);
    expect(ways()[2]).toMatch(/^Speak/);
    page.unmount();

    doorWith({ voice: { isOffered: true, isReadAloud: true, answerMode: "typed" } });
    await screen.findByRole("button", { name: /I agree/ });
    expect(ways()).toHaveLength(2);
  });

  it("are not asked about where all is in writing, and an old wish for sound counts no more", async () => {
    sessionStorage.setItem("interview_how", "speak");
    const { onCheck } = doorWith({
      otpRequired: false,
      voice: { isOffered: false, isReadAloud: false, answerMode: "typed" },
    });
    await press(/I agree/);
    await waitFor(() => expect(sessionStorage.getItem("interview_how")).toBe("type"));

    expect(ways()).toEqual([]);
    expect(onCheck).not.toHaveBeenCalled();
  });
});

const press = async (name: string | RegExp) =>
  userEvent.click(await screen.findByRole("button", { name }));

async function typeCode(code: string) {
  const field = await screen.findByLabelText("Six-digit code");
  await userEvent.clear(field);
  await userEvent.type(field, `${code}{Enter}`);
}

describe("the door", () => {
  beforeEach(() => sessionStorage.clear());
  afterEach(cleanup);

  it("leads from agreeing over the code into the room", async () => {
    const { asked, onStarted } = doorWith();
    await userEvent.click(await screen.findByLabelText(/More time to answer/));

    await press(/I agree/);
    await typeCode("123 456");
    await waitFor(() => expect(onStarted).toHaveBeenCalledWith("int_1"));

    expect(asked).toEqual(["consent true 4 more_time", "send", "verify 123456", "start st"]);
    expect(sessionStorage.getItem("interview_session_token")).toBe("st");
    expect(sessionStorage.getItem("interview_tenant_id")).toBe("t1");
  });

  it("chooses nothing for the candidate beforehand", async () => {
    doorWith();

    const boxes = await screen.findAllByRole<HTMLInputElement>("checkbox");

    expect(boxes.every((box) => !box.checked)).toBe(true);
  });

  it("takes a no for a no", async () => {
    const { asked } = doorWith();

    await press("I do not agree");

    expect(await screen.findByRole("heading", { name: /You did not agree/ })).toBeDefined();
    expect(asked).toEqual(["consent false 4 "]);
  });

  it("says what is wrong with a short code without asking the server", async () => {
    const { asked } = doorWith();
    await press(/I agree/);

    await typeCode("4820");

    expect(screen.getByRole("alert").textContent).toBe(
      "The code must have 6 digits. You entered 4.",
    );
    expect(asked).not.toContain("verify 4820");
  });

  it.each([
    ["email", null, "We are sending the code to a•••@o•••.org."],
    ["email", "sent", "We sent the code to a•••@o•••.org."],
    ["email", "delayed", "The e-mail to a•••@o•••.org has not been accepted yet."],
    ["email", "failed", "The e-mail to a•••@o•••.org could not be delivered."],
    [
      "mailbox",
      null,
      "This platform sends no e-mail. The code for a•••@o•••.org is in the local mailbox",
    ],
    ["none", null, "This is a test, so no e-mail is sent."],
  ] as const)("says what became of a code by %s that is %s", async (delivery, codeEmail, words) => {
    vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 500 });
    const answer = { message: "", maskedEmail: CARD.maskedEmail, resendAfterSeconds: 60, delivery };
    doorWith({ codeEmail }, { sendCode: async () => answer });
    await userEvent.click(await screen.findByRole("button", { name: /^I agree/ }));

    expect(await screen.findByText((text) => text.startsWith(words))).toBeDefined();
    vi.useRealTimers();
  });

  it.each([
    ["code_requested_too_soon", null, /for a•••@o•••.org. Use the newest one.$/],
    ["code_requested_too_soon", "sent", /Use the newest one. If it does not arrive/],
    ["code_requested_too_soon", "delayed", /The e-mail to a•••@o•••.org has not been accepted yet/],
    ["code_requested_too_soon", "failed", /The e-mail to a•••@o•••.org could not be delivered/],
    [
      "too_many_codes",
      null,
      /^Too many codes were requested for a•••@o•••.org. The newest one works if/,
    ],
  ] as const)(
    "after %s says what became of an earlier code that is %s",
    async (code, codeEmail, words) => {
      const refusal = new Problem(429, { code }, 42);
      doorWith({ codeEmail }, { sendCode: () => Promise.reject(refusal) });
      await userEvent.click(await screen.findByRole("button", { name: /^I agree/ }));

      expect(await screen.findByText(words)).toBeDefined();
      expect(screen.queryByText(/We (sent|are requesting)/)).toBeNull();
      expect(screen.getByRole("button", { name: /Send a new code in/ })).toBeDefined();
    },
  );

  it.each([
    ["its code has expired", async () => CARD, 0, 1],
    ["it was sent", async () => ({ ...CARD, codeEmail: "sent" as const }), 0, 1],
    ["the answer is not there", () => new Promise<InvitationCard>(() => undefined), 0, 1],
    ["ten minutes are over", async () => ({ ...CARD, codeEmail: "waiting" as const }), 150, 201],
  ])("asks for news of the e-mail no more when %s", async (_, answer, least, most) => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const card = vi.fn(answer).mockImplementationOnce(async () => CARD);
    doorWith({}, { card });
    await userEvent.click(await screen.findByRole("button", { name: /^I agree/ }));
    await screen.findByText(/^We (are sending|sent) the code/);
    card.mockClear();

    await vi.advanceTimersByTimeAsync(20 * 60_000);

    expect(card.mock.calls.length).toBeLessThanOrEqual(most);
    expect(card.mock.calls.length).toBeGreaterThanOrEqual(least);
    vi.useRealTimers();
  });

  it("says that nothing was sent when the request failed", async () => {
    doorWith({}, { sendCode: () => Promise.reject(new Problem(0, { code: "unreachable" })) });
    await userEvent.click(await screen.findByRole("button", { name: /^I agree/ }));

    expect(await screen.findByText("The code could not be sent or checked.")).toBeDefined();
    expect(screen.queryByText(/We (sent|are sending)/)).toBeNull();
  });

  it("says how many tries are left after a wrong code, and keeps what was typed", async () => {
    doorWith();
    await press(/I agree/);

    await typeCode("000000");

    expect(await screen.findByText("4 attempts left with this code.")).toBeDefined();
    expect(screen.getByLabelText<HTMLInputElement>("Six-digit code").value).toBe("000000");
  });

  it("says when it opens again after too many tries", async () => {
    const tooMany = new Problem(429, { code: "too_many_tries" }, 600);
    doorWith({}, { verifyCode: () => Promise.reject(tooMany) });
    await press(/I agree/);

    await typeCode("111111");

    expect((await screen.findByRole("alert")).textContent).toMatch(/Try again at/);
  });

  it("skips the code where the organisation asks for none", async () => {
    const { asked, onStarted } = doorWith({ otpRequired: false });

    await press(/I agree/);

    await waitFor(() => expect(onStarted).toHaveBeenCalled());
    expect(asked).toEqual(["consent true 4 ", "start null"]);
  });

  it("takes nothing that was proved for another link into the sound check", async () => {
    sessionStorage.setItem("interview_token", "another");
    sessionStorage.setItem("interview_session_token", "st of another");
    const { onCheck } = doorWith({ otpRequired: false });
    await userEvent.click(await screen.findByLabelText(/^Speak/));

    await press(/I agree/);

    await waitFor(() => expect(onCheck).toHaveBeenCalled());
    expect(sessionStorage.getItem("interview_session_token")).toBeNull();
  });

  it("leads whoever wants to speak over the sound check, and from there straight in", async () => {
    const first = doorWith();
    await userEvent.click(await screen.findByLabelText(/^Speak/));
    await press(/I agree/);
    await typeCode("123456");
    await waitFor(() => expect(first.onCheck).toHaveBeenCalled());
    expect(sessionStorage.getItem("interview_company_name")).toBe("Larkfield");
    expect(first.asked).not.toContain("start st");
    first.page.unmount();
    sessionStorage.setItem("interview_checked", "tok");

    const second = doorWith({ consent: { ...CARD.consent, given: true } });

    await waitFor(() => expect(second.onStarted).toHaveBeenCalledWith("int_1"));
    expect(second.asked).toEqual(["start st"]);
    expect(sessionStorage.getItem("interview_checked")).toBeNull();
  });

  it("does not ask again for what was agreed to", async () => {
    const { asked } = doorWith({ consent: { ...CARD.consent, given: true } });

    await press("Continue");

    await screen.findByLabelText("Six-digit code");
    expect(asked).toEqual(["send"]);
  });

  it("asks for a new code when the earned token has run out", async () => {
    sessionStorage.setItem("interview_token", "tok");
    sessionStorage.setItem("interview_session_token", "old");
    const expired = new Problem(401, { code: "token_expired" });
    doorWith({}, { start: () => Promise.reject(expired) });

    await press(/I agree/);

    expect(await screen.findByLabelText("Six-digit code")).toBeDefined();
    expect(sessionStorage.getItem("interview_session_token")).toBeNull();
  });

  it("keeps the choice on the page when it could not be saved", async () => {
    const cut = new Problem(0, { code: "unreachable" });
    doorWith({}, { consent: () => Promise.reject(cut) });

    await press(/I agree/);

    expect((await screen.findByRole("alert")).textContent).toContain("Your choice was not saved.");
    expect(screen.getByRole("button", { name: /I agree/ })).toBeDefined();
  });

  it.each([
    ["an unknown link", "no longer works", { code: "link_not_available", status: 404 }],
    ["a gateway that is away", "did not load", { code: "unreachable", status: 0 }],
  ])("has a page for %s", async (_, title, { code, status }) => {
    doorWith({}, { card: () => Promise.reject(new Problem(status, { code })) });

    expect(await screen.findByRole("heading", { name: new RegExp(title) })).toBeDefined();
  });

  it.each([
    ["COMPLETED", /Thank you/],
    ["CANCELLED", /closed/],
  ] as const)("knows that %s is over", async (state, title) => {
    doorWith({ state });

    expect(await screen.findByRole("heading", { name: title })).toBeDefined();
    expect(screen.queryByRole("button", { name: /agree/ })).toBeNull();
  });

  it("counts no step for a code where a customer's page vouches for the candidate", async () => {
    document.documentElement.dataset["embedded"] = "vouched";
    doorWith({});

    expect(await screen.findByText(/^Step 1 of 2/)).toBeDefined();
    delete document.documentElement.dataset["embedded"];
  });

  it("says when it starts and from when it can be entered, with a calendar file", async () => {
    doorWith({ startsAt: "2030-01-01T10:10:00Z", opensAt: "2030-01-01T10:00:00Z" });

    const starts = appointment(new Date("2030-01-01T10:10:00Z"));
    await screen.findByRole("heading", { name: `Your interview starts on ${starts}` });
    const from = clockTime(new Date("2030-01-01T10:00:00Z"));
    expect(screen.getByText(new RegExp(`^You can enter from ${from}, with`))).toBeDefined();
    const link = await screen.findByRole("link", { name: /calendar/ });

    expect(decodeURIComponent(link.getAttribute("href") ?? "")).toContain(
      "DTSTART:20300101T101000Z",
    );
  });
});

describe("before midnight", () => {
  afterEach(() => timeZoneStore.set(""));

  it.each([
    [
      "2030-12-31T23:05:00Z",
      "2030-12-31T22:55:00Z",
      /^You can enter from Tuesday, December 31 at 11:55/,
    ],
    ["2031-01-01T08:05:00Z", "2031-01-01T07:55:00Z", /^You can enter from 08:55.AM, with/],
  ])(
    "the page of the link names the day of the entry, and no day later",
    async (...[at, from, text]) => {
      timeZoneStore.set("Europe/Berlin");
      doorWith({ startsAt: at, opensAt: from });

      expect(await screen.findByText(text)).toBeDefined();
    },
  );
});

describe("a film", () => {
  const video = { version: "video.1", text: "Your camera is recorded while you talk." };
  const wish = () => JSON.parse(sessionStorage.getItem("interview_video_choice") ?? "null");
  const box = () => screen.findByRole("checkbox", { name: /^Also record video/ });
  beforeEach(() => sessionStorage.clear());
  afterEach(cleanup);

  it("is not spoken of where nobody is filmed", async () => {
    doorWith();
    await screen.findByText("Nothing has been recorded so far.");
    expect(screen.queryByText(/record video/)).toBeNull();
    expect(screen.getByText("No camera")).toBeTruthy();
  });

  it("is a box of its own with its own words, and unticked", async () => {
    doorWith({ video });
    expect(await box()).toHaveProperty("checked", false);
    expect(screen.getByText(/Your camera is recorded while you talk/)).toBeTruthy();
    expect(screen.getByText("No camera needed")).toBeTruthy();

    await userEvent.click(screen.getByRole("button", { name: /^I agree/ }));
    expect(wish()).toBeNull();
  });

  it("is wished for in this tab until the room asks, and the wish can be taken back", async () => {
    doorWith({ video });
    await userEvent.click(await box());
    expect(wish()).toEqual({ token: "tok", version: "video.1", isYes: true });
    await userEvent.click(await box());
    expect(wish()).toEqual({ token: "tok", version: "video.1", isYes: false });
  });

  it("is not ticked by what was wished at another invitation", async () => {
    const other = { token: "other", version: "video.1", isYes: true };
    sessionStorage.setItem("interview_video_choice", JSON.stringify(other));
    const { onStarted } = doorWith({
      video,
      otpRequired: false,
      consent: { ...CARD.consent, given: true },
    });
    expect(await box()).toHaveProperty("checked", false);
    await userEvent.click(screen.getByRole("button", { name: "Continue" }));
    expect(onStarted).toHaveBeenCalled();
    expect(wish()).toBeNull();
    expect(JSON.parse(sessionStorage.getItem("interview_video_text") ?? "null")).toEqual(video);
  });
});
