import { createContext, useContext } from "react";
import { answered } from "@/shared/api/problem";
import type { components } from "@/shared/api/schema";
import { staffApi } from "@/shared/api/staff";

type Shapes = components["schemas"];

/** One thing the page can offer after a reply. */
export type Offer = Shapes["ActionShape"];
export type Reply = Shapes["AnswerShape"];

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
};

export const AssistantApi = createContext<AssistantCalls>(assistantCalls);

export function useAssistantApi(): AssistantCalls {
  return useContext(AssistantApi);
}
