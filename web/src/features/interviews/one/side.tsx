import type { Interview } from "@/shared/api/types";
import { InterviewActions } from "./actions";
import { InterviewFacts } from "./facts";

/** What stands beside an interview: what was asked for, and what can be done. */
export function InterviewSide({ interview }: { interview: Interview }) {
  return (
    <div className="px-5">
      <InterviewFacts interview={interview} />
      <InterviewActions interview={interview} />
    </div>
  );
}
