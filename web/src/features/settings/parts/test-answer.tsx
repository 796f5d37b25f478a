import { i18n } from "@lingui/core";
import { CircleCheck, TriangleAlert } from "lucide-react";
import type { WebhookTest } from "@/shared/api/types";
import { Note } from "@/shared/ui/note";
import { answerOf } from "../words";

/** What the receiver really answered to a test, and what to do where that was no success. */
export function TestAnswer({ answer }: { answer: WebhookTest }) {
  const { isDelivered, status, error, latencyMs, body } = answer;
  return (
    <Note
      tone={isDelivered ? "tide" : "amber"}
      icon={isDelivered ? CircleCheck : TriangleAlert}
      title={answerOf(status, error)}
    >
      {isDelivered
        ? null
        : `${i18n._("A webhook counts as delivered only with a status from 200 to 299.")} `}
      {i18n._("It took {latencyMs} ms.", { latencyMs })}
      {body ? (
        <code className="mt-2 block max-h-40 overflow-y-auto whitespace-pre-wrap [overflow-wrap:anywhere]">
          {body}
        </code>
      ) : null}
    </Note>
  );
}
