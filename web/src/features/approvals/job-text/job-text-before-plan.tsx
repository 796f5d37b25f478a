import { i18n } from "@lingui/core";
import { asProblem } from "@/shared/api/problem";
import type { Interview } from "@/shared/api/types";
import { Failure, Skeleton } from "@/shared/ui/states";
import { useCompetencyGroups, useJobAnalysis } from "../queries";
import { JobText } from "./job-text";

/** What the plan will be written from, while there is no plan yet. */
export function JobTextBeforePlan({ interview }: { interview: Interview }) {
  if (!interview.jobDescription?.trim()) return null;
  return (
    <div className="mb-10">
      <ReadJobText interview={interview} jobText={interview.jobDescription} />
    </div>
  );
}

function ReadJobText({ interview, jobText }: { interview: Interview; jobText: string }) {
  const analysis = useJobAnalysis(interview.id, interview.updatedAt);
  const groups = useCompetencyGroups().data ?? [];
  if (analysis.data) {
    return (
      <JobText
        title={i18n._("What was read in the job text")}
        jobText={jobText}
        statements={analysis.data.statements}
        groups={groups}
      />
    );
  }
  if (analysis.error) {
    return (
      <Failure
        problem={asProblem(analysis.error)}
        what={i18n._("The job text was not read.")}
        onRetry={() => analysis.refetch()}
      />
    );
  }
  return <Skeleton rows={4} label={i18n._("Reading the job text")} />;
}
