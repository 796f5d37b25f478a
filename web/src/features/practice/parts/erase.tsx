import { i18n } from "@lingui/core";
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
        aria-label={i18n._("Delete {title}", { title })}
        icon={<Icon of={Trash2} small />}
        busy={erase.isPending && i18n._("Deleting…")}
        question={i18n._("Delete this practice interview?")}
        meaning={i18n._(
          "Deleted for good: your answers, the transcript, recordings, the review with its scores, and new answers. These stay: its date, length and type, the role and employer in the event log, and what you wrote to the assistant. If someone assigned it to you, they still see its status, but no result.",
        )}
        keep={i18n._("Keep it")}
        confirm={i18n._("Delete for good")}
        onConfirm={() => erase.mutate()}
      >
        {i18n._("Delete")}
      </ConfirmButton>
      {erase.error ? (
        <div className="basis-full">
          <Failure problem={asProblem(erase.error)} what={i18n._("Nothing was deleted.")} />
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
      <h2>{i18n._("Delete my data")}</h2>
      <p className="mt-1 max-w-prose text-text2">
        {i18n._(
          "Delete all of your practice: interviews, answers, recordings, reviews, and conversations with the assistant. Your account stays.",
        )}
      </p>
      <div className="mt-3">
        <ConfirmButton
          look="danger"
          icon={<Icon of={Trash2} small />}
          busy={erase.isPending && i18n._("Deleting…")}
          question={i18n._("Delete all of your practice?")}
          meaning={i18n._(
            "Deleted for good: all practice interviews with answers, transcripts, recordings, reviews and scores, and your conversations with the assistant. Interviews that are open end. These stay: your account, the dates of your practice, the roles and employers in the event log, assignments, and a note in the audit log that you deleted it.",
          )}
          keep={i18n._("Keep everything")}
          confirm={i18n._("Delete everything")}
          onConfirm={() => erase.mutate()}
        >
          {i18n._("Delete all my practice")}
        </ConfirmButton>
        {erase.error ? (
          <div className="mt-3">
            <Failure problem={asProblem(erase.error)} what={i18n._("Nothing was deleted.")} />
          </div>
        ) : null}
      </div>
    </section>
  );
}
