import { i18n } from "@lingui/core";
import { asProblem } from "@/shared/api/problem";
import type { Skill } from "@/shared/api/types";
import { competencyName } from "@/shared/lib/competency-names";
import { humanised } from "@/shared/lib/words";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Failure } from "@/shared/ui/states";
import { useSkillChange } from "../queries";

const SOURCES: Record<Skill["source"], string> = {
  get built_in() {
    return i18n._("Built in");
  },
  get organization() {
    return i18n._("Added by your organization");
  },
  esco: "ESCO",
  onet: "O*NET",
};
/** Why a search found a skill by another word than its name. */
const MATCHES: Record<Exclude<Skill["matchedBy"], "name" | null | undefined>, string> = {
  get lemma() {
    return i18n._("another form of the word");
  },
  get spelling() {
    return i18n._("similar spelling");
  },
  get meaning() {
    return i18n._("similar meaning");
  },
};

interface SkillItemProps {
  skill: Skill;
  mayRemove: boolean;
  onRemoved: () => void;
}

/** One skill: its competency group, where it comes from, and how a search found it. */
export function SkillItem({ skill, mayRemove, onRemoved }: SkillItemProps) {
  const match = skill.matchedBy && skill.matchedBy !== "name" ? MATCHES[skill.matchedBy] : "";
  const remove = useSkillChange(async (calls, id: string) => {
    await calls.deleteSkill(id);
    onRemoved();
  });
  return (
    <li className="border-t border-line py-2.5 [overflow-wrap:anywhere]">
      <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-6 desk:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto]">
        <div>
          <h3 className="text-body">{skill.name}</h3>
          <p className="text-small text-text3">
            {[
              skill.groupName ? competencyName(humanised(skill.groupName)) : "",
              SOURCES[skill.source],
              match ? i18n._("found by {match}", { match }) : "",
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
        </div>
        <div className="col-start-1 desk:col-start-2">
          {skill.description ? <p className="max-w-prose">{skill.description}</p> : null}
          {skill.aliases.length > 0 ? (
            <p className="text-small text-text3">
              {i18n._("Also: {names}", { names: skill.aliases.join(", ") })}
            </p>
          ) : null}
        </div>
        <div className="col-start-2 row-start-1 desk:col-start-3">
          {mayRemove ? (
            <ConfirmButton
              size="small"
              aria-label={i18n._("Remove: {name}", { name: skill.name })}
              busy={remove.isPending && i18n._("Removing…")}
              question={i18n._("Remove “{name}”?", { name: skill.name })}
              meaning={i18n._(
                "New requests for interviews no longer know it by name. Interviews and plans that name it stay as they are.",
              )}
              keep={i18n._("Keep it")}
              confirm={i18n._("Remove")}
              onConfirm={() => remove.mutate(skill.id)}
            >
              {i18n._("Remove")}
            </ConfirmButton>
          ) : null}
        </div>
      </div>
      {remove.error ? (
        <div className="mt-2">
          <Failure
            problem={asProblem(remove.error)}
            what={i18n._("“{name}” was not removed.", { name: skill.name })}
          />
        </div>
      ) : null}
    </li>
  );
}
