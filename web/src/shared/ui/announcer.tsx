import { i18n } from "@lingui/core";
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useState,
} from "react";
import { useLanguage } from "@/shared/i18n/language";

const GAP_MS = 3000;
const Say = createContext<(words: string) => void>(() => undefined);

interface Words {
  language: string;
  words: string;
}

/**
 * The one polite voice of a page: a status node that is there from the start.
 *
 * It speaks at most once in three seconds. What came meanwhile is said together, in order. Words of one
 * language are dropped when another is chosen.
 */
export function Announcer({ children }: { children: ReactNode }) {
  const language = useLanguage();
  const [spoken, setSpoken] = useState({ language, words: "" });
  const waiting = useRef<Words[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const speak = useCallback(() => {
    if (waiting.current.length === 0) {
      timer.current = undefined;
      return;
    }
    const said = waiting.current.filter(({ language }) => language === i18n.locale);
    setSpoken({ language: i18n.locale, words: said.map(({ words }) => words).join(" ") });
    waiting.current = [];
    timer.current = setTimeout(speak, GAP_MS);
  }, []);
  const say = useCallback(
    (words: string) => {
      waiting.current.push({ language: i18n.locale, words });
      if (timer.current === undefined) speak();
    },
    [speak],
  );
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <Say value={say}>
      <p role="status" className="sr-only">
        {spoken.language === language ? spoken.words : ""}
      </p>
      {children}
    </Say>
  );
}

export function useAnnounce(): (words: string) => void {
  return useContext(Say);
}
