import { i18n } from "@lingui/core";
import { competencyLanguage, competencyName } from "@/shared/lib/competency-names";
import { oneDecimal, percent } from "@/shared/lib/words";
import { ChangedWords, ChangeMark } from "../edit/changed-words";
import { minimumOf, type RubricPart, type RubricRow } from "../edit/rubric-changes";

interface RubricRowProps {
  row: RubricRow;
  /** The language of the interview, where it is known. */
  language: string | undefined;
  heading?: "h2" | "h3";
  /** The numbers of the questions by id, where their texts stand above the rubric. */
  numbers?: ReadonlyMap<string, number>;
}

/** One competency: its weight, what each level means, and how the answers to its questions are rated. */
export function RubricCompetency(props: RubricRowProps) {
  const { row, language, heading: Heading = "h2", numbers } = props;
  const { name, change, aspects, questions } = row;
  const isMarked = change === "new" || change === "removed";
  const rated = questions.filter(({ texts }) => texts.length > 0);
  return (
    <li className="border-b border-line py-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <Heading className="text-[1.0625rem] font-semibold [overflow-wrap:anywhere]">
          <span lang={competencyLanguage(name, language)}>{competencyName(name)}</span>
        </Heading>
        <ChangeMark change={change} />
      </div>
      <p className="text-small text-text2">{factsOf(row).join(" · ")}</p>
      <div lang={language}>
        {aspects.map(({ part, questions: asked }) => (
          <div key={part.id} className="mt-1">
            <Levels part={part} isMarked={isMarked} />
            {asked.length > 0 ? (
              <ul className="grid gap-1 pb-2 pl-4">
                {asked.map((question) => (
                  <li
                    key={question.id}
                    lang={numbers ? i18n.locale : undefined}
                    className={`text-text2 [overflow-wrap:anywhere] ${numbers ? "text-small" : "font-voice"}`}
                  >
                    <Words {...titleOf(question, numbers)} isPlain={isMarked} />
                  </li>
                ))}
              </ul>
            ) : null}
          </div>
        ))}
      </div>
      {rated.length > 0 ? (
        <div className="mt-2">
          <p className="text-small font-[550] text-text2">
            {i18n._("Answers to these questions are rated by levels of their own:")}
          </p>
          {rated.map((part) => (
            <Levels
              key={part.id}
              part={{ ...part, title: titleOf(part, numbers) }}
              isMarked={isMarked}
              isSpoken={!numbers}
            />
          ))}
        </div>
      ) : null}
    </li>
  );
}

function titleOf({ id, title }: RubricPart, numbers: RubricRowProps["numbers"]) {
  const number = numbers?.get(id);
  if (number === undefined) return title;
  const name = i18n._("Question {number}", { number });
  return { before: name, after: name };
}

function factsOf({ competency, before, change }: RubricRow): string[] {
  const share = percent(competency.weight);
  const earlier = before && change !== "removed" ? percent(before.weight) : share;
  const minimum = minimumOf(competency);
  const old = before ? minimumOf(before) : minimum;
  return [
    share === earlier
      ? i18n._("{share} of the score", { share })
      : i18n._("{share} of the score, was {earlier}", { share, earlier }),
    requiredOf(competency.is_required, before?.is_required ?? competency.is_required),
    minimum === null ? "" : i18n._("required level {level}", { level: oneDecimal(minimum) }),
    minimum === old ? "" : wasOf(old),
  ].filter(Boolean);
}

function requiredOf(isRequired: boolean, was: boolean): string {
  if (isRequired !== was) {
    return isRequired ? i18n._("now a must-have") : i18n._("no longer a must-have");
  }
  return isRequired ? i18n._("must-have") : "";
}

function wasOf(level: number | null): string {
  return level === null
    ? i18n._("without a required level before")
    : i18n._("required level {level} before", { level: oneDecimal(level) });
}

interface LevelsProps {
  part: RubricPart;
  /** Whether the whole competency came or went, which its mark says once. */
  isMarked: boolean;
  isSpoken?: boolean;
}

/** What each level means, the best first; open where a word of it changed. */
function Levels({ part: { title, texts }, isMarked, isSpoken = false }: LevelsProps) {
  const isInBoth = title.before !== "" && title.after !== "";
  const isReworded = isInBoth && texts.some(({ before, after }) => before !== after);
  return (
    <details open={isReworded} className="mt-1">
      <summary
        className={`py-2 text-text2 [overflow-wrap:anywhere] ${isSpoken ? "font-voice" : "text-small font-[550]"}`}
      >
        <Words {...title} isPlain={isMarked} />
      </summary>
      <dl className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-2 gap-y-2 pt-1 pb-2 pl-4 text-small text-text2">
        {texts.map(({ level, before, after }) => (
          <div key={level} className="contents">
            <dt className="font-[550]">{level}</dt>
            <dd className="[overflow-wrap:anywhere]">
              <Words before={before} after={after} isPlain={!isInBoth} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Words({ before, after, isPlain }: { before: string; after: string; isPlain: boolean }) {
  return isPlain ? after || before : <ChangedWords before={before} after={after} />;
}
