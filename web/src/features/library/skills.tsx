import { i18n } from "@lingui/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { useIsAllowed } from "@/shared/api/caller";
import { useArrival, useHeadingTakesFocus, useTitle } from "@/shared/lib/page";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { useOpener } from "@/shared/ui/form-section";
import { Icon } from "@/shared/ui/icon";
import { Loaded } from "@/shared/ui/loaded";
import { Pager } from "@/shared/ui/pager";
import { SKILLS_ON_PAGE, useLibraryCalls } from "./calls";
import { NameCheck } from "./parts/name-check";
import { SkillForm } from "./parts/skill-form";
import { SkillItem } from "./parts/skill-item";

/** The skills that interviews know, found by name, other words, spelling and meaning; and one's own. */
export function Skills() {
  const heading = useArrival("skills");
  useTitle(i18n._("Skills · Vivavoce"));
  const mayChange = useIsAllowed("tenant:update");
  const form = useOpener();
  const list = useHeadingTakesFocus<HTMLElement>();
  const [done, setDone] = useState("");
  const [words, setWords] = useState("");
  const [page, setPage] = useState(1);
  const search = useDeferredValue(words).trim();
  const found = useSkills(search, page);
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <h1 ref={heading} tabIndex={-1}>
          {i18n._("Skills")}
        </h1>
        {mayChange ? (
          <div ref={form.button}>
            <Button
              look={form.isOpen ? "outline" : "primary"}
              icon={<Icon of={Plus} small />}
              aria-expanded={form.isOpen}
              onClick={form.open}
            >
              {i18n._("Add a skill")}
            </Button>
          </div>
        ) : null}
      </div>
      <p className="mt-1.5 max-w-[44em] text-text2">
        {i18n._(
          "The skills that Vivavoce knows by name. A request for an interview may name any of them, or another word for it.",
        )}{" "}
        <a href="#name-check">{i18n._("Check how a name is read")}</a>
      </p>
      <div className="mt-5">
        {form.isOpen ? (
          <SkillForm
            onClose={form.close}
            onAdded={(name) => {
              form.close();
              setDone(i18n._("“{name}” was added.", { name }));
              setWords(name);
              setPage(1);
            }}
          />
        ) : null}
      </div>
      <p role="status" className="text-small text-text2">
        {done}
      </p>
      <section ref={list} aria-labelledby="skill-list">
        <h2 id="skill-list" tabIndex={-1} className="sr-only">
          {i18n._("List of skills")}
        </h2>
        <div className="mt-3 max-w-96">
          <Field label={i18n._("Skill")}>
            {(control) => (
              <input
                {...control}
                type="search"
                value={words}
                maxLength={100}
                placeholder={i18n._("For example: forklift")}
                onChange={(event) => {
                  setWords(event.target.value);
                  setPage(1);
                }}
                className={inputLook}
              />
            )}
          </Field>
        </div>
        <div className="mt-5">
          <Loaded of={found} what={i18n._("The skills")} rows={6}>
            {({ data, total, attributions }) => (
              <>
                <p role="status" className="text-small text-text3">
                  {data.length > 0
                    ? i18n._("{total, plural, one {# skill} other {# skills}}", { total })
                    : mayChange
                      ? i18n._("No skill is like “{search}”. You can add it.", { search })
                      : i18n._("No skill is like “{search}”. An administrator can add it.", {
                          search,
                        })}
                </p>
                <ul>
                  {data.map((skill) => (
                    <SkillItem
                      key={skill.id}
                      skill={skill}
                      mayRemove={mayChange && skill.source === "organization"}
                      onRemoved={() =>
                        setDone(i18n._("“{name}” was removed.", { name: skill.name }))
                      }
                    />
                  ))}
                </ul>
                {search ? null : (
                  <Pager page={page} pageSize={SKILLS_ON_PAGE} total={total} onPage={setPage} />
                )}
                {attributions.map((text) => (
                  <p key={text} className="mt-4 text-small text-text3">
                    {text}
                  </p>
                ))}
              </>
            )}
          </Loaded>
        </div>
      </section>
      <NameCheck />
    </>
  );
}

function useSkills(words: string, page: number) {
  const calls = useLibraryCalls();
  return useQuery({
    queryKey: ["library", "skills", words, page],
    queryFn: () => calls.skills(words, page),
    placeholderData: keepPreviousData,
  });
}
