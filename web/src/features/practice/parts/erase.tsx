import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { asProblem } from "@/shared/api/problem";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Icon } from "@/shared/ui/icon";
import { Failure } from "@/shared/ui/states";
import { usePracticeApi } from "../calls";

function useErasing(erase: () => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: erase,
    onSuccess: () => {
      for (const queryKey of [["review"], ["new answers"], ["practice transcript"]]) {
        queries.removeQueries({ queryKey });
      }
      return queries.invalidateQueries();
    },
  });
}

/** Delete one practice interview: what goes and what stays is said first. */
export function EraseSession({ sessionId, title }: { sessionId: string; title: string }) {
  const calls = usePracticeApi();
  const erase = useErasing(() => calls.eraseSession(sessionId));
  return (
    <>
      <ConfirmButton
        look="quiet"
        size="small"
        aria-label={`Delete ${title}`}
        icon={<Icon of={Trash2} small />}
        busy={erase.isPending && "Deleting…"}
        question="Delete this practice interview?"
        meaning={
          <>
            Deleted for good: your answers, the transcript, recordings, the review with its scores,
            and new answers. These stay: its date, length and type, the role and employer in the
            event log, and what you wrote to the assistant. If someone assigned it to you, they
            still see its status, but no result.
          </>
        }
        keep="Keep it"
        confirm="Delete for good"
        onConfirm={() => erase.mutate()}
      >
        Delete
      </ConfirmButton>
      {erase.error ? (
        <div className="basis-full">
          <Failure problem={asProblem(erase.error)} what="Nothing was deleted." />
        </div>
      ) : null}
    </>
  );
}

/** Delete all of a person's practice. */
export function EraseAll() {
  const calls = usePracticeApi();
  const erase = useErasing(calls.eraseAll);
  return (
    <section className="mt-12 border-t border-line pt-5">
      <h2>Delete my data</h2>
      <p className="mt-1 max-w-prose text-text2">
        Delete all of your practice: interviews, answers, recordings, reviews, and conversations
        with the assistant. Your account stays.
      </p>
      <div className="mt-3">
        <ConfirmButton
          look="danger"
          icon={<Icon of={Trash2} small />}
          busy={erase.isPending && "Deleting…"}
          question="Delete all of your practice?"
          meaning={
            <>
              Deleted for good: all practice interviews with answers, transcripts, recordings,
              reviews and scores, and your conversations with the assistant. Interviews that are
              open end. These stay: your account, the dates of your practice, the roles and
              employers in the event log, assignments, and a note in the audit log that you deleted
              it.
            </>
          }
          keep="Keep everything"
          confirm="Delete everything"
          onConfirm={() => erase.mutate()}
        >
          Delete all my practice
        </ConfirmButton>
        {erase.error ? (
          <div className="mt-3">
            <Failure problem={asProblem(erase.error)} what="Nothing was deleted." />
          </div>
        ) : null}
      </div>
    </section>
  );
}
