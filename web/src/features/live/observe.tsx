import { i18n } from "@lingui/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Ear as ObserverIcon, WifiOff } from "lucide-react";
import { useMemo } from "react";
import { asProblem } from "@/shared/api/problem";
import { clockTime, lowerFirst, minutesLeft } from "@/shared/lib/words";
import { Button, buttonLook } from "@/shared/ui/button";
import { Note } from "@/shared/ui/note";
import { PageHead } from "@/shared/ui/page-head";
import { Failure, Skeleton } from "@/shared/ui/states";
import { Status } from "@/shared/ui/status";
import { useLiveApi } from "./calls";
import { isOver, lastReading, linesOf } from "./observation";
import { InterviewActions } from "./parts/actions";
import { PanelReadings } from "./parts/panel-readings";
import { TranscriptLog } from "./parts/transcript-log";
import { personWords } from "./person-words";
import type { LiveCard } from "./shapes";
import { type Observer, useObservation } from "./use-observation";
import { activityOf, channelWords, NEEDS, needText } from "./words";

interface ObserveProps {
  sessionId: string;
  ask?: "take-over" | undefined;
}

const ROOT = {
  to: "/live",
  get name() {
    return i18n._("Live");
  },
} as const;

/** A live interview: its transcript, the evaluation by the panel, and the actions of an observer. */
export function Observe({ sessionId, ask }: ObserveProps) {
  const observer = useObservation(sessionId);
  const { card, events } = observer.observation;
  const hasEnded = isOver(events) || observer.link === "over";
  const title = card
    ? [card.initials, card.position].filter(Boolean).join(" · ")
    : i18n._("Interview");
  return (
    <>
      <PageHead
        root={ROOT}
        trail={[i18n._("Observe")]}
        title={title}
        documentTitle={
          card?.initials ? i18n._("{initials}, live", { initials: card.initials }) : i18n._("Live")
        }
        under={card ? facts(card, hasEnded) : undefined}
        aside={
          hasEnded || !card ? null : (
            <Status icon={ObserverIcon} tone="clay">
              {card.takenOverBy
                ? personWords(card.profile).knowsOfTakeover
                : personWords(card.profile).knowsOfObserver}
            </Status>
          )
        }
      />
      <Connection observer={observer} hasEnded={hasEnded} />
      {observer.link === "joining" && events.length === 0 ? (
        <div className="mt-6">
          <Skeleton rows={4} label={i18n._("Loading the interview")} />
        </div>
      ) : null}
      {card || events.length > 0 ? (
        <ObservedInterview
          observer={observer}
          sessionId={sessionId}
          hasEnded={hasEnded}
          ask={ask}
        />
      ) : null}
    </>
  );
}

function facts(card: LiveCard, hasEnded: boolean): string {
  return [
    channelWords(card.channel),
    activityOf(card),
    card.question.index > 0
      ? i18n._("question {index} of {of}", { index: card.question.index, of: card.question.of })
      : "",
    i18n._("minute {minute}", { minute: card.minute }),
    hasEnded ? "" : lowerFirst(minutesLeft(card.remainingSeconds)),
    card.observers > 1
      ? i18n._("{count, plural, one {# observer} other {# observers}}", { count: card.observers })
      : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

function Connection({ observer, hasEnded }: { observer: Observer; hasEnded: boolean }) {
  if (observer.link === "refused") {
    return (
      <div className="mt-5">
        <Note
          title={i18n._("You cannot observe this interview.")}
          actions={
            <Link to="/live" className={buttonLook("outline", "small")}>
              {i18n._("All live interviews")}
            </Link>
          }
        >
          {i18n._("It does not exist, or your account does not have access to it.")}
        </Note>
      </div>
    );
  }
  if (observer.link !== "lost" || hasEnded) return null;
  return (
    <div className="mt-5" role="status">
      <Note
        tone="amber"
        icon={WifiOff}
        title={
          observer.lostAt === null
            ? i18n._("Disconnected.")
            : i18n._("Disconnected since {time}.", { time: clockTime(new Date(observer.lostAt)) })
        }
        actions={
          <Button size="small" onClick={observer.retryNow}>
            {i18n._("Reconnect now")}
          </Button>
        }
      >
        {i18n._("The interview continues. This page reconnects automatically.")}
      </Note>
    </div>
  );
}

interface ObservedInterviewProps extends ObserveProps {
  observer: Observer;
  hasEnded: boolean;
}

function ObservedInterview({ observer, sessionId, hasEnded, ask }: ObservedInterviewProps) {
  const { card, events } = observer.observation;
  const panel = usePanel(sessionId, lastReading(events));
  const answers = useMemo(
    () => new Map((panel.data?.answers ?? []).map((answer) => [answer.turn, answer])),
    [panel.data],
  );
  const lines = useMemo(() => linesOf(events), [events]);
  // Who has taken over stands below, where one can do something about it.
  const needs = (card?.attention ?? []).filter((need) => need.kind !== "taken_over");
  return (
    <div
      className={`mt-6 grid items-start gap-8 wide:grid-cols-[minmax(0,1fr)_22rem] wide:gap-11 ${observer.link === "lost" ? "grayscale" : ""}`}
    >
      <section className="min-w-0">
        <a
          href="#moves"
          className="mb-5 inline-flex min-h-11 items-center rounded-control border border-edge bg-surface px-4 font-[550] text-text no-underline wide:hidden"
        >
          {i18n._("Go to actions")}
        </a>
        <h2>{i18n._("Transcript")}</h2>
        {lines.length === 0 ? (
          <p className="mt-2 text-text2">{i18n._("Nothing has been said yet.")}</p>
        ) : (
          <TranscriptLog lines={lines} answers={answers} profile={card?.profile} />
        )}
      </section>
      <aside id="moves" aria-label={i18n._("Actions")} className="grid min-w-0 gap-7">
        <section className="rounded-card border border-line bg-surface p-5">
          {hasEnded ? (
            <Note
              title={i18n._("The interview has ended.")}
              actions={
                <Link
                  to="/sessions/$id/replay"
                  params={{ id: sessionId }}
                  className={buttonLook("outline", "small")}
                >
                  {i18n._("View replay")}
                </Link>
              }
            />
          ) : null}
          {needs.length > 0 && !hasEnded ? (
            <ul className="grid gap-1 text-small">
              {needs.map((need) => (
                <li key={need.kind + need.since}>
                  <b className="font-semibold">{NEEDS[need.kind].word}.</b>{" "}
                  {needText(need, card?.profile)}
                </li>
              ))}
            </ul>
          ) : null}
          <div className="mt-4 first:mt-0">
            <InterviewActions
              sessionId={sessionId}
              profile={card?.profile}
              takenOverBy={card?.takenOverBy ?? null}
              isOver={hasEnded}
              ask={ask}
            />
          </div>
          {card ? (
            <p className="mt-4 text-small">
              <Link to="/interviews/$id" params={{ id: card.interviewId }}>
                {i18n._("Full history")}
              </Link>
            </p>
          ) : null}
        </section>
        <section className="min-w-0">
          <h2>{i18n._("Live evaluation")}</h2>
          <p className="mt-1 text-small text-text3">
            {i18n._("Generated automatically during the interview. It is not a decision.")}
          </p>
          {panel.data && panel.data.answers.length > 0 ? (
            <PanelReadings answers={panel.data.answers} />
          ) : panel.error && asProblem(panel.error).status !== 404 ? (
            <div className="mt-3">
              <Failure
                problem={asProblem(panel.error)}
                what={i18n._("The live evaluation did not load. The interview continues.")}
                onRetry={() => panel.refetch()}
              />
            </div>
          ) : (
            <p className="mt-2 text-text2">
              {i18n._(
                "No evaluations yet. They appear after an answer if this type of interview has a panel.",
              )}
            </p>
          )}
        </section>
      </aside>
    </div>
  );
}

/** The panel's readings, asked for anew when the log says that there are more. */
function usePanel(sessionId: string, after: number) {
  const calls = useLiveApi();
  return useQuery({
    queryKey: ["panel", sessionId, after],
    queryFn: () => calls.panel(sessionId),
    placeholderData: keepPreviousData,
  });
}
