import { i18n } from "@lingui/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { asProblem } from "@/shared/api/problem";
import type { ConsentAnswer, Interview, InterviewCost, VideoAnswer } from "@/shared/api/types";
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
      <h2>{i18n._("Consent")}</h2>
      {isPhone ? (
        <p className="mt-1 text-text2">
          {i18n._("On the phone, the candidate is asked aloud.")}{" "}
          {sessionId ? (
            <Link to="/sessions/$id/replay" params={{ id: sessionId }}>
              {i18n._("The replay shows the answer.")}
            </Link>
          ) : null}
        </p>
      ) : found.isPending ? (
        <Skeleton rows={1} label={i18n._("Loading the consent")} />
      ) : !found.data ? (
        <Failure
          problem={asProblem(found.error)}
          what={i18n._("The consent did not load.")}
          onRetry={() => found.refetch()}
        />
      ) : found.data.length === 0 ? (
        <p className="mt-1 text-text2">{i18n._("The candidate has not answered yet.")}</p>
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
        <span className="font-[550]">
          {answer.accepted ? i18n._("Accepted") : i18n._("Declined")}
        </span>{" "}
        <time className="text-small text-text3" dateTime={answer.at}>
          {exactly(new Date(answer.at))}
        </time>
      </p>
      <details className="text-small">
        <summary className="py-1 text-text2">
          {i18n._("Text")}{" "}
          <code className="font-mono [overflow-wrap:anywhere]">{answer.version}</code>
        </summary>
        <p className="mt-1 max-w-[68ch] whitespace-pre-wrap text-text2">{answer.text}</p>
      </details>
    </li>
  );
}

const VIDEO: Record<VideoAnswer["consent"], string> = {
  get agreed() {
    return i18n._("Video recording was accepted");
  },
  get declined() {
    return i18n._("Video recording was declined");
  },
  get withdrawn() {
    return i18n._("Consent to video recording was withdrawn");
  },
  get not_answered() {
    return i18n._("Whether to record video was not answered");
  },
};

function videoText({ consent, consentAt }: VideoAnswer): string {
  return `${VIDEO[consent]}${consentAt ? `, ${exactly(new Date(consentAt))}` : ""}.`;
}

const PURPOSES: Record<InterviewCost["purposes"][number]["purpose"], string> = {
  get plan() {
    return i18n._("Writing the plan");
  },
  get compose() {
    return i18n._("Wording the questions");
  },
  get voice() {
    return i18n._("Speech");
  },
  get panel() {
    return i18n._("Panel");
  },
  get artifact() {
    return i18n._("Documents");
  },
  get assessment() {
    return i18n._("Assessment");
  },
  get review() {
    return i18n._("Practice review");
  },
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
      <h2>{i18n._("Cost")}</h2>
      {cost.purposes.length === 0 ? (
        <p className="mt-1 text-text2">{i18n._("No model and no paid speech were used.")}</p>
      ) : (
        <table className="mt-2 w-full max-w-md border-t border-line text-left">
          <caption className="sr-only">{i18n._("Cost by purpose")}</caption>
          <tbody>
            {cost.purposes.map((each) => (
              <Row key={each.purpose} name={PURPOSES[each.purpose]} amount={each.cost} />
            ))}
          </tbody>
          <tfoot className="font-[550]">
            <Row name={i18n._("Total")} amount={cost.total} />
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
      <td className="py-2 text-right">
        {amount === null ? i18n._("price unknown") : dollars(amount)}
      </td>
    </tr>
  );
}
