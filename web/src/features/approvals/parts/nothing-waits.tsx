import { Link } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import { count } from "@/shared/lib/words";
import { BreathLine } from "@/shared/ui/breath-line";
import { buttonLook } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Empty, Skeleton } from "@/shared/ui/states";
import { useCounts, useDemoLink } from "../queries";

/** An empty queue: all done, or, where nobody has decided anything yet, the way to begin. */
export function NothingWaits() {
  const counts = useCounts();
  if (counts.isPending) return <Skeleton rows={3} label="Looking what there is" />;
  const decided = counts.data?.counts["ASSESSMENT_APPROVED"] ?? 0;
  if (counts.data && decided === 0) return <FirstRun />;
  return (
    <Empty title="Nothing waits for you">
      {decided > 0 ? `${count(decided, "interview")} decided so far. ` : ""}New things appear here
      by themselves.
    </Empty>
  );
}

function FirstRun() {
  const link = useDemoLink().data;
  return (
    <div className="max-w-[48rem]">
      <h2 className="font-voice text-[1.75rem] leading-tight font-normal tracking-[-0.012em] pad:text-[2.25rem]">
        Nothing waits for you yet
      </h2>
      <p className="mt-3 max-w-prose text-[1.0625rem] text-text2">
        When an interview needs a person, it appears here by itself. To see the whole way once, be
        interviewed yourself: it needs no key and no network.
      </p>
      <div className="mt-5 mb-6 max-w-[32rem]">
        <BreathLine state="ready" />
      </div>
      <ol className="border-t border-line">
        {link ? (
          <Step
            number={1}
            title="Sit in the candidate's chair"
            action={
              <a className={buttonLook("primary")} href={link} target="_blank" rel="noreferrer">
                Open the demo link <Icon of={ArrowRight} small />
              </a>
            }
          >
            A demo interview is approved already. The six digits arrive in the{" "}
            <Link to="/settings/mailbox">mailbox of this machine</Link>.
          </Step>
        ) : (
          <Step number={1} title="Watch one, or be interviewed">
            <Code>make demo</Code> plays a whole interview in a terminal; <Code>make talk</Code>{" "}
            asks you.
          </Step>
        )}
        <Step number={2} title="Decide on what was said">
          The assessment comes here a few seconds after the last answer.
        </Step>
        <Step
          number={3}
          title="Ask for a real interview"
          action={
            <a className={buttonLook()} href="/api/docs">
              Read how
            </a>
          }
        >
          Send a role, a level and a few skills to <Code>POST /api/v1/interviews</Code>. You approve
          the questions before anybody is invited.
        </Step>
      </ol>
      {link ? (
        <p className="mt-5 text-small text-text3">
          Rather watch? <Code>make demo</Code> plays a whole interview in a terminal.
        </p>
      ) : null}
    </div>
  );
}

interface StepProps {
  number: number;
  title: string;
  action?: ReactNode;
  children: ReactNode;
}

function Step({ number, title, action, children }: StepProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-3 border-b border-line py-4.5">
      <span
        aria-hidden="true"
        className="grid size-8 shrink-0 place-items-center rounded-full border border-edge font-[550]"
      >
        {number}
      </span>
      <div className="min-w-0 flex-1">
        <h3 className="text-[1.0625rem]">{title}</h3>
        <p className="text-text2">{children}</p>
      </div>
      {action ? <div className="w-full pl-14 pad:w-auto pad:pl-0">{action}</div> : null}
    </li>
  );
}

function Code({ children }: { children: string }) {
  return <code className="font-mono [overflow-wrap:anywhere]">{children}</code>;
}
