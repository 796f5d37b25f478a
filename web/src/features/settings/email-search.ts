import type { EmailKind } from "@/shared/api/types";
import { EMAIL_NAMES } from "./words";

/** The e-mail that is shown, as it stands in the address. */
export interface EmailSearch {
  kind?: EmailKind;
  language?: string;
}

export function readEmailSearch(search: Record<string, unknown>): EmailSearch {
  const { kind, language } = search;
  return {
    ...(typeof kind === "string" && kind in EMAIL_NAMES ? { kind: kind as EmailKind } : {}),
    ...(typeof language === "string" && language ? { language } : {}),
  };
}
