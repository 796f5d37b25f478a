import { ArrowRight } from "lucide-react";
import type { CandidatePage } from "@/shared/api/types";
import { useArrival } from "@/shared/lib/page";
import { buttonLook } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Steps } from "../parts/steps";
import { day, dayAndTime, words } from "./words";

interface StatusHeadProps {
  token: string;
  page: CandidatePage;
}

const CAN_START = new Set<CandidatePage["stage"]>(["ready", "scheduled", "in_progress"]);

/** Where things stand in one sentence, and what comes next. It shows no result. */
export function StatusHead({ token, page }: StatusHeadProps) {
  const heading = useArrival(page.stage);
  return (
    <>
      <p className="text-small text-text3 [overflow-wrap:anywhere]">
        {words.position(page.position, page.companyName)}
      </p>
      <h1 ref={heading} tabIndex={-1} className="mt-2">
        {words.status[page.stage]}
      </h1>
      <div className="mt-6">
        <Steps steps={stepsOf(page)} />
      </div>
      {CAN_START.has(page.stage) ? (
        <p className="mt-6">
          <a className={buttonLook("primary", "large")} href={`/interview/join/${token}`}>
            {words.toInterview} <Icon of={ArrowRight} />
          </a>
        </p>
      ) : null}
      {page.stage === "closed" ? null : (
        <p className="mt-5 text-small text-text3">{words.steps.kept(page.answersKeptDays)}</p>
      )}
    </>
  );
}

function stepsOf(page: CandidatePage): [string, string][] {
  const { steps, now, next, afterThat } = words;
  const company = page.companyName;
  const reply = page.replyBy
    ? steps.replyBy(company, day(page.replyBy))
    : steps.reply(company, page.maskedEmail);
  const after: [string, string][] = [
    [next, steps.afterInterview(company)],
    [afterThat, steps.reply(company, page.maskedEmail)],
  ];
  switch (page.stage) {
    case "preparing":
      return [[now, steps.preparing]];
    case "ready":
      return [[now, steps.ready(day(page.linkExpiresAt))], ...after];
    case "scheduled":
      return [
        [now, page.startsAt ? steps.scheduled(dayAndTime(page.startsAt)) : steps.preparing],
        ...after,
      ];
    case "in_progress":
      return [[now, steps.inProgress], ...after];
    case "in_review":
      return [
        [now, steps.inReview(company)],
        [next, reply],
      ];
    case "decided":
      return [
        [now, steps.decided(company)],
        ...(page.explanation ? [] : [[next, steps.told(company)] satisfies [string, string]]),
      ];
    case "withdrawn":
      return [[now, steps.withdrawn(company)]];
    case "closed":
      return [[now, steps.closed]];
  }
}
