import { i18n } from "@lingui/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { Occupation, SkillMatch } from "@/shared/api/types";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { Failure } from "@/shared/ui/states";
import { type LibraryCalls, useLibraryCalls } from "../calls";
import { splitAliases } from "../words";

interface Reading {
  title: string;
  /** What the title was recognized as; empty if it names no occupation. */
  recognized: Occupation[];
  /** Occupations that are called alike, for a title that was not recognized. */
  similar: Occupation[];
  skills: SkillMatch[];
  attributions: string[];
}

/** How a request for an interview would be read: its job title and its skills. Nothing is stored. */
export function NameCheck() {
  const calls = useLibraryCalls();
  const [title, setTitle] = useState("");
  const [skills, setSkills] = useState("");
  const [error, setError] = useState<string | null>(null);
  const check = useMutation({
    mutationFn: (given: { title: string; skills: string[] }) => read(calls, given),
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    const given = { title: title.trim(), skills: splitAliases(skills) };
    const isEmpty = !given.title && given.skills.length === 0;
    setError(isEmpty ? i18n._("Enter a job title or a skill.") : null);
    if (!isEmpty) check.mutate(given);
  }

  return (
    <section className="mt-12 border-t border-line pt-5" aria-labelledby="name-check">
      <h2 id="name-check">{i18n._("Check names")}</h2>
      <p className="mt-1 max-w-[44em] text-text2">
        {i18n._("See how a request for an interview would be read. Nothing is stored.")}
      </p>
      <form onSubmit={submit} className="mt-4 grid max-w-[34rem] gap-4">
        <Field label={i18n._("Job title")} error={error}>
          {(control) => (
            <input
              {...control}
              value={title}
              maxLength={200}
              onChange={(event) => setTitle(event.target.value)}
              className={inputLook}
            />
          )}
        </Field>
        <Field label={i18n._("Skills of the request")} hint={i18n._("With commas between them.")}>
          {(control) => (
            <input
              {...control}
              value={skills}
              maxLength={1000}
              onChange={(event) => setSkills(event.target.value)}
              className={inputLook}
            />
          )}
        </Field>
        {check.error ? (
          <Failure problem={asProblem(check.error)} what={i18n._("The names were not checked.")} />
        ) : null}
        <p>
          <Button type="submit" busy={check.isPending && i18n._("Checking…")}>
            {i18n._("Check names")}
          </Button>
        </p>
      </form>
      <div role="status">{check.data ? <Result reading={check.data} /> : null}</div>
    </section>
  );
}

async function read(
  calls: LibraryCalls,
  { title, skills }: { title: string; skills: string[] },
): Promise<Reading> {
  const [occupations, matches] = await Promise.all([
    title ? calls.recognizeOccupation(title) : NO_OCCUPATIONS,
    skills.length > 0 ? calls.checkSkills(skills) : [],
  ]);
  const isUnknown = title !== "" && occupations.data.length === 0;
  const similar = isUnknown ? await calls.findOccupations(title) : NO_OCCUPATIONS;
  return {
    title,
    recognized: occupations.data,
    similar: similar.data,
    skills: matches,
    attributions: [...new Set([...occupations.attributions, ...similar.attributions])],
  };
}

const NO_OCCUPATIONS: { data: Occupation[]; attributions: string[] } = {
  data: [],
  attributions: [],
};

function Result({ reading }: { reading: Reading }) {
  const { title, recognized, similar, skills, attributions } = reading;
  const [occupation] = recognized;
  return (
    <dl className="mt-5 grid max-w-[44em] gap-4 border-t border-line pt-4 [overflow-wrap:anywhere]">
      {title ? (
        <div>
          <dt className="font-[550]">{i18n._("“{words}”", { words: title })}</dt>
          {occupation ? (
            <dd>
              {i18n._("Recognized as {name}.", { name: occupation.name })}{" "}
              {occupation.skills.length > 0
                ? i18n._("Typical skills: {skills}.", { skills: occupation.skills.join(", ") })
                : ""}
            </dd>
          ) : (
            <dd>
              {i18n._("No occupation is called that.")}{" "}
              {similar.length > 0
                ? i18n._("Similar titles: {titles}.", {
                    titles: similar.map(({ name }) => name).join(", "),
                  })
                : ""}
            </dd>
          )}
        </div>
      ) : null}
      {skills.map((match) => (
        <div key={match.skill}>
          <dt className="font-[550]">{i18n._("“{words}”", { words: match.skill })}</dt>
          <dd>{sentenceOf(match)}</dd>
        </div>
      ))}
      {attributions.map((text) => (
        <div key={text} className="text-small text-text3">
          <dt className="sr-only">{i18n._("Source")}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function sentenceOf({ status, canonical, candidates, suggestions }: SkillMatch): string {
  if (status === "validated") return i18n._("Read as {name}.", { name: canonical });
  if (status === "ambiguous")
    return i18n._("It can mean several skills: {skills}.", { skills: candidates.join(", ") });
  if (suggestions.length > 0)
    return i18n._("Unknown. Spelled alike: {skills}.", { skills: suggestions.join(", ") });
  return i18n._("Unknown. The requester is asked what it means.");
}
