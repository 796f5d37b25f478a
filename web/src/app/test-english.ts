import type { Messages } from "@lingui/core";
import { messages as germanOfConsole } from "@/locales/console/de.po";
import { messages as englishOfConsole } from "@/locales/console/en.po";
import { messages as german } from "@/locales/de.po";
import { messages as english } from "@/locales/en.po";

/** Words of English sentences that are no German words. */
const WORDS =
  /\b(the|your|you|and|is|are|with|not|this|that|what|of|to|for|by|from|has|have|no|or|it|its|be|at|if|can|cannot|yet|more)\b/i;
const SAID = ["aria-label", "placeholder", "title", "alt"];

/** The English texts of the catalogs that are others in German, such as "Remove". */
const TRANSLATED = new Set([
  ...differing(english, german),
  ...differing(englishOfConsole, germanOfConsole),
]);

function differing(source: Messages, other: Messages): string[] {
  return Object.keys(other).filter((text) => String(source[text]) !== String(other[text]));
}

/** Every English text that is seen or read out in an element, navigation too, besides what was sent. */
export function englishWithin(root: Element, sent: string[] = []): string[] {
  const texts: string[] = [];
  for (const each of [root, ...root.querySelectorAll("*")]) {
    for (const node of each.childNodes)
      if (node.nodeType === Node.TEXT_NODE) texts.push(node.textContent ?? "");
    for (const name of SAID) texts.push(each.getAttribute(name) ?? "");
  }
  return texts
    .map((text) => sent.reduce((left, one) => left.replaceAll(one, ""), text).trim())
    .filter((text) => TRANSLATED.has(text) || WORDS.test(text));
}
