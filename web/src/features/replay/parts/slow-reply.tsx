import { i18n } from "@lingui/core";
import { useMemo } from "react";
import { decimal } from "@/shared/lib/words";
import { type ReplyStage, slowReplyOf } from "../reply-parts";
import type { Replay } from "../shapes";
import { REPLY_GOAL_MS } from "../timeline";

const STAGES: Record<ReplyStage | "left", { name: string; look: string }> = {
  stt: {
    get name() {
      return i18n._("Speech to text");
    },
    look: "bg-tide",
  },
  model: {
    get name() {
      return i18n._("Model's wording");
    },
    look: "bg-text3",
  },
  tts: {
    get name() {
      return i18n._("First audio");
    },
    look: "bg-edge",
  },
  own: {
    name: "Vivavoce",
    look: "bg-act",
  },
  left: {
    get name() {
      return i18n._("Left until the target");
    },
    look: "",
  },
};

/** The reply at the 95th percentile of this interview taken apart, against the target. */
export function SlowReply({ replay }: { replay: Replay }) {
  const slow = useMemo(() => slowReplyOf(replay), [replay]);
  if (slow === null) return null;
  const shown = [
    ...slow.parts,
    ...(slow.leftMs > 0 ? [{ stage: "left" as const, ms: slow.leftMs }] : []),
  ];
  return (
    <section className="mt-6 max-w-prose" aria-labelledby="slow-reply">
      <h3 id="slow-reply">{i18n._("Where the time of a response goes")}</h3>
      <p className="mt-1 text-small text-text3">
        {i18n._(
          "Turn {turn}, the response at p95 of this interview: {seconds} s. The target is {goal} s.",
          {
            turn: slow.turn,
            seconds: decimal(slow.wholeMs / 1000, 2),
            goal: decimal(REPLY_GOAL_MS / 1000, 2),
          },
        )}
      </p>
      <div
        aria-hidden="true"
        className="mt-3 flex h-4 gap-0.5 overflow-hidden rounded-chip border border-edge"
      >
        {shown.map(({ stage, ms }) => (
          <span
            key={stage}
            className={`${STAGES[stage].look} ${stage === "left" ? "" : "drawn"} min-w-0.5`}
            style={{ flexGrow: ms, flexBasis: 0 }}
          />
        ))}
      </div>
      <dl className="mt-2 flex flex-wrap gap-x-6 gap-y-2">
        {shown.map(({ stage, ms }) => (
          <div key={stage}>
            <dt className="flex items-center gap-1.5 text-small text-text3">
              <span
                aria-hidden="true"
                className={`${STAGES[stage].look} ${stage === "left" ? "border border-edge" : "drawn"} size-2.5 rounded-xs`}
              />
              {STAGES[stage].name}
            </dt>
            <dd>{i18n._("{value} ms", { value: decimal(ms, 0) })}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
