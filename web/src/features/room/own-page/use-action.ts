import { useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";

/** One request at a time: whether it runs, and why the last one failed. */
export function useAction(): {
  isBusy: boolean;
  problem: Problem | null;
  run: (work: () => Promise<void>) => Promise<boolean>;
} {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  async function run(work: () => Promise<void>): Promise<boolean> {
    setBusy(true);
    setProblem(null);
    try {
      await work();
      return true;
    } catch (error) {
      setProblem(asProblem(error));
      return false;
    } finally {
      setBusy(false);
    }
  }
  return { isBusy, problem, run };
}
