import type { Messages } from "@lingui/core";
import { messages as english } from "@/locales/console/en.po";
import type { Catalogs } from "@/shared/i18n/language";

/** The texts of the console, which candidates do not load. */
export const CONSOLE_TEXTS: Catalogs = {
  english,
  others: import.meta.glob<{ messages: Messages }>(["../locales/console/*.po", "!**/en.po"]),
};
