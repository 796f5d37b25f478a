/** The names between the commas, each once, without spaces around them. */
export function splitAliases(text: string): string[] {
  const names = text.split(",").map((name) => name.trim().replace(/\s+/g, " "));
  return [...new Set(names.filter(Boolean))];
}
