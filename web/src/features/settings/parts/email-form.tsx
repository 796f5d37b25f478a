import { i18n } from "@lingui/core";
import { useRef, useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";
import type { EmailText, EmailWording } from "@/shared/api/types";
import { useDraft } from "@/shared/lib/draft";
import { fieldRefusal } from "@/shared/lib/refusals";
import { useSettled } from "@/shared/lib/settled";
import { exactly } from "@/shared/lib/words";
import { Button } from "@/shared/ui/button";
import { ConfirmButton } from "@/shared/ui/confirm-button";
import { Field, inputLook } from "@/shared/ui/field";
import { Failure } from "@/shared/ui/states";
import { withReadNames, withStoredNames } from "../placeholder-names";
import { useChange, useEmailPreview } from "../queries";
import { EmailPreview } from "./email-preview";
import { PlaceholderText } from "./placeholder-text";
import { Placeholders } from "./placeholders";
import { useMay } from "./settings-page";

const PAUSE_MS = 400;
const NOTHING_WRITTEN: { subject?: string | undefined; body?: string | undefined } = {};
const FORGOTTEN = { subject: undefined, body: undefined };

interface EmailFormProps {
  me: string;
  text: EmailText;
}

/** The subject and the text of one e-mail, with what a candidate would receive beside them. */
export function EmailForm({ me, text }: EmailFormProps) {
  const { kind, language } = text;
  const [written, keep, forget] = useDraft(me, `email-text-${kind}-${language}`, NOTHING_WRITTEN);
  const wording = { subject: written.subject ?? text.subject, body: written.body ?? text.body };
  const preview = useEmailPreview(kind, language, useSettled(wording, PAUSE_MS));
  const mayChange = useMay("tenant:update");
  const [sentTo, setSentTo] = useState("");
  const box = useRef<HTMLTextAreaElement>(null);
  const save = useChange((calls, given: EmailWording) =>
    calls.saveEmailText(kind, language, given),
  );
  const reset = useChange((calls) => calls.resetEmailText(kind, language));
  const test = useChange(async (calls, given: EmailWording) => {
    setSentTo(await calls.testEmail(kind, language, given));
  });
  const isChanged = wording.subject !== text.subject || wording.body !== text.body;
  const failed = save.error ?? reset.error ?? test.error;
  const problem = failed ? asProblem(failed) : null;
  // What the preview says is newer than what a press was refused for.
  const refusal = preview.error ? asProblem(preview.error) : null;
  const isOfField = Boolean(refusalOf(problem, "subject") || refusalOf(problem, "body"));

  /** Put a placeholder where the cursor stands, or at the end. */
  function insert(placeholder: string) {
    const read = withReadNames(wording.body);
    const at = box.current?.selectionStart ?? read.length;
    const end = box.current?.selectionEnd ?? at;
    const before = read.slice(0, at) + withReadNames(placeholder);
    keep({ body: withStoredNames(before + read.slice(end)) });
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(before.length, before.length);
    });
  }

  return (
    <div className="mt-6 grid gap-x-8 gap-y-8 wide:grid-cols-2">
      <form
        noValidate
        className="min-w-0"
        onSubmit={(event) => {
          event.preventDefault();
          if (isChanged) save.mutate(wording, { onSuccess: () => forget(wording) });
        }}
      >
        <p className="mb-4 text-small text-text3">
          {text.isOwn && text.changedAt
            ? i18n._("Your text, changed by {changedBy} on {at}", {
                changedBy: text.changedBy,
                at: exactly(new Date(text.changedAt)),
              })
            : i18n._("The built-in text")}
        </p>
        <fieldset disabled={!mayChange} className="grid gap-5">
          <Field label={i18n._("Subject")} error={refusalOf(refusal, "subject")}>
            {(control) => (
              <input
                {...control}
                autoComplete="off"
                maxLength={300}
                lang={language}
                className={inputLook}
                value={withReadNames(wording.subject)}
                onChange={(event) => keep({ subject: withStoredNames(event.target.value) })}
              />
            )}
          </Field>
          <Placeholders of={text.placeholders} onInsert={mayChange ? insert : null} />
          <Field
            label={i18n._("Text")}
            hint={i18n._(
              "Plain text. An empty line begins a new paragraph; lines that begin with “- ” are a list. A line whose placeholder is empty is left out.",
            )}
            error={refusalOf(refusal, "body")}
          >
            {(control) => (
              <PlaceholderText
                {...control}
                ref={box}
                lang={language}
                text={wording.body}
                onText={(body) => keep({ body })}
              />
            )}
          </Field>
        </fieldset>
        {problem && !isOfField ? (
          <div className="mt-5">
            <Failure problem={problem} what={failedWords(save.error, reset.error)} />
          </div>
        ) : null}
        {mayChange ? (
          <>
            <div className="mt-6 flex flex-wrap items-center gap-2.5">
              <Button
                look={isChanged && !refusal ? "primary" : "outline"}
                type="submit"
                aria-disabled={isChanged && !refusal ? undefined : true}
                busy={save.isPending && i18n._("Saving…")}
              >
                {i18n._("Save changes")}
              </Button>
              <Button
                aria-disabled={refusal ? true : undefined}
                busy={test.isPending && i18n._("Sending…")}
                onClick={() => {
                  setSentTo("");
                  test.mutate(wording);
                }}
              >
                {i18n._("Send me a test")}
              </Button>
              {isChanged ? (
                <Button look="quiet" onClick={() => keep(FORGOTTEN)}>
                  {i18n._("Discard changes")}
                </Button>
              ) : null}
              {text.isOwn ? (
                <ConfirmButton
                  look="quiet"
                  question={i18n._("Go back to the built-in text?")}
                  meaning={i18n._(
                    "Your text of this e-mail is deleted. Candidates receive the built-in text from now on.",
                  )}
                  keep={i18n._("Keep your text")}
                  confirm={i18n._("Use the built-in text")}
                  busy={reset.isPending && i18n._("Going back…")}
                  onConfirm={() => {
                    keep(FORGOTTEN);
                    reset.mutate(undefined);
                  }}
                >
                  {i18n._("Back to the built-in text")}
                </ConfirmButton>
              ) : null}
            </div>
            <p role="status" className="mt-3 text-small text-text2 empty:hidden">
              {sentTo ? i18n._("A test is on its way to {sentTo}.", { sentTo }) : ""}
            </p>
          </>
        ) : (
          <p className="mt-6 text-text3">{i18n._("Only administrators can change these texts.")}</p>
        )}
      </form>
      <EmailPreview language={language} preview={preview} isRefused={refusal?.status === 422} />
    </div>
  );
}

/** All that is wrong with a field, in sentences. */
function refusalOf(problem: Problem | null, field: string): string | null {
  const all = problem?.body.errors?.filter((error) => error.field === field) ?? [];
  const words = all.map(({ message }) => message).join(" ") || fieldRefusal(problem, field);
  return words === null ? null : withReadNames(words);
}

function failedWords(saving: Error | null, resetting: Error | null): string {
  if (saving) return i18n._("The text was not saved.");
  return resetting ? i18n._("The built-in text is not back.") : i18n._("The test was not sent.");
}
