import { i18n } from "@lingui/core";
import { useId } from "react";
import { Button } from "@/shared/ui/button";
import { inputLook } from "@/shared/ui/field";

type Item = Record<string, unknown>;

/** The jobs and the education of a résumé, as JSON Resume has them; other members of an item are kept. */
export interface ResumeHistory {
  work: Item[];
  education: Item[];
}

export function hasHistory({ work, education }: ResumeHistory): boolean {
  return work.length + education.length > 0;
}

/** The items with something in them; an empty date is left out. */
export function cleaned({ work, education }: ResumeHistory): ResumeHistory {
  const full = (items: Item[]) =>
    items
      .map((item) => Object.fromEntries(Object.entries(item).filter(([, value]) => value)))
      .filter((item) => Object.keys(item).length > 0);
  return { work: full(work), education: full(education) };
}

interface HistoryFieldsProps {
  history: ResumeHistory;
  onChange: (history: ResumeHistory) => void;
}

/** Where a person corrects what was read, leaves out what is wrong, and adds what is missing. */
export function HistoryFields({ history, onChange }: HistoryFieldsProps) {
  return (
    <>
      <ItemList
        title={i18n._("Jobs")}
        addLabel={i18n._("Add a job")}
        removeLabel={i18n._("Remove this job")}
        members={{ position: i18n._("Position"), name: i18n._("Employer") }}
        items={history.work}
        onChange={(work) => onChange({ ...history, work })}
      />
      <ItemList
        title={i18n._("Education of a person", {}, { message: "Education" })}
        addLabel={i18n._("Add education")}
        removeLabel={i18n._("Remove this education")}
        members={{
          studyType: i18n._("Qualification"),
          institution: i18n._("School or company"),
        }}
        items={history.education}
        onChange={(education) => onChange({ ...history, education })}
      />
    </>
  );
}

interface ItemListProps {
  title: string;
  addLabel: string;
  removeLabel: string;
  members: Record<string, string>;
  items: Item[];
  onChange: (items: Item[]) => void;
}

function ItemList({ title, addLabel, removeLabel, members, items, onChange }: ItemListProps) {
  const fields = { ...members, startDate: i18n._("From"), endDate: i18n._("To") };
  const id = useId();
  return (
    <fieldset className="grid gap-3">
      <legend className="font-[550]">{title}</legend>
      {items.map((item, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item has no name of its own
        <div key={place} className="grid gap-2 border-b border-line pb-3 pad:grid-cols-2">
          {Object.entries(fields).map(([member, label]) => (
            <div key={member}>
              <label htmlFor={`${id}-${place}-${member}`} className="text-small text-text3">
                {label}
              </label>
              <input
                id={`${id}-${place}-${member}`}
                className={inputLook}
                maxLength={200}
                autoComplete="off"
                value={String(item[member] ?? "")}
                onChange={(event) =>
                  onChange(
                    items.map((one, at) =>
                      at === place ? { ...one, [member]: event.target.value } : one,
                    ),
                  )
                }
              />
            </div>
          ))}
          <div>
            <Button size="small" onClick={() => onChange(items.filter((_, at) => at !== place))}>
              {removeLabel}
            </Button>
          </div>
        </div>
      ))}
      <div>
        <Button size="small" onClick={() => onChange([...items, {}])}>
          {addLabel}
        </Button>
      </div>
    </fieldset>
  );
}
