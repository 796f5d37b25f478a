import { Fragment, type ReactNode } from "react";

const EDGE = "\u0001";

/**
 * A translated sentence with elements in it, such as a link, in the order of each language.
 *
 * `say` gets what stands for the elements: `(at) => i18n._("Check the address, or {home}.", at)`.
 */
export function sentence(
  say: (at: Record<string, string>) => string,
  elements: Record<string, ReactNode>,
): ReactNode {
  const marks = Object.keys(elements).map((name) => [name, EDGE + name + EDGE]);
  return say(Object.fromEntries(marks))
    .split(EDGE)
    .map((piece, place) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one sentence keep their order
      <Fragment key={place}>{place % 2 === 1 ? elements[piece] : piece}</Fragment>
    ));
}
