import { i18n } from "@lingui/core";
import { Download } from "lucide-react";
import { useArrival, useTitle } from "@/shared/lib/page";
import { stored, storedJson } from "@/shared/lib/stored";
import { firstName } from "@/shared/lib/words";
import { buttonLook } from "@/shared/ui/button";
import { Icon } from "@/shared/ui/icon";
import { type Answered, answersAsText, answersOf, countAnsweredQuestions } from "./answers";
import { ENDING_WORDS, endingOf } from "./endings";
import { endedKey, KEYS, transcriptKey } from "./keys";
import { Frame } from "./parts/frame";
import { Steps } from "./parts/steps";
import type { TranscriptEntry } from "./session";
import { type FinalUpload, useFinalUpload } from "./video/final-upload";

/** The end: what comes next, and what was heard. It promises nothing that is not configured. */
export function Done({ sessionId }: { sessionId: string }) {
  const name = stored(KEYS.candidateName);
  const company = stored(KEYS.company);
  const said = storedJson<TranscriptEntry[]>(transcriptKey(sessionId)) ?? [];
  const closing = said.findLast((each) => each.kind === "closing");
  const answers = answersOf(said);
  const ending = endingOf(stored(endedKey(sessionId)));
  useTitle(company ? i18n._("Your interview · {company}", { company }) : i18n._("Your interview"));
  return (
    <Frame name={company ?? i18n._("Your interview")}>
      {ending === "finished" || ending === "ended_by_staff" ? (
        <Finished
          count={countAnsweredQuestions(said)}
          name={name}
          company={company}
          closing={closing?.text}
          isByStaff={ending === "ended_by_staff"}
        />
      ) : (
        <CutShort ending={ending} />
      )}
      {ending === "declined" || ending === "left" ? null : <WhatWeHeard answers={answers} />}
      <ToOwnPage />
    </Frame>
  );
}

/** The way to the page that stays: status, corrections, feedback, data. */
function ToOwnPage() {
  const token = stored(KEYS.token);
  if (!token) return null;
  return (
    <section className="mt-10 border-t border-line pt-6">
      <h2>{i18n._("Your page")}</h2>
      <p className="mt-1 mb-3 text-text2">
        {i18n._(
          "Your invitation link also opens your page. There you can see what happens next, correct what we misheard, give feedback, and manage your data.",
        )}
      </p>
      <a className={buttonLook("outline", "large")} href={`/interview/status/${token}`}>
        {i18n._("Go to your page")}
      </a>
    </section>
  );
}

interface FinishedProps {
  name: string | null;
  company: string | null;
  closing: string | undefined;
  /** How many questions have an answer that this tab knows; 0 for none. */
  count: number;
  /** A person ended the interview before its end. */
  isByStaff: boolean;
}

function Finished({ name, company, closing, count, isByStaff }: FinishedProps) {
  const heading = useArrival("done");
  const finalUpload = useFinalUpload();
  return (
    <>
      <svg viewBox="0 0 190 8" className="mb-6 h-2 w-48" aria-hidden="true">
        <path d="M0 4h174" stroke="var(--edge)" strokeWidth="1.5" />
        <circle cx="184" cy="4" r="4" fill="var(--text)" />
      </svg>
      <h1 ref={heading} tabIndex={-1}>
        {name
          ? i18n._("Thank you for your time, {name}.", { name: firstName(name) })
          : i18n._("Thank you for your time.")}
      </h1>
      <p className="mt-3 text-[1.1em] text-text2">
        {isByStaff ? `${i18n._("The hiring team ended the interview.")} ` : ""}
        {count > 0
          ? `${i18n._("{count, plural, one {You answered # question.} other {You answered # questions.}}", { count })} `
          : ""}
        {finalUpload === "saving"
          ? i18n._("Your answers are saved.")
          : i18n._("Everything is saved. You can close this page.")}
      </p>
      <p role="status" className="mt-2 text-text2">
        {FINAL_UPLOAD_TEXTS[finalUpload]}
      </p>
      {closing ? (
        <p className="mt-6 border-l-2 border-tide pl-4 font-voice text-voice leading-normal text-tidetext">
          {closing}
        </p>
      ) : null}
      <section className="mt-10">
        <h2 className="mb-4">{i18n._("What happens next")}</h2>
        <Steps
          steps={[
            [i18n._("Now"), i18n._("Your answers are saved word for word.")],
            [
              i18n._("Next step", {}, { message: "Next" }),
              i18n._(
                "A computer looks for evidence in your answers. A person at {company} reviews them and decides. The computer never decides alone.",
                { company: company ?? i18n._("the company") },
              ),
            ],
            [
              i18n._("After that"),
              i18n._("They will contact you at the address your invitation was sent to."),
            ],
          ]}
        />
      </section>
    </>
  );
}

/** The last seconds of a video are on their way while this page stands already. */
const FINAL_UPLOAD_TEXTS: Record<FinalUpload, string> = {
  none: "",
  get saving() {
    return i18n._("The last seconds of your video are being saved. Please keep this page open.");
  },
  get saved() {
    return i18n._("The last seconds of your video are saved.");
  },
  get lost() {
    return i18n._("The last seconds of your video could not be saved. All your answers are saved.");
  },
};

/** An end that is none yet: what happened, and the way back where there is one. */
function CutShort({ ending }: { ending: keyof typeof ENDING_WORDS }) {
  const heading = useArrival(ending);
  const { title, text, mayGoOn } = ENDING_WORDS[ending];
  const token = stored(KEYS.token);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p className="mt-3 text-[1.1em] text-text2">{text}</p>
      {mayGoOn && token ? (
        <p className="mt-6">
          <a className={buttonLook("primary", "large")} href={`/interview/join/${token}`}>
            {i18n._("Back to my invitation")}
          </a>
        </p>
      ) : null}
    </>
  );
}

function WhatWeHeard({ answers }: { answers: Answered[] }) {
  return (
    <section className="mt-10">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2>{i18n._("Your answers")}</h2>
        {answers.length > 0 ? (
          <a
            className={buttonLook("outline", "small")}
            download="my-answers.txt"
            href={`data:text/plain;charset=utf-8,${encodeURIComponent(answersAsText(answers))}`}
          >
            <Icon of={Download} small /> {i18n._("Download my answers")}
          </a>
        ) : null}
      </div>
      {answers.length === 0 ? (
        <p className="mt-2 text-text2">
          {i18n._("Your answers are no longer available in this tab. They are stored safely.")}
        </p>
      ) : (
        <ol className="mt-3 divide-y divide-line border-t border-line">
          {answers.map((each) => (
            <li key={each.seq} className="py-5">
              <p className="font-voice text-voice leading-snug text-tidetext">{each.question}</p>
              <p className="mt-2 font-voice text-voice leading-normal whitespace-pre-wrap">
                {each.answer}
              </p>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
