import { i18n } from "@lingui/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { CompetencyGroup, JobStatement, StatementKind } from "@/shared/api/types";
import { Button } from "@/shared/ui/button";
import { Field, inputLook } from "@/shared/ui/field";
import { choiceOf, type GroupPlace, groupPlacesOf, type StatementChoice } from "./corrections";
import { groupName, KINDS } from "./words";

interface CorrectionFormProps {
  statement: JobStatement;
  choice: StatementChoice | undefined;
  groups: CompetencyGroup[];
  /** Null leaves it as it was. */
  onDone: (choice: StatementChoice | null) => void;
}

const IN_GROUPS = new Set<StatementKind>(["task", "requirement"]);

/** A person's reading of one line, in place of the rules'. */
export function CorrectionForm({ statement, choice, groups, onDone }: CorrectionFormProps) {
  const [chosen, setChosen] = useState(choice ?? choiceOf(statement));
  const first = useRef<HTMLSelectElement>(null);
  useEffect(() => first.current?.focus(), []);
  const isNewKind = chosen.kind !== statement.kind;
  const places = isNewKind ? wholeOf(statement, chosen.kind) : groupPlacesOf(statement);

  function keep(event: FormEvent) {
    event.preventDefault();
    onDone(chosen);
  }

  return (
    <form onSubmit={keep} className="mt-2 mb-1 grid max-w-md gap-3">
      <Field label={i18n._("This line is")}>
        {(control) => (
          <select
            {...control}
            ref={first}
            value={chosen.kind}
            onChange={(event) =>
              setChosen({ kind: event.target.value as StatementKind, groups: {} })
            }
            className={inputLook}
          >
            {Object.entries(KINDS).map(([kind, name]) => (
              <option key={kind} value={kind}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      {places.map((place) => (
        <GroupField
          key={place.start}
          place={place}
          isOnly={places.length === 1}
          groups={groups}
          value={chosen.groups[place.start] ?? (isNewKind ? "" : (place.group ?? ""))}
          onChange={(code) =>
            setChosen({ ...chosen, groups: { ...chosen.groups, [place.start]: code } })
          }
        />
      ))}
      <div className="flex flex-wrap gap-2.5">
        <Button size="small" type="submit">
          {i18n._("Keep correction")}
        </Button>
        <Button size="small" look="quiet" onClick={() => onDone(null)}>
          {i18n._("Cancel")}
        </Button>
      </div>
    </form>
  );
}

/** With another kind, the line is read anew: one group may be chosen for the whole of it. */
function wholeOf(statement: JobStatement, kind: StatementKind): GroupPlace[] {
  if (!IN_GROUPS.has(kind)) return [];
  return [{ start: statement.start, text: statement.text, group: null, others: [] }];
}

interface GroupFieldProps {
  place: GroupPlace;
  isOnly: boolean;
  groups: CompetencyGroup[];
  value: string;
  onChange: (code: string) => void;
}

function GroupField({ place, isOnly, groups, value, onChange }: GroupFieldProps) {
  const likely = [place.group, ...place.others].filter((code): code is string => Boolean(code));
  return (
    <Field
      label={i18n._("Competency")}
      hint={isOnly ? undefined : i18n._("For “{text}”", { text: place.text })}
    >
      {(control) => (
        <select
          {...control}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className={inputLook}
        >
          {place.group ? null : <option value="">{i18n._("Chosen by the rules")}</option>}
          {likely.length > 0 ? (
            <optgroup label={i18n._("Likely")}>
              {likely.map((code) => (
                <option key={code} value={code}>
                  {groupName(groups, code)}
                </option>
              ))}
            </optgroup>
          ) : null}
          <optgroup label={i18n._("All")}>
            {groups
              .filter((group) => !likely.includes(group.code))
              .map(({ code }) => (
                <option key={code} value={code}>
                  {groupName(groups, code)}
                </option>
              ))}
          </optgroup>
        </select>
      )}
    </Field>
  );
}
