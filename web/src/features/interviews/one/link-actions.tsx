import { i18n } from "@lingui/core";
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
  const goesOn = state === "IN_PROGRESS" ? [i18n._("An interview that has begun goes on.")] : [];
  return (
    <>
      {canHaveLink ? (
        <ConfirmButton
          question={i18n._("Make a new link?")}
          meaning={[
            ...(interviewLink
              ? [
                  i18n._("The old link stops working at once, also for the candidate's own page."),
                  ...goesOn,
                ]
              : []),
            interview.candidateEmail
              ? i18n._(
                  "The candidate gets no e-mail about it: copy the new link, or send the invitation afterwards.",
                )
              : i18n._("The candidate gets no e-mail about it: copy the new link afterwards."),
          ].join(" ")}
          keep={i18n._("Not now")}
          confirm={i18n._("Make new link")}
          confirmLook="primary"
          onConfirm={() =>
            run(i18n._("There is a new link. It was not sent to the candidate."), (to) =>
              to.renewLink(id),
            )
          }
        >
          {i18n._("Make new link")}
        </ConfirmButton>
      ) : null}
      {interviewLink ? (
        <ConfirmButton
          look="danger"
          question={i18n._("Revoke the candidate's link?")}
          meaning={[
            i18n._("The link stops working at once, also for the candidate's own page."),
            ...goesOn,
            canHaveLink
              ? i18n._(
                  "The candidate gets no e-mail. The interview is not canceled; you can make a new link later.",
                )
              : i18n._("The candidate gets no e-mail. The interview is not canceled."),
          ].join(" ")}
          keep={i18n._("Keep the link")}
          confirm={i18n._("Revoke link")}
          onConfirm={() =>
            run(i18n._("The link is revoked. The candidate was not e-mailed."), (to) =>
              to.revokeLink(id),
            )
          }
        >
          {i18n._("Revoke link")}
        </ConfirmButton>
      ) : null}
    </>
  );
}
