import { i18n } from "@lingui/core";
import { competencyName } from "@/shared/lib/competency-names";
import { humanised } from "@/shared/lib/words";

/** The built-in perspectives; those of an organization have its own names. */
const PERSPECTIVES: Record<string, string> = {
  get product() {
    return i18n._("Product");
  },
  get sales() {
    return i18n._("Sales");
  },
  get engineering() {
    return i18n._("Engineering");
  },
  get design() {
    return i18n._("Design");
  },
};

export function perspectiveName(name: string): string {
  return PERSPECTIVES[name] ?? humanised(name);
}

/** What the built-in evaluators measure; the API names it in English. Other criteria are competencies. */
const CRITERIA: Record<string, string> = {
  get "Relevance to the question"() {
    return i18n._("Relevance to the question");
  },
  get "Answer structure"() {
    return i18n._("Answer structure");
  },
  get "Claims are supported"() {
    return i18n._("Claims are supported");
  },
};

export function criterionName(name: string): string {
  return CRITERIA[name] ?? competencyName(name);
}

/** The built-in evaluators that propose questions; perspectives propose some, too. */
const EVALUATORS: Record<string, string> = {
  get relevance() {
    return CRITERIA["Relevance to the question"] ?? "";
  },
  get structured_thinking() {
    return CRITERIA["Answer structure"] ?? "";
  },
  get exaggeration() {
    return CRITERIA["Claims are supported"] ?? "";
  },
  get rubric() {
    return i18n._("Rubric");
  },
};

export function proposerName(name: string): string {
  return EVALUATORS[name] ?? perspectiveName(name);
}
