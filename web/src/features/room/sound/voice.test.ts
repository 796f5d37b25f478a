import { describe, expect, it } from "vitest";
import type { ServerFrame } from "@/shared/live/frames";
import { newRoomSession, type RoomSession, roomSessionReducer } from "../session";
import {
  lastSentences,
  newVoice,
  type Voice,
  type VoiceEvent,
  voiceAfter,
  withDraft,
} from "./voice";
import { microphoneWords, stateOf } from "./words";

const frame = (said: ServerFrame): VoiceEvent => ({ type: "frame", frame: said, at: 1 });
const voiced = (events: VoiceEvent[], from = newVoice("draft")): Voice =>
  events.reduce(voiceAfter, from);
const ON: VoiceEvent[] = [
  frame({ type: "VOICE", mode: "on", answers: "draft", isDraft: true }),
  { type: "phase", phase: "on" },
  { type: "microphone", microphone: "open" },
];
const speak = (gen: number): VoiceEvent => frame({ type: "SPEAK", gen, turn: 1, text: `u${gen}` });
const caption = (text: string, final: boolean) =>
  frame({ type: "CAPTION", role: "candidate", text, final });
const PLAYS: VoiceEvent = { type: "playing", isPlaying: true };

const READY: ServerFrame = {
  type: "READY",
  sessionId: "int_1",
  state: "in_progress",
  lastSeq: 0,
  position: "",
  companyName: "",
  question: null,
  remainingSeconds: null,
};
const ASKED: ServerFrame = {
  type: "TRANSCRIPT",
  seq: 1,
  role: "agent",
  text: "Why?",
  final: true,
  turn: 1,
  kind: "question",
};

function talkWith(...frames: ServerFrame[]): RoomSession {
  const open = roomSessionReducer(newRoomSession(), { type: "link", link: "open", at: 0 });
  return frames.reduce(
    (session, each) => roomSessionReducer(session, { type: "frame", frame: each, at: 0 }),
    open,
  );
}
const TALK = talkWith(READY, ASKED);
const wordOf = (voice: Voice, session = TALK, quiet = 0) => stateOf(session, voice, quiet).word;

describe("the voice of a talk", () => {
  it("listens, still listens, speaks and thinks, each in its own words", () => {
    const listening = voiced([...ON, frame({ type: "HEARING", state: "listening" })]);

    expect(wordOf(listening)).toBe("Listening.");
    expect(wordOf(listening, TALK, 4000)).toBe("Still listening.");
    expect(stateOf(TALK, voiced([speak(1), PLAYS], listening), 0)).toMatchObject({
      shape: "speaking",
      rest: "You can interrupt.",
    });
    expect(wordOf(voiced([frame({ type: "HEARING", state: "thinking" })], listening))).toBe(
      "Thinking.",
    );
  });

  it("says so when nobody is heard, and never that it listens", () => {
    const silent = voiced([frame({ type: "HEARING", state: "silent" })], voiced(ON));

    expect(stateOf(TALK, silent, 9000)).toMatchObject({
      shape: "muted",
      word: "The interviewer cannot hear you.",
    });
    expect(wordOf(voiced([frame({ type: "HEARING", state: "listening" })], silent))).toBe(
      "Listening.",
    );
  });

  it("thinks no longer than until the reply is there, spoken or only written", () => {
    const thinks = voiced([...ON, frame({ type: "HEARING", state: "thinking" })]);

    expect(wordOf(thinks)).toBe("Thinking.");
    expect(wordOf(voiced([speak(4), { type: "ended", gen: 4 }], thinks))).toBe("Listening.");
    expect(wordOf(voiced([frame({ ...ASKED, seq: 3 })], thinks))).toBe("Listening.");
    const answer = frame({ ...ASKED, seq: 3, role: "candidate", kind: "answer" });
    expect(wordOf(voiced([answer], thinks))).toBe("Thinking.");
  });

  it("says at once that an answer was ended, until its words come", () => {
    const finished = voiced([...ON, { type: "finished" }]);

    expect(wordOf(finished)).toBe("Thinking.");
    expect(wordOf(voiced([caption("I sto", false)], finished))).toBe("Thinking.");
    for (const news of [
      frame({ type: "DRAFT", text: "I stopped." }),
      frame({ type: "HEARING", state: "listening" }),
      frame({ ...ASKED, seq: 3 }),
    ]) {
      expect(voiced([news], finished).finish).toBeNull();
    }
  });

  it("says that no words came of an ended answer, until some do", () => {
    const overdue = voiced([...ON, { type: "finished" }, { type: "overdue" }]);

    expect(stateOf(TALK, overdue, 9000)).toMatchObject({
      shape: "listening",
      word: "No words were understood.",
      rest: "Speak a little louder, or type your answer.",
    });
    expect(wordOf(voiced([caption("I sto", false)], overdue))).toBe("Listening.");
    const heard = voiced([...ON, caption("I stopped.", true), { type: "finished" }]);
    expect(wordOf(voiced([{ type: "overdue" }], heard))).toBe("Listening.");
  });

  it("names both ways on while the text of an answer waits to be sent", () => {
    const drafted = voiced([...ON, frame({ type: "DRAFT", text: "I stopped." })]);

    expect(stateOf(TALK, drafted, 9000, true).rest).toBe("Say more, or send your answer.");
    expect(stateOf(TALK, drafted, 9000, false).word).toBe("Still listening.");
  });

  it("says that somebody cut in only where there was something to cut", () => {
    const speaking = voiced([...ON, speak(1), PLAYS]);

    expect(wordOf(voiced([frame({ type: "FLUSH", gen: 1 })], speaking))).toBe("You interrupted.");
    expect(wordOf(voiced([...ON, frame({ type: "FLUSH", gen: 1 })]))).toBe("Listening.");
  });

  it("drops with a flush what was to come, and keeps what is newer", () => {
    const voice = voiced([...ON, speak(1), speak(2), speak(3), frame({ type: "FLUSH", gen: 2 })]);

    expect(voice.utterances.map((each) => each.gen)).toEqual([3]);
  });

  it("knows what is heard now from what was sent ahead", () => {
    const voice = voiced([...ON, speak(1), speak(2), { type: "ended", gen: 1 }]);

    expect(voice.utterances[0]?.text).toBe("u2");
  });

  it("tells who is muted that nothing leaves, and who types that they type", () => {
    const muted = voiced([...ON, { type: "muted", isMuted: true }]);

    expect(stateOf(TALK, muted, 0)).toMatchObject({ shape: "muted", word: "You are muted." });
    expect(wordOf(voiced([{ type: "typing", isTyping: true }], muted))).toBe("Typing.");
  });

  it("says that one is muted whatever the interviewer does, and never thinks on for a muted microphone", () => {
    const muted = voiced([...ON, { type: "muted", isMuted: true }]);
    const answered = talkWith(READY, ASKED, {
      ...ASKED,
      seq: 2,
      role: "candidate",
      kind: "answer",
    });

    expect(stateOf(TALK, voiced([speak(1), PLAYS], muted), 0)).toMatchObject({
      shape: "speaking",
      rest: "You are muted.",
    });
    expect(stateOf(answered, muted, 0)).toMatchObject({
      word: "Thinking.",
      rest: "You are muted.",
    });
    expect(wordOf(voiced([frame({ type: "HEARING", state: "thinking" })], muted))).toBe(
      "You are muted.",
    );
  });

  it("lets a lost line and a pause outrank everything of the voice", () => {
    const speaking = voiced([...ON, speak(1), PLAYS]);
    const lost = roomSessionReducer(TALK, { type: "link", link: "lost", at: 0 });

    expect(wordOf(speaking, lost)).toBe("Disconnected.");
    expect(wordOf(speaking, roomSessionReducer(TALK, { type: "paused", isPaused: true }))).toBe(
      "Paused.",
    );
  });

  it("types where there is no ear, whatever was wished", () => {
    const typed = voiced([frame({ type: "VOICE", mode: "on", answers: "typed" })]);

    expect(wordOf(voiced([{ type: "microphone", microphone: "blocked" }], voiced(ON)))).toBe(
      "Your turn.",
    );
    expect(wordOf({ ...typed, phase: "on" })).toBe("Your turn.");
  });

  it("shows partial words beside final ones and forgets both when the answer is taken", () => {
    const heard = voiced([
      ...ON,
      caption("I sto", false),
      caption("I stopped.", true),
      caption("Next", false),
    ]);

    expect(heard.caption).toEqual({ said: "I stopped.", partial: "Next" });
    expect(voiced([frame({ ...ASKED, role: "candidate" } as ServerFrame)], heard).caption).toEqual({
      said: "",
      partial: "",
    });
  });
});

describe("what is shown of it", () => {
  it("is the last two sentences", () => {
    expect(lastSentences("One. Two! Three? Four")).toBe("… Three? Four");
    expect(lastSentences("One. Two")).toBe("One. Two");
    expect(lastSentences("")).toBe("");
  });

  it("puts a draft into an empty box, after typed words, and in place of a shorter draft", () => {
    expect(withDraft("", "", "I stopped.")).toBe("I stopped.");
    expect(withDraft("By hand.", "", "I stopped.")).toBe("By hand. I stopped.");
    expect(withDraft("I stopped", "I stopped", "I stopped the lift.")).toBe("I stopped the lift.");
    expect(withDraft("I stopped.", "I stopped.", "Then I rang.")).toBe("I stopped. Then I rang.");
    expect(withDraft("I corrected it.", "I stopped.", "Then I rang.")).toBe(
      "I corrected it. Then I rang.",
    );
  });

  it("tells each browser's own way to the microphone, and typing in any case", () => {
    const firefox = microphoneWords("blocked", "Mozilla/5.0 Gecko/20100101 Firefox/140.0");
    const chrome = microphoneWords(
      "blocked",
      "Mozilla/5.0 AppleWebKit/537.36 Chrome/150 Safari/537.36",
    );
    const safari = microphoneWords(
      "blocked",
      "Mozilla/5.0 AppleWebKit/605.1 Version/18 Safari/605.1",
    );

    expect(new Set([firefox.rest, chrome.rest, safari.rest]).size).toBe(3);
    for (const why of ["blocked", "none", "busy", "insecure", "lost"] as const) {
      expect(microphoneWords(why, "").rest).toContain("typing");
    }
  });
});
