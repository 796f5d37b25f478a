import { readdirSync } from "node:fs";
import { formatter } from "@lingui/format-po";

/** Files of src/shared whose texts only pages of the console show. */
const SHARED_BY_CONSOLE = [
  "lib/event-texts.ts",
  "lib/interview-words.ts",
  "lib/permissions.ts",
  "lib/proposal-outcomes.ts",
  "lib/refusals.ts",
  "lib/roles.ts",
  "ui/abstain-texts.ts",
  "ui/choice-list.tsx",
  "ui/download-button.tsx",
  "ui/form-section.tsx",
  "ui/level-track.tsx",
  "ui/loaded.tsx",
  "ui/page-head.tsx",
  "ui/pager.tsx",
  "ui/password-field.tsx",
  "ui/side-frame.tsx",
  "ui/spoken-marks.tsx",
  "ui/test-mark.tsx",
  "ui/time-zone-field.tsx",
  "ui/undo-bar.tsx",
].map((name) => `<rootDir>/src/shared/${name}`);

/** In the order of the code. Two texts of one line are ordered by their words, since files are read side by side. */
function byPlace(a, b) {
  const [fileA, lineA] = firstPlaceOf(a.entry);
  const [fileB, lineB] = firstPlaceOf(b.entry);
  if (fileA !== fileB) return fileA < fileB ? -1 : 1;
  return lineA - lineB || (a.messageId < b.messageId ? -1 : 1);
}

/** Puts the places of a text in order, too, since the catalog lists them. */
function firstPlaceOf({ origin }) {
  origin.sort(([fileA, lineA], [fileB, lineB]) =>
    fileA === fileB ? lineA - lineB : fileA < fileB ? -1 : 1,
  );
  return origin[0];
}

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
      exclude: ["**/*.test.*", ...SHARED_BY_CONSOLE],
    },
    {
      path: "<rootDir>/src/locales/console/{locale}",
      include: ["<rootDir>/src/app", "<rootDir>/src/features", ...SHARED_BY_CONSOLE],
      exclude: [
        "**/*.test.*",
        "<rootDir>/src/app/candidate.tsx",
        "<rootDir>/src/app/embedded.tsx",
        "<rootDir>/src/features/room/**",
      ],
    },
  ],
  format: formatter({ lineNumbers: false, printLinguiId: false, explicitIdAsDefault: true }),
  orderBy: byPlace,
};
