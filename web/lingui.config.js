import { readdirSync } from "node:fs";
import { formatter } from "@lingui/format-po";

/**
 * The languages of the screens: one .po file for each in src/locales, for the candidate's pages and what all pages
 * share, and one in src/locales/console, so that candidates do not load the texts of the console.
 */
export default {
  sourceLocale: "en",
  locales: readdirSync(new URL("src/locales", import.meta.url))
    .filter((name) => name.endsWith(".po"))
    .map((name) => name.slice(0, -3)),
  catalogs: [
    {
      path: "<rootDir>/src/locales/{locale}",
      include: [
        "<rootDir>/src/app/candidate.tsx",
        "<rootDir>/src/app/embedded.tsx",
        "<rootDir>/src/features/room",
        "<rootDir>/src/shared",
      ],
      exclude: ["**/*.test.*"],
    },
    {
      path: "<rootDir>/src/locales/console/{locale}",
      include: ["<rootDir>/src/app", "<rootDir>/src/features"],
      exclude: [
        "**/*.test.*",
        "<rootDir>/src/app/candidate.tsx",
        "<rootDir>/src/app/embedded.tsx",
        "<rootDir>/src/features/room/**",
      ],
    },
  ],
  format: formatter({ lineNumbers: false, printLinguiId: false, explicitIdAsDefault: true }),
  orderBy: "origin",
};
