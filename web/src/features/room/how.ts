import { useCallback, useState } from "react";
import { store, stored } from "@/shared/lib/stored";
import { KEYS } from "./keys";

/** How somebody takes part: by voice, hearing the questions and typing, or in writing alone. */
export type How = "speak" | "hear" | "type";

export function storedHow(): How {
  const how = stored(KEYS.how);
  return how === "speak" || how === "hear" ? how : "type";
}

export function storeHow(how: How): void {
  store(KEYS.how, how);
}

/** The choice, kept in this tab, so that a reload or a lost line changes nothing. */
export function useHow(): [How, (how: How) => void] {
  const [how, setHow] = useState(storedHow);
  const choose = useCallback((chosen: How) => {
    storeHow(chosen);
    setHow(chosen);
  }, []);
  return [how, choose];
}
