import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { AssistantApi, type AssistantCalls, type Message } from "@/features/assistant/calls";
import { Problem } from "@/shared/api/problem";
import { chooseLanguage } from "@/shared/i18n/language";
import { openConsole, signInAs } from "./test-console";
import { englishWithin } from "./test-english";

const unasked = () => Promise.reject(new Problem(404, { detail: "Nicht da." }));

function open(calls: Partial<AssistantCalls>, path = "/assistant") {
  const all = new Proxy(calls, {
    get: (own, name) => Reflect.get(own, name) ?? unasked,
  }) as AssistantCalls;
  openConsole(path, {}, (page) => <AssistantApi value={all}>{page}</AssistantApi>);
}

beforeEach(async () => {
  await chooseLanguage("de");
  signInAs("SEEKER");
});
afterEach(async () => {
  cleanup();
  await chooseLanguage("en");
  localStorage.clear();
});

const english = () => englishWithin(screen.getByRole("main"));

const TOOLS = [
  "preview_interview configure_interview edit_questions approve_session get_review get_artifact",
  "create_video_upload get_leaderboard create_assignments bulk_results",
].flatMap((names) => names.split(" "));

const reply = {
  conversation_id: "c1",
  message_id: "m1",
  created_at: "2030-01-01T10:00:00Z",
  reply: "Bitte sehr.",
  structured: {
    status: "draft",
    target_role: null,
    interview_type: "behavioral",
    persona_id: "emma",
    duration_minutes: 10,
    difficulty: "hard",
    opening_prompt: "Hallo.",
    question_outline: [{ index: 1, question: "Was misslang?" }],
    candidate_brief: { what_to_expect: "Eine Frage.", how_to_prepare: [], tips: ["Ruhe."] },
  },
  actions: [
    { kind: "approve", label: "Genehmigen" },
    { kind: "retry_review", label: "Neu auswerten", session_id: "int_1" },
  ],
  tool_calls: TOOLS.map((name, place) => ({ name, status: place % 2 ? "failed" : "done" })),
  agent: { kind: "Regeln", version: "v1" },
};

it("leaves no English around what the assistant says, and shows a person's words in German", async () => {
  const say = vi.fn(async (_: Message) => reply as never);
  const conversations = [{ conversation_id: "c0", title: "Erste", updated_at: reply.created_at }];
  open({ say, conversations: async () => ({ conversations: conversations as never }) });
  await userEvent.click(await screen.findByText("Frühere Unterhaltungen"));
  await screen.findByRole("button", { name: "Die Unterhaltung „Erste“ umbenennen" });
  expect(english()).toEqual([]);

  await userEvent.click(screen.getByRole("button", { name: "Wie war ich beim letzten Mal?" }));
  await screen.findByText("„Hallo.“");
  expect(say.mock.lastCall?.[0].text).toBe("How did I do last time?");
  expect(english()).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Genehmigen" }));
  expect(say.mock.lastCall?.[0].text).toBe("Approve the draft");
  expect(screen.getByText("Entwurf genehmigen")).toBeDefined();
  expect(english()).toEqual([]);
});

it("leaves no English where the assistant does not respond", async () => {
  open({ say: () => Promise.reject(new Problem(503, {})) });
  await userEvent.click(await screen.findByRole("button", { name: "Was soll ich vorbereiten?" }));
  await screen.findByText("Der Assistent hat nicht geantwortet.");
  expect(english()).toEqual([]);
});
