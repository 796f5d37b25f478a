import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useState,
} from "react";

const GAP_MS = 3000;
const Say = createContext<(words: string) => void>(() => undefined);

/**
 * The one polite voice of a page: a status node that is there from the start.
 *
 * It speaks at most once in three seconds. What came meanwhile is said together, in order.
 */
export function Announcer({ children }: { children: ReactNode }) {
  const [spoken, setSpoken] = useState("");
  const waiting = useRef<string[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const speak = useCallback(() => {
    if (waiting.current.length === 0) {
      timer.current = undefined;
      return;
    }
    setSpoken(waiting.current.join(" "));
    waiting.current = [];
    timer.current = setTimeout(speak, GAP_MS);
  }, []);
  const say = useCallback(
    (words: string) => {
      waiting.current.push(words);
      if (timer.current === undefined) speak();
    },
    [speak],
  );
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <Say value={say}>
      <p role="status" className="sr-only">
        {spoken}
      </p>
      {children}
    </Say>
  );
}

export function useAnnounce(): (words: string) => void {
  return useContext(Say);
}
