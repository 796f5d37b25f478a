import { readdirSync } from "node:fs";
import { formatter } from "@lingui/format-po";

/** Files of src/shared whose texts only pages of the console show. */
const SHARED_BY_CONSOLE = [
  "lib/competency-names.ts",
  "lib/event-texts.ts",
  "lib/field-names.ts",
  "lib/interview-words.ts",
  "lib/model-facts.ts",
  "lib/permissions.ts",
  "lib/person-words.ts",
  "lib/proposal-outcomes.ts",
  "lib/refusals.ts",
  "lib/roles.ts",
  "ui/abstain-texts.ts",
  "ui/choice-list.tsx",
  "ui/download-button.tsx",
  "ui/form-section.tsx",
  "ui/in-english.tsx",
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
  "voice/voice.tsx",
].map((name) => `<rootDir>/src/shared/${name}`);

const po = formatter({ lineNumbers: false, printLinguiId: false, explicitIdAsDefault: true });

/** The order is that of the code, and of the words within a line: files are read side by side, in no fixed order. */
function inOrder(catalog) {
  const place = ({ origin: [[file, line]] }) => [file, line];
  const entries = Object.entries(catalog).sort(([idA, a], [idB, b]) => {
    const [fileA, lineA] = place(a);
    const [fileB, lineB] = place(b);
    if (fileA !== fileB) return fileA < fileB ? -1 : 1;
    return lineA - lineB || (idA < idB ? -1 : 1);
  });
  return Object.fromEntries(entries);
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
  format: { ...po, serialize: (catalog, context) => po.serialize(inOrder(catalog), context) },
  orderBy: "origin",
};
