import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { asProblem } from "@/shared/api/problem";
import type { ConsentAnswer, Interview, VideoAnswer } from "@/shared/api/types";
import { dollars } from "@/shared/lib/dollars";
import { exactly } from "@/shared/lib/words";
import { Failure, Skeleton } from "@/shared/ui/states";
import { useInterviewCalls } from "../calls";
import { Decisions } from "./decisions";
import { Deliveries } from "./deliveries";

/** Moments after the request, nothing is known about its cost. */
const BEFORE_COST = new Set([
  "RECEIVED",
  "INFO_NEEDED",
  "VALIDATING_SKILLS",
  "GENERATING_PLAN",
  "PENDING",
]);

/** What was decided and agreed to, what it cost and what was sent; it stands under the history. */
export function InterviewRecords({ interview }: { interview: Interview }) {
  return (
    <>
      <Decisions interview={interview} />
      <Consent interview={interview} />
      {BEFORE_COST.has(interview.state) ? null : <CostOfInterview id={interview.id} />}
      <Deliveries id={interview.id} />
    </>
  );
}

function Consent({ interview }: { interview: Interview }) {
  const calls = useInterviewCalls();
  const { id, sessionId } = interview;
  const isPhone = interview.profile === "phone_screen";
  const found = useQuery({
    queryKey: ["interview", id, "consents"],
    queryFn: () => calls.consents(id),
    enabled: !isPhone,
  });
  const hasVideo = interview.abilities["videoPresence"] === true && sessionId !== null;
  const video = useQuery({
    queryKey: ["interview", id, "video answer", sessionId],
    queryFn: () => calls.videoAnswer(sessionId ?? ""),
    enabled: hasVideo,
    retry: false,
  }).data;
  return (
    <section className="mt-9">
      <h2>Consent</h2>
      {isPhone ? (
        <p className="mt-1 text-text2">
          On the phone, the candidate is asked aloud.{" "}
          {sessionId ? (
            <Link to="/sessions/$id/replay" params={{ id: sessionId }}>
              The replay shows the answer.
            </Link>
          ) : null}
        </p>
      ) : found.isPending ? (
        <Skeleton rows={1} label="Loading the consent" />
      ) : !found.data ? (
        <Failure
          problem={asProblem(found.error)}
          what="The consent did not load."
          onRetry={() => found.refetch()}
        />
      ) : found.data.length === 0 ? (
        <p className="mt-1 text-text2">The candidate has not answered yet.</p>
      ) : (
        <ul className="mt-2 border-t border-line">
          {[...found.data].reverse().map((answer) => (
            <Answer key={answer.at} answer={answer} />
          ))}
        </ul>
      )}
      {video ? <p className="mt-2 text-text2">{videoText(video)}</p> : null}
    </section>
  );
}

function Answer({ answer }: { answer: ConsentAnswer }) {
  return (
    <li className="border-b border-line py-2.5">
      <p>
        <span className="font-[550]">{answer.accepted ? "Accepted" : "Declined"}</span>{" "}
        <time className="text-small text-text3" dateTime={answer.at}>
          {exactly(new Date(answer.at))}
        </time>
      </p>
      <details className="text-small">
        <summary className="py-1 text-text2">
          Text <code className="font-mono [overflow-wrap:anywhere]">{answer.version}</code>
        </summary>
        <p className="mt-1 max-w-[68ch] whitespace-pre-wrap text-text2">{answer.text}</p>
      </details>
    </li>
  );
}

const VIDEO: Record<VideoAnswer["consent"], string> = {
  agreed: "Video recording was accepted",
  declined: "Video recording was declined",
  withdrawn: "Consent to video recording was withdrawn",
  not_answered: "Whether to record video was not answered",
};

function videoText({ consent, consentAt }: VideoAnswer): string {
  return `${VIDEO[consent]}${consentAt ? `, ${exactly(new Date(consentAt))}` : ""}.`;
}

const PURPOSES: Record<string, string> = {
  plan: "Writing the plan",
  compose: "Wording the questions",
  voice: "Speech",
  panel: "Panel",
  artifact: "Documents",
  assessment: "Assessment",
};

function CostOfInterview({ id }: { id: string }) {
  const calls = useInterviewCalls();
  const cost = useQuery({
    queryKey: ["interview", id, "cost"],
    queryFn: () => calls.cost(id),
    retry: false,
  }).data;
  if (!cost) return null;
  return (
    <section className="mt-9">
      <h2>Cost</h2>
      {cost.purposes.length === 0 ? (
        <p className="mt-1 text-text2">No model and no paid speech were used.</p>
      ) : (
        <table className="mt-2 w-full max-w-md border-t border-line text-left">
          <caption className="sr-only">Cost by purpose</caption>
          <tbody>
            {cost.purposes.map((each) => (
              <Row
                key={each.purpose}
                name={PURPOSES[each.purpose] ?? each.purpose}
                amount={each.cost}
              />
            ))}
          </tbody>
          <tfoot className="font-[550]">
            <Row name="Total" amount={cost.total} />
          </tfoot>
        </table>
      )}
    </section>
  );
}

function Row({ name, amount }: { name: string; amount: number | null }) {
  return (
    <tr className="border-b border-line">
      <th scope="row" className="py-2 font-[inherit]">
        {name}
      </th>
      <td className="py-2 text-right">{amount === null ? "price unknown" : dollars(amount)}</td>
    </tr>
  );
}
