import type { Interview } from "@/shared/api/types";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import type { InterviewCalls } from "../calls";

const LINKED = new Set([
  "APPROVED",
  "SCHEDULED",
  "IN_PROGRESS",
  "COMPLETED",
  "ASSESSMENT_PENDING",
  "ASSESSMENT_APPROVED",
]);

interface LinkActionsProps {
  interview: Interview;
  run: (done: string, action: (calls: InterviewCalls) => Promise<unknown>) => void;
}

/** Take the candidate's link back, or replace it; neither sends an e-mail. */
export function LinkActions({ interview, run }: LinkActionsProps) {
  const { id, state, interviewLink } = interview;
  const canHaveLink =
    LINKED.has(state) && interview.profile !== "phone_screen" && !interview.isErased;
  const stops = "link stops working at once, also for the candidate's own page.";
  const goesOn = state === "IN_PROGRESS" ? " An interview that has begun goes on." : "";
  return (
    <>
      {canHaveLink ? (
        <ConfirmButton
          question="Make a new link?"
          meaning={`${interviewLink ? `The old ${stops}${goesOn} ` : ""}The candidate gets no e-mail about it: copy the new link${interview.candidateEmail ? ", or send the invitation" : ""} afterwards.`}
          keep="Not now"
          confirm="Make new link"
          confirmLook="primary"
          onConfirm={() =>
            run("There is a new link. It was not sent to the candidate.", (to) => to.renewLink(id))
          }
        >
          Make new link
        </ConfirmButton>
      ) : null}
      {interviewLink ? (
        <ConfirmButton
          look="danger"
          question="Revoke the candidate's link?"
          meaning={`The ${stops}${goesOn} The candidate gets no e-mail. The interview is not canceled${canHaveLink ? "; you can make a new link later" : ""}.`}
          keep="Keep the link"
          confirm="Revoke link"
          onConfirm={() =>
            run("The link is revoked. The candidate was not e-mailed.", (to) => to.revokeLink(id))
          }
        >
          Revoke link
        </ConfirmButton>
      ) : null}
    </>
  );
}
