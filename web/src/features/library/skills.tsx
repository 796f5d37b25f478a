import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import type { Skill } from "@/shared/api/types";
import { useArrival, useTitle } from "@/shared/lib/page";
import { count, humanised } from "@/shared/lib/words";
import { Field, inputLook } from "@/shared/ui/field";
import { Loaded } from "@/shared/ui/loaded";
import { useLibraryCalls } from "./calls";

const SOURCES: Record<string, string> = {
  built_in: "Built in",
  organization: "Added by your organization",
  esco: "ESCO",
  onet: "O*NET",
};
const MATCHES: Record<string, string> = {
  lemma: "another form of the word",
  spelling: "similar spelling",
  meaning: "similar meaning",
};

/** The skills that interviews know: found by name, by other words for it, by spelling and by meaning. */
export function Skills() {
  const heading = useArrival("skills");
  useTitle("Skills · Vivavoce");
  const calls = useLibraryCalls();
  const [words, setWords] = useState("");
  const search = useDeferredValue(words).trim();
  const found = useQuery({
    queryKey: ["library", "skills", search],
    queryFn: () => calls.skills(search),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        Skills
      </h1>
      <p className="mt-1.5 max-w-[44em] text-text2">
        The skills that Vivavoce knows by name. A request for an interview may name any of them, or
        another word for it.
      </p>
      <div className="mt-5 max-w-96">
        <Field label="Skill">
          {(control) => (
            <input
              {...control}
              type="search"
              value={words}
              maxLength={100}
              placeholder="For example: forklift"
              onChange={(event) => setWords(event.target.value)}
              className={inputLook}
            />
          )}
        </Field>
      </div>
      <div className="mt-5">
        <Loaded of={found} what="The skills" rows={6}>
          {({ data, total, attributions }) => (
            <>
              <p role="status" className="text-small text-text3">
                {data.length === 0
                  ? `No skill is like “${search}”. Your administrator can add skills of your own.`
                  : `${count(Math.max(total, data.length), "skill")}${total > data.length ? `, showing the first ${data.length}` : ""}`}
              </p>
              <ul>
                {data.map((skill) => (
                  <SkillItem key={skill.id} skill={skill} />
                ))}
              </ul>
              {attributions.map((text) => (
                <p key={text} className="mt-4 text-small text-text3">
                  {text}
                </p>
              ))}
            </>
          )}
        </Loaded>
      </div>
    </>
  );
}

function SkillItem({ skill }: { skill: Skill }) {
  const match = MATCHES[skill.matchedBy ?? ""];
  return (
    <li className="border-t border-line py-3.5 [overflow-wrap:anywhere]">
      <h2 className="text-[1.0625rem]">{skill.name}</h2>
      <p className="text-small text-text2">
        {[
          skill.groupName ? humanised(skill.groupName) : "",
          SOURCES[skill.source] ?? skill.source,
          match ? `found by ${match}` : "",
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {skill.description ? <p className="mt-1 max-w-prose">{skill.description}</p> : null}
      {skill.aliases.length > 0 ? (
        <p className="mt-1 text-small text-text3">Also: {skill.aliases.join(", ")}</p>
      ) : null}
    </li>
  );
}
