import { i18n } from "@lingui/core";
/** The lengths that a template offers, in minutes. */
export const LENGTHS = [15, 20, 30, 45, 60, 90];

/** Where every page of a template belongs. */
export const TEMPLATES = {
  to: "/templates",
  get name() {
    return i18n._("Templates");
  },
} as const;
