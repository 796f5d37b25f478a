import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import type { CompetencyScore, Evidence } from "@/shared/api/types";
import { dateLocale } from "@/shared/i18n/language";
import { competencyLanguage, competencyName } from "@/shared/lib/competency-names";
import { oneDecimal, percent } from "@/shared/lib/words";
import { abstainTexts } from "@/shared/ui/abstain-texts";
import { LevelTrack } from "@/shared/ui/level-track";
import { sentence } from "@/shared/ui/sentence";
import { PlayWords } from "@/shared/voice/voice";
import { LEVELS } from "../decision/draft";
import type { PersonLevel } from "../decision/person-level";
import { isUnsure, pieces, ranked } from "../reading";
import { type AskedResult, LevelLimits, QuestionResults } from "./question-results";
import type { TranscriptSpan } from "./transcript-section";
import { TurnLink } from "./turn-link";

function rangeOf({ low, high }: CompetencyScore): [number, number] | null {
  return low === null || high === null ? null : [low, high];
}

interface CompetencyRowProps {
  competency: CompetencyScore;
  results: AskedResult[];
  levelText: string | null;
  /** The limits that are said above the rows, for several competencies at once. */
  saidLimits: ReadonlySet<string>;
  /** Whether the best quote stands open; else it is folded with the others. */
  isQuoteOpen: boolean;
  /** Whether the rubric's words for the level stand open; else they are folded. */
  isLevelOpen: boolean;
  /** Whether it says at length why it has no level or no quote; else one above says the same. */
  isReasonOpen: boolean;
  language: string | undefined;
  /** The session in whose replay the turns have the same numbers; null where they have not. */
  sessionId: string | null;
  person: PersonLevel | null;
  /** Set while the person may choose a level of their own; null takes it back. */
  onOwnLevel: ((level: number | null) => void) | undefined;
  onShow: (span: TranscriptSpan) => void;
}

/** One thing the job needs: its level, and the words it rests on; or the reason for no level. */
export function CompetencyRow(props: CompetencyRowProps) {
  const { competency, results, levelText, isQuoteOpen, language, sessionId, person } = props;
  const { isLevelOpen, isReasonOpen, saidLimits, onOwnLevel, onShow } = props;
  const { name, score, insufficient_evidence: reason } = competency;
  const quotes = ranked(competency);
  const [open, folded] = isQuoteOpen ? [quotes[0], quotes.slice(1)] : [undefined, quotes];
  const ownLevel = person && person.sentence === null ? person.level : null;
  const isFolded = levelText !== null && !isLevelOpen;
  const confidence =
    competency.confidence === null ? null : (
      <span className="block text-text3">{confidenceOf(competency.confidence)}</span>
    );
  return (
    <article className="grid gap-x-6 gap-y-2 border-b border-line py-4.5 pad:grid-cols-[9.25rem_minmax(8rem,12.5rem)_minmax(0,1fr)]">
      <div className="min-w-0">
        <h3 lang={competencyLanguage(name, language)} className="[overflow-wrap:anywhere]">
          {competencyName(name)}
        </h3>
        <p className="text-small text-text3">
          {competency.is_required ? `${i18n._("Must-have")} · ` : ""}
          {percent(competency.weight)}
        </p>
      </div>
      <div>
        <LevelTrack
          level={score}
          range={rangeOf(competency)}
          required={competency.minimum_acceptable_score}
          reason={reason}
          person={person?.level ?? null}
        />
        {score === null ? null : (
          <p className="mt-1 text-small text-text2">
            <span className="block font-[550] text-text">
              {levelOf(score, competency.minimum_acceptable_score)}
            </span>
            {levelText && isLevelOpen ? (
              <span lang={language} className="block">
                {levelText}
              </span>
            ) : null}
            {isFolded && !isUnsure(competency) ? null : confidence}
          </p>
        )}
        {isFolded ? (
          <details className="text-small text-text2">
            <summary className="min-h-11 py-2.5 desk:min-h-6 desk:py-1">
              {i18n._("What the level says")}
            </summary>
            <p lang={language}>{levelText}</p>
            {isUnsure(competency) ? null : confidence}
          </details>
        ) : null}
        {score === null ? null : <LevelLimits results={results} said={saidLimits} />}
        {person?.sentence ? (
          <p className="mt-1.5 text-small text-claytext">{person.sentence}</p>
        ) : null}
        {onOwnLevel ? (
          <OwnLevel
            competency={name}
            isProposed={score !== null}
            level={ownLevel}
            onChoose={onOwnLevel}
          />
        ) : null}
      </div>
      <div className="min-w-0">
        {score === null ? (
          isReasonOpen || person ? (
            <p className="text-text2">
              {abstainTexts(reason).long} {i18n._("This is not a low score.")}
            </p>
          ) : null
        ) : quotes.length === 0 ? (
          <p className="text-text2">
            {isReasonOpen
              ? i18n._(
                  "No quote supports this level, but it counts toward the total. Read the answers before you rely on it.",
                )
              : i18n._("No quote supports this level.")}
          </p>
        ) : (
          <>
            {open ? (
              <Quote evidence={open} language={language} sessionId={sessionId} onShow={onShow} />
            ) : null}
            {folded.length > 0 ? (
              <details className={open ? "mt-2" : ""}>
                <summary className="min-h-6 py-1 text-small text-text2">
                  {open
                    ? i18n._("{count, plural, one {# more quote} other {# more quotes}}", {
                        count: folded.length,
                      })
                    : i18n._("{count, plural, one {# quote} other {# quotes}}", {
                        count: folded.length,
                      })}
                </summary>
                <div className="mt-2 grid gap-4">
                  {folded.map((each) => (
                    <Quote
                      key={`${each.turn} ${each.start} ${each.sub_dimension}`}
                      evidence={each}
                      language={language}
                      sessionId={sessionId}
                      onShow={onShow}
                    />
                  ))}
                </div>
              </details>
            ) : null}
          </>
        )}
        <QuestionResults results={results} said={levelText} language={language} onShow={onShow} />
      </div>
    </article>
  );
}

interface OwnLevelProps {
  competency: string;
  isProposed: boolean;
  level: number | null;
  onChoose: (level: number | null) => void;
}

function OwnLevel({ competency, isProposed, level, onChoose }: OwnLevelProps) {
  return (
    <label className="mt-1.5 flex min-h-11 flex-wrap items-center gap-x-2 text-small text-text2 desk:min-h-8">
      {i18n._("Your level")}
      <select
        aria-label={i18n._("Your level of {competency}", { competency })}
        value={level ?? ""}
        onChange={(event) => onChoose(event.target.value ? Number(event.target.value) : null)}
        className="min-h-11 rounded-control border border-edge bg-surface px-2 text-text desk:min-h-8"
      >
        <option value="">{isProposed ? i18n._("as proposed") : i18n._("no level")}</option>
        {LEVELS.map((each) => (
          <option key={each} value={each}>
            {each.toLocaleString(dateLocale())}
          </option>
        ))}
      </select>
    </label>
  );
}

function levelOf(level: number, minimum: number | null): string {
  const score = oneDecimal(level);
  if (minimum === null) return i18n._("{score} of 5", { score });
  return i18n._("{score} of 5, required {minimum}", { score, minimum: oneDecimal(minimum) });
}

interface QuoteProps {
  evidence: Evidence;
  language: string | undefined;
  sessionId: string | null;
  onShow: (span: TranscriptSpan) => void;
}

function Quote({ evidence, language, sessionId, onShow }: QuoteProps) {
  const { quote, turn, start, end, found, level } = evidence;
  return (
    <figure>
      <blockquote
        lang={language}
        className="font-voice text-[1.0625rem] leading-[1.42] [overflow-wrap:anywhere]"
      >
        {sentence((at) => i18n._("“{words}”", at), {
          words: pieces(quote, found).map((piece) =>
            piece.isMarked ? (
              <span
                key={piece.at}
                className="underline decoration-tide decoration-2 underline-offset-4"
              >
                {piece.text}
              </span>
            ) : (
              piece.text
            ),
          ),
        })}
      </blockquote>
      <figcaption className="mt-1 flex flex-wrap items-center gap-x-2 text-small text-text3">
        <PlayWords turn={turn} start={start} end={end} />
        <TurnLink turn={turn} start={start} end={end} onShow={onShow} />
        {sessionId ? (
          <Link
            to="/sessions/$id/replay"
            params={{ id: sessionId }}
            search={{ turn }}
            className="inline-flex min-h-11 items-center desk:min-h-6"
          >
            {i18n._("Replay")}
            <span className="sr-only"> {i18n._("Turn {turn}", { turn })}</span>
          </Link>
        ) : null}
        <span lang={language}>{evidence.sub_dimension}</span>
        <span>
          {evidence.is_deficit
            ? i18n._("gap, level {level}", { level })
            : i18n._("supports level {level}", { level })}
        </span>
      </figcaption>
    </figure>
  );
}

function confidenceOf(confidence: number): string {
  if (confidence < 0.6) return i18n._("Low confidence");
  return confidence < 0.85 ? i18n._("Medium confidence") : i18n._("High confidence");
}
