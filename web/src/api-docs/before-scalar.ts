/** Loaded before Scalar: keeps the console free of what is no fault of the page. */

// Zod asks once whether text may become code. The page's policy says no, and a browser reports each question.
function refuse(): never {
  throw new EvalError("The policy of this page allows no code from text.");
}
window.Function = new Proxy(window.Function, { apply: refuse, construct: refuse });

// Scalar's own schema of OpenAPI 3.1 is narrower than the standard, and each word that it does not know is a
// warning. Redocly and Spectral check the document where it is made.
const reporter = window.console;
const warn = reporter.warn;
let isListOfFindings = false;
reporter.warn = (...words: unknown[]) => {
  const isHeading = words[0] === "document validation errors: ";
  if (!isHeading && !isListOfFindings) warn(...words);
  isListOfFindings = isHeading;
};
