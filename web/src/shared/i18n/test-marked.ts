import { i18n, type Messages } from "@lingui/core";
import { messages as ofConsole } from "@/locales/console/de.po";
import { messages as shared } from "@/locales/de.po";

const MONTHS =
  /\b(Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b/g;
const ATTRIBUTES = ["aria-label", "placeholder", "title", "alt"];

/** Speak German with each text of the catalogs between marks: ‹Anmelden›. */
export function speakMarkedGerman(): void {
  for (const messages of [shared, ofConsole]) {
    const marked = Object.entries(messages).map(([key, text]) => [
      key,
      ["‹", ...(Array.isArray(text) ? text : [text]), "›"],
    ]);
    i18n.load("de", Object.fromEntries(marked) as Messages);
  }
  i18n.activate("de");
}

/** What stands on the page, or is read out, and is in no catalog: it has no marks, and is not in `data`. */
export function unmarkedTexts(...data: string[]): string[] {
  const isUnmarked = (text: string) => /\p{L}{2}/u.test(withoutMarked(withoutData(text, data)));
  const texts = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    // Where an element stands in a sentence, only the whole sentence has both of its marks.
    const whole = walker.currentNode.parentElement?.textContent ?? "";
    if (isUnmarked(whole)) texts.push(walker.currentNode.textContent ?? "");
  }
  for (const name of ATTRIBUTES) {
    for (const each of document.querySelectorAll(`[${name}]`)) {
      texts.push(each.getAttribute(name) ?? "");
    }
  }
  return texts.filter(isUnmarked);
}

function withoutData(text: string, data: string[]): string {
  return ["Vivavoce", "English", "Deutsch", ...data]
    .toSorted((one, other) => other.length - one.length)
    .reduce((rest, each) => rest.replaceAll(each, ""), text.replace(MONTHS, ""));
}

/** Texts can hold others: ‹{count} of ‹the plan››. */
function withoutMarked(text: string): string {
  const rest = text.replace(/‹[^‹›]*›/g, "");
  return rest === text ? text : withoutMarked(rest);
}
