const LEAST_WORDS = 2;
const LEAST_LETTERS = 5;
const LEAST_SIGNS = 4;
const WITHOUT_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Bopomofo}]/gu;

/** Whether another reader can see the reason in it: two words, as the server wants them. */
export function isReason(text: string): boolean {
  if ((text.match(WITHOUT_SPACES) ?? []).length >= LEAST_SIGNS) return true;
  const words = text.split(/\s+/).filter((word) => /\p{L}/u.test(word));
  const letters = text.match(/\p{L}/gu) ?? [];
  return words.length >= LEAST_WORDS && letters.length >= LEAST_LETTERS;
}
