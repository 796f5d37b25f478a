import { i18n } from "@lingui/core";
import { fieldRefusal } from "@/shared/lib/refusals";
import { Field, inputLook } from "@/shared/ui/field";
import type { OrganizationFields } from "./organization-page";

const DEFAULT_COLOR = "#1a4d8f";
const MOST_CHARACTERS = 600;

/** The color and the footer of the organization's e-mails, with what they will look like. */
export function EmailLook({ edited, problem, set }: OrganizationFields) {
  const color = /^#[0-9a-f]{6}$/i.test(edited.accentColor.trim())
    ? edited.accentColor.trim()
    : DEFAULT_COLOR;
  return (
    <div className="grid gap-5">
      <Field
        label={i18n._("Button color")}
        hint={i18n._(
          "For example #1a4d8f. White text on it must be readable. Leave empty for the default.",
        )}
        error={fieldRefusal(problem, "accentColor")}
      >
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            spellCheck={false}
            maxLength={20}
            placeholder={DEFAULT_COLOR}
            className={`${inputLook} max-w-44`}
            value={edited.accentColor}
            onChange={(event) => set({ accentColor: event.target.value })}
          />
        )}
      </Field>
      <Field
        label={i18n._("Footer")}
        hint={i18n._("Text at the end of every e-mail, such as your address and contact details.")}
        error={fieldRefusal(problem, "emailFooter")}
      >
        {(control) => (
          <textarea
            {...control}
            rows={3}
            maxLength={MOST_CHARACTERS}
            className={inputLook}
            value={edited.emailFooter}
            onChange={(event) => set({ emailFooter: event.target.value })}
          />
        )}
      </Field>
      <figure className="rounded-card border border-line bg-sunken p-4">
        <figcaption className="text-small text-text3">{i18n._("Preview")}</figcaption>
        {/* An e-mail is light in both appearances, as its readers get it. */}
        <div className="mt-2 rounded-lg bg-[#fff] p-4 text-[#1a1a1a]">
          <p className="font-semibold [overflow-wrap:anywhere]">{edited.name}</p>
          <p className="mt-3">
            <span
              className="inline-block rounded-md px-5 py-2.5 text-[#fff]"
              style={{ background: color }}
            >
              {i18n._("Open the interview")}
            </span>
          </p>
        </div>
        {edited.emailFooter.trim() ? (
          <p className="mt-3 text-small whitespace-pre-line text-text2 [overflow-wrap:anywhere]">
            {edited.emailFooter.trim()}
          </p>
        ) : null}
      </figure>
    </div>
  );
}
