import { i18n } from "@lingui/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { Interview } from "@/shared/api/types";
import { Button } from "@/shared/ui/button";
import { Failure, Skeleton } from "@/shared/ui/states";
import { type InterviewCalls, useInterviewCalls } from "../calls";
import { cleaned, HistoryFields, type ResumeHistory } from "../parts/resume-history";

type Resume = Awaited<ReturnType<InterviewCalls["resume"]>>;

/** The jobs and the education of the candidate, which a person can correct. */
export function ResumeRecord({ interview }: { interview: Interview }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="mt-3" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="py-1 text-small font-[550]">{i18n._("Jobs and education")}</summary>
      {isOpen ? <StoredHistory id={interview.id} /> : null}
    </details>
  );
}

function StoredHistory({ id }: { id: string }) {
  const calls = useInterviewCalls();
  const found = useQuery({
    queryKey: ["interview", id, "resume"],
    queryFn: () => calls.resume(id),
  });
  if (found.isPending) return <Skeleton rows={2} label={i18n._("Loading the résumé")} />;
  if (!found.data) {
    return (
      <Failure
        problem={asProblem(found.error)}
        what={i18n._("The résumé did not load.")}
        onRetry={() => found.refetch()}
      />
    );
  }
  return <HistoryForm id={id} resume={found.data} />;
}

function HistoryForm({ id, resume }: { id: string; resume: Resume }) {
  const calls = useInterviewCalls();
  const queries = useQueryClient();
  const [history, setHistory] = useState<ResumeHistory>(() => historyOf(resume));
  const save = useMutation({
    mutationFn: () => calls.correctResume(id, { ...resume, ...cleaned(history) }),
    onSuccess: (corrected) => queries.setQueryData(["interview", id, "resume"], corrected),
  });
  return (
    <form
      className="mt-2 grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <HistoryFields history={history} onChange={setHistory} />
      <p className="text-small text-text3">
        {i18n._("Dates are a year, or a year and a month such as 2019-03.")}
      </p>
      {save.error ? (
        <Failure
          problem={asProblem(save.error)}
          what={i18n._("The correction was not saved.")}
          onRetry={() => save.mutate()}
        />
      ) : null}
      <div className="flex items-center gap-3">
        <Button size="small" type="submit" disabled={save.isPending}>
          {i18n._("Save the correction")}
        </Button>
        <span role="status" className="text-small text-text3">
          {save.isSuccess ? i18n._("Saved") : null}
        </span>
      </div>
    </form>
  );
}

function historyOf(resume: Resume): ResumeHistory {
  const list = (value: unknown) => (Array.isArray(value) ? value : []);
  return { work: list(resume["work"]), education: list(resume["education"]) };
}
