import { useQuery } from "@tanstack/react-query";
import { useCaller } from "@/shared/api/caller";
import { type Seeker, usePracticeApi } from "./calls";

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

/**
 * What is written of a plan so far, while it is being written. The session of a first draft is not known before
 * its plan is there; it is the newest.
 */
export function useDrafted(isBeingWritten: boolean, sessionId: string | undefined) {
  const calls = usePracticeApi();
  const { data } = useQuery({
    queryKey: ["practice drafted", sessionId ?? ""],
    queryFn: async () => {
      const id = sessionId ?? (await calls.sessions()).sessions[0]?.session_id;
      return id ? (await calls.session(id)).drafted_competencies : [];
    },
    enabled: isBeingWritten,
    refetchInterval: LOOK_AGAIN_MS,
    gcTime: 0,
    retry: false,
  });
  return (isBeingWritten && data) || [];
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
