import { i18n } from "@lingui/core";
import { type ReactNode, useEffect } from "react";
import { useCaller } from "@/shared/api/caller";
import { asProblem, type Problem } from "@/shared/api/problem";
import type { OrganizationChanges, OrganizationSettings } from "@/shared/api/types";
import { useDraft } from "@/shared/lib/draft";
import { fieldRefusal } from "@/shared/lib/refusals";
import { Button } from "@/shared/ui/button";
import { Loaded } from "@/shared/ui/loaded";
import { Failure } from "@/shared/ui/states";
import { changedOnly } from "../changed";
import { useChange, useOrganization } from "../queries";
import { SettingsPage, useMay } from "./settings-page";

const NOTHING_WRITTEN: { written: Partial<OrganizationSettings> } = { written: {} };

/** What the fields of one page show and change. */
export interface OrganizationFields {
  edited: OrganizationSettings;
  problem: Problem | null;
  set: (change: Partial<OrganizationSettings>) => void;
}

interface OrganizationPageProps {
  title: string;
  under: string;
  /** The settings of this page; a refusal of one of them stands at its field. */
  fields: (keyof OrganizationSettings)[];
  children: (fields: OrganizationFields) => ReactNode;
}

/** One page of the organization's settings, saved on its own. */
export function OrganizationPage({ title, under, ...form }: OrganizationPageProps) {
  const organization = useOrganization();
  return (
    <SettingsPage title={title} needs="tenant:read" under={under}>
      <Loaded of={organization} what={i18n._("The settings")} rows={5}>
        {(settings) => <OrganizationForm settings={settings} {...form} />}
      </Loaded>
    </SettingsPage>
  );
}

interface OrganizationFormProps extends Pick<OrganizationPageProps, "fields" | "children"> {
  settings: OrganizationSettings;
}

function OrganizationForm({ settings, fields, children }: OrganizationFormProps) {
  const me = useCaller()?.user.id ?? "";
  const [{ written }, keep] = useDraft(me, `settings-${fields[0]}`, NOTHING_WRITTEN);
  const edited = { ...settings, ...written };
  const mayChange = useMay("tenant:update");
  const save = useChange((calls, changes: OrganizationChanges) =>
    calls.changeOrganization(changes),
  );
  const changes = changedOnly(settings, edited);
  const isChanged = Object.keys(changes).length > 0;
  const isDraftOver = !isChanged && Object.keys(written).length > 0;
  useEffect(() => {
    if (isDraftOver) keep(NOTHING_WRITTEN);
  });
  const problem = save.error ? asProblem(save.error) : null;
  const isOfField = fields.some((name) => fieldRefusal(problem, name));
  return (
    <form
      noValidate
      className="max-w-[38rem]"
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged && edited.name.trim()) save.mutate(changes);
      }}
    >
      <fieldset disabled={!mayChange} className="grid gap-8">
        {children({
          edited,
          problem,
          set: (change) => keep({ written: { ...written, ...change } }),
        })}
      </fieldset>
      {problem && !isOfField ? (
        <div className="mt-5">
          <Failure problem={problem} what={i18n._("The settings were not saved.")} />
        </div>
      ) : null}
      {mayChange ? (
        <div className="mt-7 flex flex-wrap items-center gap-2.5">
          <Button
            look={isChanged ? "primary" : "outline"}
            type="submit"
            aria-disabled={isChanged ? undefined : true}
            busy={save.isPending && i18n._("Saving…")}
          >
            {i18n._("Save changes")}
          </Button>
          {isChanged ? (
            <Button look="quiet" onClick={() => keep(NOTHING_WRITTEN)}>
              {i18n._("Discard changes")}
            </Button>
          ) : (
            <p className="text-small text-text3">{i18n._("No unsaved changes")}</p>
          )}
        </div>
      ) : (
        <p className="mt-6 text-text3">
          {i18n._("Only administrators can change these settings.")}
        </p>
      )}
    </form>
  );
}
