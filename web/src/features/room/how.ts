import { useCallback, useState } from "react";
import { store, stored } from "@/shared/lib/stored";
import { KEYS } from "./keys";

/** How the candidate takes part: by voice, hearing the questions and typing, or in writing alone. */
export type How = "speak" | "hear" | "type";

const HOWS = new Set<string | null>(["speak", "hear", "type"]);

/** Return what was chosen in this tab, else what is usual. */
export function storedHow(usual: How = "type"): How {
  const how = stored(KEYS.how);
  return HOWS.has(how) ? (how as How) : usual;
}

export function storeHow(how: How): void {
  store(KEYS.how, how);
}

/** The choice, kept in this tab, so that a reload or a lost connection changes nothing. */
export function useHow(usual?: How): [How, (how: How) => void] {
  const [how, setHow] = useState(() => storedHow(usual));
  const choose = useCallback((chosen: How) => {
    storeHow(chosen);
    setHow(chosen);
  }, []);
  return [how, choose];
}
