import { i18n } from "@lingui/core";
import { chooseLanguage, listLanguages, nameOfLanguage, useLanguage } from "@/shared/i18n/language";

/** The languages of these pages, each by its own name. */
export function LanguageChoice() {
  const language = useLanguage();
  return (
    <nav aria-label={i18n._("Language")} className="flex flex-wrap justify-center gap-x-3">
      {listLanguages().map((each) => (
        <button
          key={each}
          type="button"
          lang={each}
          aria-pressed={each === language}
          className="min-h-11 px-2 underline aria-pressed:font-semibold aria-pressed:no-underline"
          onClick={() => void chooseLanguage(each)}
        >
          {nameOfLanguage(each)}
        </button>
      ))}
    </nav>
  );
}
