import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useIsAllowed } from "@/shared/api/caller";
import type { DecisionAnswer, InterviewState, PlanEdit, QueueItem } from "@/shared/api/types";
import { type BankSearch, type ReviewCalls, useCalls } from "./calls";
import type { QueueSearch } from "./queue-search";

const RENEW_MS = 5000;
const RENEW_SOON_MS = 1000;
const ON_ITS_WAY = new Set<InterviewState>([
  "RECEIVED",
  "VALIDATING_SKILLS",
  "GENERATING_PLAN",
  "COMPLETED",
]);

/** Whether the platform is at work on it: what comes next comes in seconds. */
function isOnItsWay(state: InterviewState | undefined): boolean {
  return state !== undefined && ON_ITS_WAY.has(state);
}

/** What waits for a decision that this person may make. */
export function useQueue(search: QueueSearch = {}, page = 1) {
  const calls = useCalls();
  return useQuery({
    queryKey: ["waiting", search, page],
    queryFn: () => calls.queue(search, page),
    refetchInterval: RENEW_MS,
    placeholderData: keepPreviousData,
  });
}

/** Tells colleagues that this person works on an item, or no longer does. */
export function useClaim() {
  const calls = useCalls();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (item: QueueItem) => {
      const isMine = item.claims.some((claim) => claim.isMine);
      await (isMine ? calls.release(item) : calls.claim(item));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["waiting"] }),
  });
}

/** Marks a task as done; the list is asked for anew whatever comes of it. */
export function useTaskDone() {
  const calls = useCalls();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => calls.completeTask(id),
    onSettled: () => queries.invalidateQueries({ queryKey: ["waiting"] }),
  });
}

export function useInterview(id: string) {
  const calls = useCalls();
  return useQuery({
    queryKey: ["interview", id],
    queryFn: () => calls.interview(id),
    refetchInterval: ({ state }) => (isOnItsWay(state.data?.state) ? RENEW_SOON_MS : RENEW_MS),
  });
}

/** How many interviews stand in each state. */
export function useCounts() {
  const calls = useCalls();
  return useQuery({ queryKey: ["counts"], queryFn: calls.counts, refetchInterval: RENEW_MS });
}

const DEMO_CANDIDATE = "candidate@demo.ai-interview.com";

/** The link of the interview that the local profile makes for trying it out; else null. */
export function useDemoLink() {
  const calls = useCalls();
  return useQuery({
    queryKey: ["demo link"],
    queryFn: async () => {
      const invited = await calls.waiting(["APPROVED", "IN_PROGRESS"], 1);
      const demo = invited.data.find((row) => row.candidateEmail === DEMO_CANDIDATE);
      return demo?.interviewLink ?? null;
    },
  });
}

/** What interviews can use on this installation: only an operator's browser asks for it. */
export function useEngines() {
  const calls = useCalls();
  const enabled = useIsAllowed("platform:operate");
  return useQuery({ queryKey: ["operations", "engines"], queryFn: calls.engines, enabled });
}

/** The newest e-mails of the local profile. */
export function useMailbox(words: string, page: number) {
  const calls = useCalls();
  return useQuery({
    queryKey: ["mailbox", words, page],
    queryFn: () => calls.mailbox(words, page),
    refetchInterval: RENEW_MS,
    placeholderData: keepPreviousData,
  });
}

/** The plan as of the interview's last change: a new version is fetched as soon as it is known. */
export function usePlan(id: string, changedAt: string | undefined) {
  const calls = useCalls();
  return useQuery({
    queryKey: ["interview", id, "plan", changedAt],
    queryFn: () => calls.plan(id),
    enabled: changedAt !== undefined,
    placeholderData: keepPreviousData,
  });
}

/** Every version of the plan, newest first; asked for only where there is more than one. */
export function usePlanVersions(id: string, newest: number) {
  const calls = useCalls();
  return useQuery({
    queryKey: ["interview", id, "plan versions", newest],
    queryFn: () => calls.planVersions(id),
    enabled: newest > 1,
  });
}

/** Questions of the bank; nothing is asked before there are words or a set. */
export function useBankQuestions(search: BankSearch) {
  const calls = useCalls();
  return useQuery({
    queryKey: ["bank questions", search],
    queryFn: () => calls.bankQuestions(search),
    enabled: Boolean(search.words.trim() || search.setId),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useQuestionSets() {
  const calls = useCalls();
  return useQuery({
    queryKey: ["question sets"],
    queryFn: calls.questionSets,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The e-mails to candidates; asked for only where this person may read them. */
export function useEmailTexts(enabled: boolean) {
  const calls = useCalls();
  return useQuery({ queryKey: ["email-texts"], queryFn: calls.emailTexts, enabled });
}

/** Saves the plan as a person wants it; a refusal leaves everything as it was. */
export function useEditPlan(id: string) {
  const calls = useCalls();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (edit: PlanEdit) => calls.editPlan(id, edit),
    onSettled: () => queries.invalidateQueries({ queryKey: ["interview", id] }),
  });
}

/** What was read in the job text, before there is a plan that has it. */
export function useJobAnalysis(id: string, changedAt: string) {
  const calls = useCalls();
  return useQuery({
    queryKey: ["interview", id, "job analysis", changedAt],
    queryFn: () => calls.jobAnalysis(id),
    placeholderData: keepPreviousData,
  });
}

/** The competency groups by name; they change only with the installed version. */
export function useCompetencyGroups() {
  const calls = useCalls();
  return useQuery({
    queryKey: ["competency groups"],
    queryFn: calls.competencyGroups,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useAssessment(id: string, changedAt: string | undefined) {
  const calls = useCalls();
  return useQuery({
    queryKey: ["interview", id, "assessment", changedAt],
    queryFn: () => calls.assessment(id),
    enabled: changedAt !== undefined,
    placeholderData: keepPreviousData,
  });
}

export function useTranscript(sessionId: string | null | undefined) {
  const calls = useCalls();
  return useQuery({
    queryKey: ["transcript", sessionId],
    queryFn: () => calls.transcript(sessionId ?? ""),
    enabled: Boolean(sessionId),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What the candidate wrote on their own page. */
export function useCandidateMessages(id: string) {
  const calls = useCalls();
  return useQuery({
    queryKey: ["interview", id, "candidate messages"],
    queryFn: () => calls.candidateMessages(id),
  });
}

/** The answer to a request for a review: the page shows it, and its task is done. */
export function useAnswerReview(id: string, onSent: (answer: string) => void) {
  const calls = useCalls();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (answer: string) => calls.answerReview(id, answer),
    onSuccess: (_, answer) => onSent(answer),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ["interview", id] }),
        queries.invalidateQueries({ queryKey: ["waiting"] }),
      ]),
  });
}

/** A decision: whatever comes of it, what the pages show is asked for anew. */
export function useDecision<Choice, Answer = DecisionAnswer>(
  id: string,
  decide: (calls: ReviewCalls, choice: Choice) => Promise<Answer>,
) {
  const calls = useCalls();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (choice: Choice) => decide(calls, choice),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ["waiting"] }),
        queries.invalidateQueries({ queryKey: ["interview", id] }),
      ]),
  });
}
