import { readdirSync } from "node:fs";
import { formatter } from "@lingui/format-po";

/** The languages of the screens: one .po file for each in src/locales. */
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
  ],
  format: formatter({ lineNumbers: false, printLinguiId: false, explicitIdAsDefault: true }),
  orderBy: "origin",
};
