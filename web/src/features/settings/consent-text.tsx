import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useCaller } from "@/shared/api/caller";
import { asProblem } from "@/shared/api/problem";
import type { ConsentTexts, OwnConsentText } from "@/shared/api/types";
import { useDraft } from "@/shared/lib/draft";
import { useSettled } from "@/shared/lib/settled";
import { exactly } from "@/shared/lib/words";
import { Field, inputLook } from "@/shared/ui/field";
import { Loaded } from "@/shared/ui/loaded";
import { Note } from "@/shared/ui/note";
import { sentence } from "@/shared/ui/sentence";
import { Failure } from "@/shared/ui/states";
import { PlaceholderText } from "./parts/placeholder-text";
import { SaveRow } from "./parts/save-row";
import { SettingsPage, useMay } from "./parts/settings-page";
import { withReadNames } from "./placeholder-names";
import { useChange, useConsentPreview, useConsentTexts } from "./queries";
import { languageName } from "./words";

const PAUSE_MS = 400;
const NOTHING_WRITTEN: { text?: string | undefined } = {};

/** The text to which candidates consent: what is always there, and what the organization adds. */
export function ConsentText() {
  const texts = useConsentTexts();
  return (
    <SettingsPage
      title={i18n._("Consent text")}
      needs="tenant:read"
      under={i18n._(
        "Candidates agree to this text before anything is recorded: on the page, with voice, and on the phone.",
      )}
    >
      <Loaded of={texts} what={i18n._("The texts")} rows={6}>
        {(found) => <Chosen texts={found} />}
      </Loaded>
    </SettingsPage>
  );
}

function Chosen({ texts }: { texts: ConsentTexts }) {
  const me = useCaller()?.user.id ?? "";
  const [chosen, setChosen] = useState("");
  const text = texts.data.find(({ language }) => language === chosen) ?? texts.data[0];
  if (!text) return null;
  return (
    <>
      <div className="max-w-[19rem]">
        <Field label={i18n._("Language")}>
          {(control) => (
            <select
              {...control}
              value={text.language}
              className={`${inputLook} min-h-11`}
              onChange={(event) => setChosen(event.target.value)}
            >
              {texts.data.map(({ language }) => (
                <option key={language} value={language}>
                  {languageName(language)}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <ConsentForm key={text.language} me={me} text={text} texts={texts} />
    </>
  );
}

interface ConsentFormProps {
  me: string;
  text: OwnConsentText;
  texts: ConsentTexts;
}

function ConsentForm({ me, text, texts }: ConsentFormProps) {
  const { language } = text;
  const [written, keep, forget] = useDraft(me, `consent-text-${language}`, NOTHING_WRITTEN);
  const added = written.text ?? text.addition;
  const preview = useConsentPreview(language, useSettled(added, PAUSE_MS));
  const mayChange = useMay("tenant:update");
  const save = useChange((calls, given: string) => calls.saveConsentText(language, given));
  const isChanged = added.trim() !== text.addition;
  const problem = save.error ? asProblem(save.error) : null;
  const refusal = preview.error ? asProblem(preview.error) : null;
  const errors = refusal?.body.errors?.filter(({ field }) => field === "text") ?? [];
  return (
    <div className="mt-6 grid gap-x-8 gap-y-8 wide:grid-cols-2">
      <form
        noValidate
        className="min-w-0"
        onSubmit={(event) => {
          event.preventDefault();
          if (isChanged) save.mutate(added, { onSuccess: () => forget({ text: added }) });
        }}
      >
        <h2>{i18n._("Always there")}</h2>
        <p className="text-small text-text3">
          {sentence(
            (at) =>
              i18n._(
                "The number of days is the one in {retention}: {days, plural, one {# day} other {# days}} for new interviews.",
                { ...at, days: texts.retentionDays },
              ),
            { retention: <Link to="/settings/retention">{i18n._("Retention")}</Link> },
          )}
        </p>
        <p
          lang={language}
          className="mt-2 rounded-control bg-sunken px-3.5 py-3 whitespace-pre-line text-text2"
        >
          {text.requiredText}
        </p>
        <fieldset disabled={!mayChange} className="mt-6">
          <Field
            label={i18n._("What your organization adds")}
            hint={i18n._(
              "Plain text after these sentences, such as who is responsible for the data. {placeholder} stands for the number of days. Leave empty to add nothing.",
              { placeholder: withReadNames(texts.placeholder) },
            )}
            error={withReadNames(errors.map(({ message }) => message).join(" ")) || null}
          >
            {(control) => (
              <PlaceholderText
                {...control}
                rows={9}
                lang={language}
                text={added}
                onText={(text) => keep({ text })}
              />
            )}
          </Field>
        </fieldset>
        {isChanged ? (
          <div className="mt-4">
            <Note title={i18n._("This becomes version {version}.", { version: nextVersion(text) })}>
              {i18n._(
                "Candidates who have not started are asked again. Consent to an older version does not count for them. Interviews that are running keep their text.",
              )}
            </Note>
          </div>
        ) : null}
        {problem && problem.status !== 422 ? (
          <div className="mt-5">
            <Failure problem={problem} what={i18n._("The text was not saved.")} />
          </div>
        ) : null}
        <SaveRow
          mayChange={mayChange}
          forbidden={i18n._("Only administrators can change this text.")}
          isChanged={isChanged}
          isValid={errors.length === 0}
          isSaving={save.isPending}
          save={i18n._("Save as a new version")}
          onDiscard={() => keep({ text: undefined })}
        />
        <Versions of={text} />
      </form>
      <section aria-labelledby="preview" className="min-w-0">
        <h2 id="preview">{i18n._("What candidates read and hear")}</h2>
        <div className="mt-3 grid gap-4">
          {errors.length ? (
            <Note tone="amber" title={i18n._("The text cannot be used as it stands.")} />
          ) : (
            <Loaded of={preview} what={i18n._("The preview")} rows={6}>
              {(found) => (
                <>
                  <Shown title={i18n._("On the page")} language={language} text={found.text} />
                  <Shown
                    title={i18n._("On the phone")}
                    language={language}
                    text={found.phoneText}
                  />
                  <p className="text-small text-text3 [overflow-wrap:anywhere]">
                    {sentence((at) => i18n._("Version {version}", at), {
                      version: <code>{found.version}</code>,
                    })}
                  </p>
                </>
              )}
            </Loaded>
          )}
        </div>
      </section>
    </div>
  );
}

function Shown({ title, language, text }: { title: string; language: string; text: string }) {
  return (
    <figure className="rounded-card border border-line bg-surface p-4">
      <figcaption className="text-small text-text3">{title}</figcaption>
      <p lang={language} className="mt-1.5 whitespace-pre-line [overflow-wrap:anywhere]">
        {text}
      </p>
    </figure>
  );
}

function Versions({ of: { versions, language } }: { of: OwnConsentText }) {
  if (versions.length === 0) return null;
  return (
    <details className="mt-8">
      <summary className="min-h-11 py-2.5 font-[550]">
        {i18n._("{versions, plural, one {# version} other {# versions}} of what was added", {
          versions: versions.length,
        })}
      </summary>
      <ul className="border-t border-line">
        {versions.map(({ version, text, createdAt, createdBy }) => (
          <li key={version} className="border-b border-line py-3">
            <p className="text-small text-text3">
              {i18n._("Version {version}, by {createdBy} on {at}", {
                version,
                createdBy,
                at: exactly(new Date(createdAt)),
              })}
            </p>
            <p lang={language} className="mt-1 whitespace-pre-line [overflow-wrap:anywhere]">
              {text || <span className="text-text3">{i18n._("Nothing added")}</span>}
            </p>
          </li>
        ))}
      </ul>
    </details>
  );
}

function nextVersion({ versions }: OwnConsentText): number {
  return (versions[0]?.version ?? 0) + 1;
}
