import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { Download, Printer } from "lucide-react";
import { useArrival, useTitle } from "@/shared/lib/page";
import { exactly } from "@/shared/lib/words";
import { Button, buttonLook } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { Loaded } from "@/shared/ui/loaded";
import { NoVoiceReason, VoiceOf } from "@/shared/voice/voice";
import { PlayAnswer } from "./parts/play-answer";
import { useTranscript } from "./queries";
import type { Transcript } from "./shapes";
import { kindName, minutesOf } from "./words";

/** What was said in a practice interview, turn by turn, to read, print or keep as text. */
export function PracticeTranscript({ sessionId }: { sessionId: string }) {
  const transcript = useTranscript(sessionId);
  const heading = useArrival(sessionId);
  useTitle(`${i18n._("Transcript")} · Vivavoce`);
  return (
    <div className="mx-auto max-w-[45rem]">
      <nav aria-label={i18n._("Breadcrumb")} className="mb-2 text-small text-text3 print:hidden">
        <Link to="/practice/reviews" className="inline-block py-1 text-text3">
          {i18n._("My reviews")}
        </Link>{" "}
        /{" "}
        <Link
          to="/practice/$sessionId/review"
          params={{ sessionId }}
          className="inline-block py-1 text-text3"
        >
          {i18n._("Your review")}
        </Link>{" "}
        {"/ "}
        {i18n._("Transcript")}
      </nav>
      <h1 ref={heading} tabIndex={-1}>
        {i18n._("Transcript")}
      </h1>
      <div className="mt-3">
        <Loaded of={transcript} what={i18n._("The transcript")} rows={6}>
          {(found) => (
            <VoiceOf sessionId={found.mode === "text" ? null : sessionId}>
              <Turns transcript={found} />
            </VoiceOf>
          )}
        </Loaded>
      </div>
    </div>
  );
}

function Turns({ transcript }: { transcript: Transcript }) {
  return (
    <>
      <p className="text-text2">{factsOf(transcript)}</p>
      <NoVoiceReason hasSpoken={transcript.mode !== "text"} isOwn />
      <div className="mt-3 flex flex-wrap gap-2 print:hidden">
        <a
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(asText(transcript))}`}
          download="practice-transcript.txt"
          className={buttonLook("outline", "small")}
        >
          <Icon of={Download} small /> {i18n._("Download as text")}
        </a>
        <Button size="small" icon={<Icon of={Printer} small />} onClick={() => window.print()}>
          {i18n._("Print or save as PDF")}
        </Button>
      </div>
      <ol className="mt-6 grid gap-5">
        {transcript.turns.map((turn) => (
          <li key={turn.turn} className="break-inside-avoid">
            <p className="text-small font-semibold text-text2">
              {nameOf(turn)} <span className="font-mono font-normal">{clockOf(turn.start_ms)}</span>
            </p>
            <p
              className={`mt-0.5 font-voice text-[1.15rem] leading-relaxed whitespace-pre-wrap [overflow-wrap:anywhere] ${
                turn.speaker === "person" ? "" : "text-tidetext"
              }`}
            >
              {turn.text}
            </p>
            {turn.speaker === "person" ? <PlayAnswer turns={[turn.turn]} /> : null}
            {turn.has_unverified_transcript ? (
              <p className="text-small text-ambertext">{uncheckedText()}</p>
            ) : null}
          </li>
        ))}
      </ol>
    </>
  );
}

function uncheckedText(): string {
  return i18n._("From speech recognition, not checked. It may contain errors.");
}

function factsOf(transcript: Transcript): string {
  const begun = transcript.started_at ? exactly(new Date(transcript.started_at)) : null;
  return [
    kindName(transcript.interview_type),
    transcript.target_role,
    begun,
    minutesOf(transcript.duration_s),
  ]
    .filter(Boolean)
    .join(" · ");
}

function nameOf({ speaker }: Transcript["turns"][number]): string {
  return speaker === "person" ? i18n._("You") : i18n._("Interviewer (computer program)");
}

function clockOf(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
}

/** The transcript as a text file. */
export function asText(transcript: Transcript): string {
  const turns = transcript.turns.map((turn) => {
    const unchecked = turn.has_unverified_transcript ? `\n(${uncheckedText()})` : "";
    return `${clockOf(turn.start_ms)} ${nameOf(turn)}:\n${turn.text}${unchecked}`;
  });
  return `${[factsOf(transcript), ...turns].join("\n\n")}\n`;
}
