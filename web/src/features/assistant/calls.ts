import { createContext, useContext } from "react";
import { answered, Problem } from "@/shared/api/problem";
import type { components } from "@/shared/api/schema";
import { staffApi } from "@/shared/api/staff";

type Shapes = components["schemas"];

/** One thing the page can offer after a reply. */
export type Offer = Shapes["AssistantActionResponse"];
export type Reply = Shapes["AssistantAnswerResponse"];
export type Conversation = Shapes["AssistantConversationResponse"];
export type ConversationHead = Shapes["AssistantConversationSummaryResponse"];

export interface Message {
  text: string;
  conversationId: string | null;
  clientMessageId: string;
}

/** What the assistant's page asks of the gateway; a test hands in its own. */
export interface AssistantCalls {
  say: (message: Message) => Promise<Reply>;
  /** Approve a draft; what stands ready already stays as it is. */
  makeReady: (sessionId: string) => Promise<void>;
  retryReview: (sessionId: string) => Promise<unknown>;
  upload: (url: string, file: File) => Promise<void>;
  /** The person's own conversations, newest first. */
  conversations: () => Promise<{ conversations: ConversationHead[] }>;
  conversation: (id: string) => Promise<Conversation>;
  renameConversation: (id: string, title: string) => Promise<unknown>;
  deleteConversation: (id: string) => Promise<unknown>;
}

const MOST_CONVERSATIONS = 50;
const named = (id: string) => ({ params: { path: { conversation_id: id } } });
const at = (sessionId: string) => ({ params: { path: { practice_id: sessionId } } });

export const assistantCalls: AssistantCalls = {
  say: ({ text, conversationId, clientMessageId }) =>
    answered(
      staffApi.POST("/assistant/messages", {
        body: {
          message: text,
          client_message_id: clientMessageId,
          ...(conversationId ? { conversation_id: conversationId } : {}),
        },
      }),
    ),
  makeReady: async (sessionId) => {
    const { status } = await answered(
      staffApi.GET("/practice/sessions/{practice_id}", at(sessionId)),
    );
    if (status !== "draft") return;
    await answered(staffApi.POST("/configure/approve", { body: { session_id: sessionId } }));
  },
  retryReview: (sessionId) => answered(staffApi.POST("/review/{practice_id}/retry", at(sessionId))),
  conversations: () =>
    answered(
      staffApi.GET("/assistant/conversations", {
        params: { query: { limit: MOST_CONVERSATIONS } },
      }),
    ),
  conversation: (id) =>
    answered(staffApi.GET("/assistant/conversations/{conversation_id}", named(id))),
  renameConversation: (id, title) =>
    answered(
      staffApi.PATCH("/assistant/conversations/{conversation_id}", {
        ...named(id),
        body: { title },
      }),
    ),
  deleteConversation: (id) =>
    answered(staffApi.DELETE("/assistant/conversations/{conversation_id}", named(id))),
  upload: async (url, file) => {
    const sent = await fetch(url, {
      method: "PUT",
      body: file,
      headers: { "content-type": "video/webm" },
    }).catch(() => null);
    if (!sent) throw new Problem(0, {});
    if (!sent.ok) throw new Problem(sent.status, await sent.json().catch(() => ({})));
  },
};

export const AssistantApi = createContext<AssistantCalls>(assistantCalls);

export function useAssistantApi(): AssistantCalls {
  return useContext(AssistantApi);
}
