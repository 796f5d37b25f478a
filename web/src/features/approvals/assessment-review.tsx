import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { Clock } from "lucide-react";
import { useState } from "react";
import { useCaller, useIsAllowed } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { Assessment, Interview } from "@/shared/api/types";
import { useDraft } from "@/shared/lib/draft";
import { useKeys } from "@/shared/lib/keys";
import { Note } from "@/shared/ui/note";
import { PageHead } from "@/shared/ui/page-head";
import { Failure, Skeleton } from "@/shared/ui/states";
import { Status } from "@/shared/ui/status";
import { VoiceOf } from "@/shared/voice/voice";
import { CandidateDecision } from "./decision/candidate-decision";
import { type DecisionDraft, EMPTY_DRAFT } from "./decision/draft";
import { personLevelOf } from "./decision/person-level";
import { ShareScorecard } from "./decision/share-scorecard";
import { WrongAssessment } from "./decision/wrong-assessment";
import { openPartsOf } from "./open-parts";
import { CompetencyRow } from "./parts/competency-row";
import { FlagList } from "./parts/flag-list";
import { InterviewTabs } from "./parts/interview-tabs";
import { Proposal } from "./parts/proposal";
import { Provenance } from "./parts/provenance";
import { SpeakingChart } from "./parts/speaking-chart";
import { TranscriptSection, type TranscriptSpan } from "./parts/transcript-section";
import { DecisionLink, TwoColumns } from "./parts/two-columns";
import {
  useAssessment,
  useCandidateMessages,
  useInterview,
  usePlan,
  useTranscript,
} from "./queries";
import { levelText, resultsOf, sharedLimitsOf } from "./reading";
import { jobOf, nameOf } from "./words";

/** A justified decision in a minute and a half: proposal, flags, evidence, the interview. */
export function AssessmentReview({ id }: { id: string }) {
  const interview = useInterview(id);
  const assessment = useAssessment(id, interview.data?.updatedAt);
  const problem = interview.error ?? assessment.error;
  if (interview.data && assessment.data) {
    return <AssessmentPage interview={interview.data} assessment={assessment.data} />;
  }
  return (
    <>
      <PageHead
        trail={[i18n._("Assessment")]}
        title={i18n._("Assessment")}
        documentTitle={i18n._("Assessment")}
      />
      <div className="mt-6">
        {problem ? (
          <NoAssessment
            interview={interview.data}
            error={problem}
            onRetry={() => assessment.refetch()}
          />
        ) : (
          <Skeleton rows={6} label={i18n._("Loading the assessment")} />
        )}
      </div>
    </>
  );
}

interface NoAssessmentProps {
  interview: Interview | undefined;
  error: Error;
  onRetry: () => void;
}

function NoAssessment({ interview, error, onRetry }: NoAssessmentProps) {
  const problem = asProblem(error);
  if (problem.status !== 404) {
    return (
      <Failure problem={problem} what={i18n._("The assessment did not load.")} onRetry={onRetry} />
    );
  }
  if (interview?.state === "COMPLETED") {
    return (
      <Note tone="tide" title={i18n._("The answers are being assessed.")}>
        {i18n._("The assessment will appear in the queue.")}
      </Note>
    );
  }
  return (
    <Note title={i18n._("There is no assessment yet.")}>
      {i18n._("It is created after the interview ends.")}
    </Note>
  );
}

/** Play the quote that has the focus, or open it in the replay where no sound is stored; false without one. */
function playFocusedQuote(): boolean {
  const quote = document.activeElement?.closest("figure");
  const way = quote?.querySelector<HTMLElement>("[data-listen], a[href*='/replay']");
  way?.click();
  return Boolean(way);
}

interface AssessmentPageProps {
  interview: Interview;
  assessment: Assessment;
}

function AssessmentPage({ interview, assessment }: AssessmentPageProps) {
  const plan = usePlan(interview.id, interview.updatedAt);
  const transcript = useTranscript(interview.sessionId);
  const messages = useCandidateMessages(interview.id);
  const [span, setSpan] = useState<TranscriptSpan | null>(null);
  const [seen, setSeen] = useState<ReadonlySet<number>>(new Set());
  const user = useCaller()?.user;
  const [draft, keep] = useDraft<DecisionDraft>(
    user?.id ?? "",
    assessment.assessmentId,
    EMPTY_DRAFT,
  );
  const { scorecard } = assessment;
  const people = scorecard.competencies.map(({ name }) =>
    personLevelOf(name, interview, assessment, draft),
  );
  const sharedLimits = sharedLimitsOf(scorecard);
  const saidLimits = new Set(sharedLimits.map(({ text }) => text));
  const open = openPartsOf(scorecard, plan.data?.document, [
    ...people.map((person) => person?.sentence ?? ""),
    assessment.decision?.comments ?? "",
  ]);
  // The turns of a second attempt are counted on from the first: the session's own begin with 1.
  const heardSession = interview.attempt === 1 ? (interview.sessionId ?? null) : null;
  const mayDecide = useIsAllowed("interview:approve");
  const isUndecided = !interview.hiringDecision && DECIDABLE.has(interview.state);
  const unseen = scorecard.flags
    .map((flag) => flag.turn)
    .filter((turn): turn is number => turn !== null && !seen.has(turn));

  useKeys({ l: playFocusedQuote });

  function show(next: TranscriptSpan) {
    setSeen(new Set([...seen, next.turn]));
    setSpan({ ...next });
  }

  return (
    <VoiceOf sessionId={heardSession}>
      <PageHead
        interview={{ id: interview.id, name: nameOf(interview) }}
        trail={[i18n._("Assessment")]}
        title={nameOf(interview)}
        documentTitle={i18n._("{name}, assessment", { name: nameOf(interview) })}
        under={jobOf(interview)}
        aside={
          <Status icon={Clock}>
            {i18n._("About {readingSeconds} seconds to read, without the transcript", {
              readingSeconds: open.seconds,
            })}
          </Status>
        }
      />
      <InterviewTabs interview={interview} />
      <DecisionLink />
      <TwoColumns
        side={
          <>
            <CandidateDecision
              interview={interview}
              assessment={assessment}
              unseen={unseen}
              draft={draft}
              keep={keep}
            />
            {mayDecide && isUndecided ? (
              <WrongAssessment
                key={assessment.assessmentId}
                interview={interview}
                assessment={assessment}
              />
            ) : null}
            {mayDecide ? <ShareScorecard interviewId={interview.id} /> : null}
          </>
        }
        after={<Provenance assessment={assessment} />}
      >
        <Proposal
          assessment={assessment}
          decision={interview.hiringDecision ?? null}
          language={interview.language}
          hasExtremes={open.hasExtremes}
        />
        <FlagList
          flags={scorecard.flags}
          open={open.flags}
          isDecided={!isUndecided}
          names={scorecard.competencies.map((each) => each.name)}
          language={interview.language}
          onShow={show}
        />
        <section data-unfolds-on-paper className="mt-8">
          <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1">
            <h2>{i18n._("Competencies")}</h2>
            <Legend />
          </div>
          {sharedLimits.map(({ sentence }) => (
            <p key={sentence} className="mt-1.5 text-small text-text2">
              {sentence}
            </p>
          ))}
          {scorecard.competencies.map((competency, at) => (
            <CompetencyRow
              key={competency.name}
              competency={competency}
              results={resultsOf(plan.data?.document, scorecard, competency)}
              isQuoteOpen={open.quotes.has(competency.name)}
              isLevelOpen={open.levels.has(competency.name)}
              isReasonOpen={open.reasons.has(competency.name)}
              language={transcript.data?.language}
              sessionId={heardSession}
              saidLimits={saidLimits}
              levelText={levelText(plan.data?.document, competency)}
              person={people[at] ?? null}
              onOwnLevel={
                mayDecide && isUndecided
                  ? (level) => keep({ levels: withLevel(draft.levels, competency.name, level) })
                  : undefined
              }
              onShow={show}
            />
          ))}
        </section>
        {transcript.data ? (
          <SpeakingChart
            transcript={transcript.data}
            document={plan.data?.document}
            flags={scorecard.flags}
            onShow={show}
          />
        ) : null}
        <TranscriptSection
          transcript={transcript.data}
          problem={transcript.error ? asProblem(transcript.error) : null}
          hasSession={Boolean(interview.sessionId)}
          span={span}
          corrections={messages.data?.corrections ?? []}
        />
        {interview.sessionId ? (
          <p className="mt-3">
            <Link to="/sessions/$id/replay" params={{ id: interview.sessionId }}>
              {i18n._("View replay")}
            </Link>
          </p>
        ) : null}
      </TwoColumns>
    </VoiceOf>
  );
}

const DECIDABLE = new Set<Interview["state"]>(["ASSESSMENT_PENDING", "ASSESSMENT_APPROVED"]);

function withLevel(levels: DecisionDraft["levels"], name: string, level: number | null) {
  const { [name]: _, ...others } = levels;
  return level === null ? others : { ...others, [name]: level };
}

function Legend() {
  return (
    <p aria-hidden="true" className="flex flex-wrap items-center gap-x-4 text-small text-text3">
      <span className="flex items-center gap-1.5">
        <span className="drawn size-2.5 rounded-full bg-tide" /> {i18n._("proposed")}
      </span>
      <span className="flex items-center gap-1.5">
        <span className="drawn size-2.5 rotate-45 bg-clay" /> {i18n._("by a person")}
      </span>
      <span className="flex items-center gap-1.5">
        <span className="h-3.5 border-l-2 border-dotted border-text2" /> {i18n._("required")}
      </span>
    </p>
  );
}
