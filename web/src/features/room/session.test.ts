import { describe, expect, it } from "vitest";
import type { ServerFrame } from "@/shared/live/frames";
import {
  askedNow,
  newRoomSession,
  type RoomSession,
  type RoomSessionEvent,
  roomSessionReducer,
  roomStatusOf,
  staffStatus,
  wordsOf,
} from "./session";

const ready: ServerFrame = {
  type: "READY",
  sessionId: "int_1",
  state: "in_progress",
  lastSeq: 0,
  position: "Welder",
  companyName: "Larkfield",
  question: { index: 1, of: 3 },
  remainingSeconds: 900,
};

type Spoken = Extract<ServerFrame, { type: "TRANSCRIPT" }>;

function said(seq: number, text: string, kind: Spoken["kind"], more: Partial<Spoken> = {}): Spoken {
  const role = kind === "answer" ? "candidate" : "agent";
  return { type: "TRANSCRIPT", seq, role, text, kind, turn: seq, final: true, ...more };
}

const frame = (each: ServerFrame): RoomSessionEvent => ({ type: "frame", frame: each, at: 0 });
const link = (to: RoomSession["link"], at = 0): RoomSessionEvent => ({
  type: "link",
  link: to,
  at,
});

function interviewOf(...events: RoomSessionEvent[]): RoomSession {
  return events.reduce(roomSessionReducer, newRoomSession());
}

describe("the talk", () => {
  it("shows what is said to a wish beside the question, and waiting for the candidate", () => {
    const session = interviewOf(
      frame(said(1, "What did you do?", "question")),
      frame({ ...said(2, "stop", "remark"), role: "candidate" }),
      frame(said(3, "Would you like to end the interview now?", "remark")),
    );

    expect(askedNow(session)).toMatchObject({
      text: "What did you do?",
      remark: "Would you like to end the interview now?",
    });
    expect(session.isAwaited).toBe(false);
  });

  it("never shows the candidate's own words as the interviewer's", () => {
    const session = interviewOf(
      frame(said(1, "What did you do?", "question")),
      frame({ ...said(2, "Please say that again.", "remark"), role: "candidate" }),
      frame(said(3, "What did you do?", "repeat")),
    );

    expect(askedNow(session)?.remark).toBeNull();
  });

  it("shows the newest question and keeps it through a remark", () => {
    const session = interviewOf(
      frame(said(1, "What did you do?", "question")),
      frame(said(2, "I stopped it.", "answer")),
      frame(said(3, "Thank you.", "remark")),
    );

    expect(askedNow(session)).toMatchObject({ text: "What did you do?", remark: "Thank you." });
    expect(session.isAwaited).toBe(false);
  });

  it("shows a follow-up with the question it grew from", () => {
    const session = interviewOf(
      frame(said(1, "What did you do?", "question")),
      frame(said(2, "I stopped it.", "answer")),
      frame(said(3, "How did you know?", "follow_up", { parentTurn: 1 })),
    );

    expect(askedNow(session)).toMatchObject({
      text: "How did you know?",
      isFollowUp: true,
      parent: "What did you do?",
    });
  });

  it("drops a frame that it has seen, as a resumed line repeats them", () => {
    const question = frame(said(4, "What did you do?", "question"));

    const session = interviewOf(question, link("lost"), link("open"), frame(ready), question);

    expect(session.said).toHaveLength(1);
    expect(session.lastSeq).toBe(4);
  });

  it("keeps an answer until the server has said it back", () => {
    const answer = { clientMessageId: "m1", text: "I stopped  it.\n" };

    const sent = interviewOf({ type: "answered", answer });
    const heard = roomSessionReducer(sent, frame(said(2, "I stopped it.", "answer")));

    expect(sent.pending).toEqual([answer]);
    expect(heard.pending).toEqual([]);
  });

  it("trusts the message id over the words", () => {
    const first = { clientMessageId: "m1", text: "Yes." };
    const second = { clientMessageId: "m2", text: "Yes." };

    const session = interviewOf(
      { type: "answered", answer: first },
      { type: "answered", answer: second },
      frame(said(2, "Yes.", "answer", { clientMessageId: "m2" })),
    );

    expect(session.pending).toEqual([first]);
  });

  it("does not take another answer for the confirmation", () => {
    const answer = { clientMessageId: "m1", text: "I stopped it." };

    const session = interviewOf(
      { type: "answered", answer },
      frame(said(2, "Something from the other device.", "answer")),
    );

    expect(session.pending).toEqual([answer]);
  });

  it("says how long the line was lost once it is back", () => {
    const session = interviewOf(
      link("open", 0),
      link("lost", 1000),
      link("lost", 5000),
      link("open", 13_000),
    );

    expect(session.lostForMs).toBe(12_000);
    expect(session.lostAt).toBeNull();
  });

  it("lets each state follow from what happened", () => {
    const open = [link("open"), frame(ready)];
    const asked = [...open, frame(said(1, "What did you do?", "question"))];
    const paused: ServerFrame = {
      type: "STATE",
      state: "PAUSED",
      question: null,
      remainingSeconds: 800,
    };

    expect(roomStatusOf(interviewOf(...open))).toBe("ready");
    expect(roomStatusOf(interviewOf(...open, { type: "begun" }))).toBe("thinking");
    expect(roomStatusOf(interviewOf(...asked))).toBe("typing");
    expect(roomStatusOf(interviewOf(...asked, frame(paused)))).toBe("moment");
    expect(roomStatusOf(interviewOf(...asked, link("lost", 1)))).toBe("lost");
    expect(
      roomStatusOf(interviewOf(...asked, frame({ type: "ENDED", seq: 9, reason: "completed" }))),
    ).toBe("finished");
  });

  it("counts a new question as the next place, and a repeated one not", () => {
    const asked = interviewOf(
      frame({ ...ready, question: { index: 0, of: 2 } } as ServerFrame),
      frame(said(1, "What did you do?", "question")),
    );
    const resumed = interviewOf(
      frame({ ...ready, lastSeq: 1, question: { index: 1, of: 2 } } as ServerFrame),
      frame(said(1, "What did you do?", "question")),
    );

    expect(asked.place).toEqual({ index: 1, of: 2 });
    expect(resumed.place).toEqual({ index: 1, of: 2 });
  });

  it("takes no repeated state, warning or consent for the present", () => {
    const now = { ...ready, lastSeq: 3, remainingSeconds: 300 } as ServerFrame;
    const question = { index: 1, of: 3 };

    const session = interviewOf(
      frame(now),
      frame({ type: "CONSENT", seq: 1, text: "May we?", version: "4" }),
      frame({ type: "STATE", seq: 2, state: "paused", question, remainingSeconds: 1800 }),
      frame({ type: "NOTIFICATION", seq: 3, kind: "time", severity: "info", text: "About 5." }),
    );

    expect(session.remaining?.seconds).toBe(300);
    expect(session).toMatchObject({ sessionState: "in_progress", notice: null, consent: null });
  });

  it("asking for consent again while it is still open", () => {
    const session = interviewOf(
      frame({ ...ready, lastSeq: 1, state: "consent_pending" } as ServerFrame),
      frame({ type: "CONSENT", seq: 1, text: "May we?", version: "4" }),
    );

    expect(session.consent?.text).toBe("May we?");
  });

  it("keeps the place and the time when a frame does not carry them", () => {
    const session = interviewOf(
      frame(ready),
      frame({ type: "STATE", state: "in_progress", question: null, remainingSeconds: null }),
    );

    expect(session.place).toEqual({ index: 1, of: 3 });
    expect(session.remaining?.seconds).toBe(900);
  });

  it("waits in the queue, says the place whenever it moves, and begins by itself", () => {
    const queued = interviewOf(
      link("open"),
      frame({ ...ready, state: "queued", lastSeq: 3 }),
      frame({ type: "QUEUED", seq: 3, position: 4 }),
    );
    const further = roomSessionReducer(queued, frame({ type: "QUEUED", position: 2 }));
    const begun = interviewOf(
      link("open"),
      frame({ ...ready, state: "queued", lastSeq: 3 }),
      frame({ type: "QUEUED", position: 1 }),
      frame({ ...ready, type: "STATE", seq: 4, state: "connected" }),
      frame({ type: "GREETING", seq: 5, text: "Hello." }),
    );

    expect(roomStatusOf(queued)).toBe("queued");
    expect(wordsOf(further).word).toBe("You are number 2 in the queue.");
    expect(roomStatusOf(begun)).toBe("typing");
  });

  it("says that a person is there for as long as they are, also after a reload", () => {
    const told = (
      seq: number,
      notice: "observer_joined" | "observer_left" | "staff_speaking" | "interviewer_resumed",
    ) =>
      frame({ type: "NOTIFICATION", seq, kind: "staff", severity: "info", text: notice, notice });
    const question = frame(said(2, "What did you do?", "question"));
    const reloaded = interviewOf(
      frame({ ...ready, lastSeq: 3 }),
      question,
      told(3, "observer_joined"),
    );
    const taken = roomSessionReducer(reloaded, told(4, "staff_speaking"));
    const back = roomSessionReducer(taken, told(5, "interviewer_resumed"));

    expect(staffStatus(reloaded)).toContain("is observing");
    expect(reloaded.notice).toBeNull();
    expect(staffStatus(taken)).toContain("is writing to you");
    expect(staffStatus(back)).toContain("is observing");
    expect(back.notice?.text).toBe("interviewer_resumed");
    expect(staffStatus(roomSessionReducer(back, told(6, "observer_left")))).toBeNull();
  });

  it("lets a person ask in their own name and read the answer", () => {
    const session = interviewOf(
      link("open"),
      frame({
        type: "NOTIFICATION",
        seq: 1,
        kind: "staff",
        severity: "info",
        text: "",
        notice: "staff_speaking",
      }),
      frame(said(2, "What do you need from us?", "follow_up", { saidBy: "staff", parentTurn: 1 })),
    );

    expect(askedNow(session)).toMatchObject({ isByStaff: true, parent: null });
    expect(roomStatusOf(roomSessionReducer(session, frame(said(3, "A rota.", "answer"))))).toBe(
      "read",
    );
  });

  it("says 'one moment' while it thinks and forgets it with the reply", () => {
    const waiting = interviewOf(
      link("open"),
      frame(said(1, "What did you do?", "question")),
      frame(said(2, "I stopped it.", "answer")),
      frame({
        type: "NOTIFICATION",
        seq: 3,
        kind: "performance",
        severity: "info",
        text: "One moment, please.",
      }),
    );

    expect(wordsOf(waiting).rest).toBe("One moment, please.");
    expect(roomSessionReducer(waiting, frame(said(4, "And then?", "follow_up"))).notice).toBeNull();
  });

  it("knows what was typed from what was heard", () => {
    const session = interviewOf(
      frame(said(1, "Yes.", "answer", { clientMessageId: "m1" })),
      frame(said(2, "No.", "answer")),
    );

    expect(session.said.map((each) => each.isTyped ?? false)).toEqual([true, false]);
  });

  it("passes over what a newer gateway says", () => {
    const session = interviewOf(frame({ type: "WAVE", seq: 9 } as unknown as ServerFrame));

    expect(session).toMatchObject({ link: "joining", lastSeq: 9 });
  });
});
