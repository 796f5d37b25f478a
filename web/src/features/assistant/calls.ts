import { createContext, useContext } from "react";
import { answered } from "@/shared/api/problem";
import { staffApi } from "@/shared/api/staff";

/** One thing the page can offer after a reply. */
export interface Offer {
  kind: string;
  label: string;
  session_id?: string | null;
}

export interface Reply {
  conversation_id: string;
  message_id: string;
  reply: string;
  actions: Offer[];
  tool_calls: { name: string; status: string }[];
  agent: { kind: string; version: string };
}

export interface Message {
  text: string;
  conversationId: string | null;
  clientMessageId: string;
}

/** What the assistant's page asks of the gateway; a test hands in its own. */
export interface AssistantCalls {
  say: (message: Message) => Promise<Reply>;
}

export const assistantCalls: AssistantCalls = {
  say: async ({ text, conversationId, clientMessageId }) =>
    (await answered(
      staffApi.POST("/assistant/messages", {
        body: {
          message: text,
          client_message_id: clientMessageId,
          ...(conversationId ? { conversation_id: conversationId } : {}),
        },
      }),
    )) as unknown as Reply,
};

export const AssistantApi = createContext<AssistantCalls>(assistantCalls);

export function useAssistantApi(): AssistantCalls {
  return useContext(AssistantApi);
}
