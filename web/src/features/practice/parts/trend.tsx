import { i18n } from "@lingui/core";
import { useProgress } from "../queries";
import type { CompletedReview } from "../shapes";
import { Part } from "./part";
import { ProgressOf } from "./progress";

/** The sessions that this one can be compared with; nothing where there is no other. */
export function Trend({ review }: { review: CompletedReview }) {
  const progress = useProgress();
  const group = progress.data?.groups.find(({ overall, criteria }) =>
    [overall, ...criteria].some(({ points }) =>
      points.some((point) => point.session_id === review.session_id),
    ),
  );
  if (!group || group.sessions < 2) return null;
  return (
    <Part title={i18n._("Compared with your other interviews of this kind")}>
      <ProgressOf group={group} />
    </Part>
  );
}
