import { i18n } from "@lingui/core";

/** A text that the platform has only in English: marked as such, and said where the page is not in English. */
export function InEnglish({ text }: { text: string }) {
  const isEnglish = i18n.locale.startsWith("en");
  return (
    <>
      <span lang="en">{text}</span>
      {isEnglish ? null : <span className="text-text3"> {i18n._("(in English)")}</span>}
    </>
  );
}
