/** Reads a value that came over the wire; throws where it is something else than was promised. */
export type Read<Value> = (value: unknown, at: string) => Value;
export type Shape<Reader> = Reader extends Read<infer Value> ? Value : never;

class ShapeError extends Error {}

function refuse(at: string, wanted: string): never {
  throw new ShapeError(`${at || "the answer"} is not ${wanted}`);
}

export const text: Read<string> = (value, at) =>
  typeof value === "string" ? value : refuse(at, "text");

export const number: Read<number> = (value, at) =>
  typeof value === "number" && Number.isFinite(value) ? value : refuse(at, "a number");

export const truth: Read<boolean> = (value, at) =>
  typeof value === "boolean" ? value : refuse(at, "true or false");

/** A moment as text that a clock understands. */
export const moment: Read<string> = (value, at) =>
  typeof value === "string" && !Number.isNaN(Date.parse(value)) ? value : refuse(at, "a moment");

/** Null, also where the field was left out. */
export function maybe<Value>(read: Read<Value>): Read<Value | null> {
  return (value, at) => (value === null || value === undefined ? null : read(value, at));
}

export function list<Value>(read: Read<Value>): Read<Value[]> {
  return (value, at) =>
    Array.isArray(value)
      ? value.map((each, place) => read(each, `${at}[${place}]`))
      : refuse(at, "a list");
}

/** One of these words; a word that is not among them is read as the last of them. */
export function word<const Words extends readonly [string, ...string[]]>(
  ...words: Words
): Read<Words[number]> {
  return (value, at) => {
    if (typeof value !== "string") return refuse(at, "a word");
    return words.find((each) => each === value) ?? words[words.length - 1] ?? words[0];
  };
}

export function record<Fields extends Record<string, Read<unknown>>>(
  fields: Fields,
): Read<{ [Name in keyof Fields]: Shape<Fields[Name]> }> {
  return (value, at) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return refuse(at, "a record");
    }
    const given = value as Record<string, unknown>;
    const entries = Object.entries(fields).map(([name, read]) => [
      name,
      read(given[name], at ? `${at}.${name}` : name),
    ]);
    return Object.fromEntries(entries) as { [Name in keyof Fields]: Shape<Fields[Name]> };
  };
}

export const anything: Read<Record<string, unknown>> = (value, at) =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : refuse(at, "a record");
