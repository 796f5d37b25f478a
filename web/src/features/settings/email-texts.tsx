import { i18n } from "@lingui/core";
import { Link } from "@tanstack/react-router";
import { useCaller } from "@/shared/api/caller";
import type { EmailKind, EmailText } from "@/shared/api/types";
import { Field, inputLook } from "@/shared/ui/field";
import { Loaded } from "@/shared/ui/loaded";
import { sentence } from "@/shared/ui/sentence";
import type { EmailSearch } from "./email-search";
import { EmailForm } from "./parts/email-form";
import { SettingsPage } from "./parts/settings-page";
import { useEmailTexts } from "./queries";
import { EMAIL_NAMES, languageName } from "./words";

interface EmailTextsProps {
  search: EmailSearch;
  onSearch: (search: EmailSearch) => void;
}

/** The e-mails that candidates receive, in the organization's own words. */
export function EmailTexts(props: EmailTextsProps) {
  const texts = useEmailTexts();
  return (
    <SettingsPage
      title={i18n._("E-mails to candidates")}
      needs="tenant:read"
      under={sentence(
        (at) =>
          i18n._(
            "Write each e-mail in your own words, or leave the built-in text. Their color and footer are under {branding}.",
            at,
          ),
        { branding: <Link to="/settings/branding">{i18n._("Branding")}</Link> },
      )}
    >
      <Loaded of={texts} what={i18n._("The texts")} rows={6}>
        {(found) => <Chosen texts={found} {...props} />}
      </Loaded>
    </SettingsPage>
  );
}

function Chosen({ texts, search, onSearch }: EmailTextsProps & { texts: EmailText[] }) {
  const me = useCaller()?.user.id ?? "";
  const languages = [...new Set(texts.map((text) => text.language))];
  const [language = "en"] = [search.language, i18n.locale, ...languages].filter((tag) =>
    languages.includes(tag ?? ""),
  );
  const kind = search.kind ?? "invitation";
  const text = texts.find((one) => one.kind === kind && one.language === language);
  return (
    <>
      <div className="grid max-w-[38rem] gap-4 pad:grid-cols-2">
        <Field label={i18n._("E-mail")}>
          {(control) => (
            <select
              {...control}
              value={kind}
              className={`${inputLook} min-h-11`}
              onChange={(event) => onSearch({ ...search, kind: event.target.value as EmailKind })}
            >
              {Object.entries(EMAIL_NAMES).map(([each, name]) => (
                <option key={each} value={each}>
                  {texts.some(({ kind: own, isOwn }) => own === each && isOwn)
                    ? i18n._("{name} (own text)", { name })
                    : name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={i18n._("Language")}>
          {(control) => (
            <select
              {...control}
              value={language}
              className={`${inputLook} min-h-11`}
              onChange={(event) => onSearch({ ...search, language: event.target.value })}
            >
              {languages.map((tag) => (
                <option key={tag} value={tag}>
                  {languageName(tag)}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      {text ? <EmailForm key={`${kind}-${language}`} me={me} text={text} /> : null}
    </>
  );
}
