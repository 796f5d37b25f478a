import { useQuery } from "@tanstack/react-query";
import { useCaller } from "@/shared/api/caller";
import { type PracticeCalls, type Seeker, usePracticeApi } from "./calls";

const LOOK_AGAIN_MS = 1000;

/** Who is signed in, as the practice API names them. */
export function useSeeker(): Seeker {
  const caller = useCaller();
  return { userId: caller?.user.id ?? "", orgId: caller?.user.tenantId ?? "" };
}

export function usePersonas() {
  const calls = usePracticeApi();
  return useQuery({
    queryKey: ["personas"],
    queryFn: calls.personas,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** A review; while it is being written it is looked for again. */
export function useReview(sessionId: string) {
  const calls = usePracticeApi();
  return useQuery({
    queryKey: ["review", sessionId],
    queryFn: () => calls.review(sessionId),
    refetchInterval: ({ state }) => (state.data?.status === "processing" ? LOOK_AGAIN_MS : false),
  });
}

/** The new answers to the questions of a session; none for anybody but the person who practiced. */
export function useNewAnswers(sessionId: string) {
  const calls = usePracticeApi();
  return useQuery({
    queryKey: ["new answers", sessionId],
    queryFn: () => calls.newAnswers(sessionId),
    retry: false,
  });
}

/** A plan that is being written, for `useDrafted`. */
export interface PlanBeingWritten {
  /** When it was asked for: what was written of a version before is none of this one. */
  submittedAt: number;
  /** The session of the draft; not known before a first plan is there. */
  sessionId: string | undefined;
  /** The newest session when the plan was asked for. */
  newestBefore: string | null;
}

/** The newest session of the caller; null where there is none, or it could not be read. */
export async function findNewest(calls: PracticeCalls): Promise<string | null> {
  try {
    return (await calls.sessions()).sessions[0]?.session_id ?? null;
  } catch {
    return null;
  }
}

/** What is written of a plan so far; the session of a first plan is the one that came since it was asked for. */
export function useDrafted(plan: PlanBeingWritten | null) {
  const calls = usePracticeApi();
  const { data } = useQuery({
    queryKey: ["practice drafted", plan],
    queryFn: async () => {
      const id = plan?.sessionId ?? (await findNewest(calls));
      const isKnown = id && id !== plan?.newestBefore;
      return isKnown ? (await calls.session(id)).drafted_competencies : [];
    },
    enabled: plan !== null,
    refetchInterval: LOOK_AGAIN_MS,
    gcTime: 0,
    retry: false,
  });
  return (plan && data) || [];
}

export function useProgress() {
  const calls = usePracticeApi();
  return useQuery({ queryKey: ["progress"], queryFn: calls.progress, retry: false });
}

export function useTranscript(sessionId: string) {
  const calls = usePracticeApi();
  return useQuery({
    queryKey: ["practice transcript", sessionId],
    queryFn: () => calls.transcript(sessionId),
  });
}

export function useStudyGuide(sessionId: string) {
  const calls = usePracticeApi();
  return useQuery({
    queryKey: ["practice study", sessionId],
    queryFn: () => calls.study(sessionId),
  });
}

export function useSessions() {
  const calls = usePracticeApi();
  return useQuery({ queryKey: ["practiced"], queryFn: calls.sessions });
}

export function useLeaderboard() {
  const calls = usePracticeApi();
  const { orgId } = useSeeker();
  return useQuery({ queryKey: ["leaderboard"], queryFn: () => calls.leaderboard(orgId) });
}

export function useAssignments() {
  const calls = usePracticeApi();
  const email = useCaller()?.user.email ?? "";
  return useQuery({ queryKey: ["assignments"], queryFn: () => calls.assignments(email) });
}
