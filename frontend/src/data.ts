import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { backend, type Problem, type Progress, supports } from "./backend";
import { useNotices } from "./components/ui/notices";

// One hook for each question that screens ask. The first word of a key is the question, then what it depends on.

export const useBoot = () => useQuery({ queryKey: ["boot"], queryFn: backend.boot });

export const useStatus = () => useQuery({ queryKey: ["status"], queryFn: backend.status });

/** The running sync, or null. Events keep it true; a status answer gives the first value. */
export function useProgress(): Progress | null {
  const { data } = useQuery<Progress | null>({
    queryKey: ["progress"],
    queryFn: async () => (await backend.status()).running,
  });
  return data ?? null;
}

export const useCampaigns = () => useQuery({ queryKey: ["campaigns"], queryFn: backend.campaigns });

export const useMetrics = (id: string, at: string) =>
  useQuery({
    queryKey: ["metrics", id, at],
    queryFn: () => backend.metrics(id, at),
    placeholderData: (before, query) => (query?.queryKey[1] === id ? before : undefined),
  });

export const useEvidence = (id: string, key: string, at: string) =>
  useQuery({
    queryKey: ["evidence", id, key, at],
    queryFn: () => backend.evidence(id, key, at),
    enabled: key !== "",
    structuralSharing: false, // comparing 10,000 rows with those before takes longer than a frame
  });

export const useHistory = (id: string, key: string) =>
  useQuery({ queryKey: ["history", id, key], queryFn: () => backend.history(id, key), enabled: key !== "" });

export const useChanges = (id: string, since: string, enabled = true) =>
  useQuery({ queryKey: ["changes", id, since], queryFn: () => backend.changes(id, since), enabled });

export const useSyncs = (id: string) => useQuery({ queryKey: ["syncs", id], queryFn: () => backend.syncs(id) });

export const useTrend = (id: string, at: string) =>
  useQuery({ queryKey: ["trend", id, at], queryFn: () => backend.trend(id, at), placeholderData: keepPreviousData });

export const useAnnotations = (id: string) =>
  useQuery({ queryKey: ["annotations", id], queryFn: () => backend.annotations(id) });

export const useSplits = (id: string, at: string) =>
  useQuery({ queryKey: ["splits", id, at], queryFn: () => backend.splits(id, at), placeholderData: keepPreviousData });

export const useConnections = () => useQuery({ queryKey: ["connections"], queryFn: backend.connections });

/** Of one campaign, or of all of them. */
export const useFollowups = (id: string, all = false) =>
  useQuery({
    queryKey: ["followups", all ? "*" : id],
    queryFn: () => (all ? backend.allFollowups() : backend.followups(id)),
    structuralSharing: false,
  });

export const useConflicts = (id: string) =>
  useQuery({ queryKey: ["conflicts", id], queryFn: async () => (supports("Conflicts") ? backend.conflicts(id) : []) });

export const useContactStats = (id: string) =>
  useQuery({ queryKey: ["contact-stats", id], queryFn: () => backend.contactStats(id) });

export const useImports = (id: string) => useQuery({ queryKey: ["imports", id], queryFn: () => backend.imports(id) });

export const useImportFolder = () => useQuery({ queryKey: ["import-folder"], queryFn: backend.importFolder });

export const useOutbox = (id: string) =>
  useQuery({ queryKey: ["outbox", id], queryFn: async () => (supports("Outbox") ? backend.outbox(id) : []) });

export const useContactJournal = (id: string) =>
  useQuery({ queryKey: ["contact-journal", id], queryFn: () => backend.contactJournal(id, 500) });

export const useSuggestions = (id: string) =>
  useQuery({
    queryKey: ["suggestions", id],
    queryFn: async () => (supports("Suggestions") ? backend.suggestions(id) : []),
  });

/** Which column holds what; null where there is no list, or none was read yet. */
export const useColumns = (id: string) =>
  useQuery({
    queryKey: ["columns", id],
    queryFn: () =>
      supports("Columns")
        ? backend.columns(id).catch((problem: Problem) => {
            if (problem.code === "not_connected" || problem.code === "not_found") return null;
            throw problem;
          })
        : null,
  });

export const useLog = (limit: number) => useQuery({ queryKey: ["log", limit], queryFn: () => backend.log(limit) });

/**
 * Does something, then freshens every answer; a failure shows its own sentence, unless the form shows it where it arose
 * (`shown`).
 */
export function useAct<A, R>(
  act: (argument: A) => Promise<R>,
  done?: (result: R, argument: A) => void,
  shown?: "shown",
) {
  const client = useQueryClient();
  const { trouble } = useNotices();
  return useMutation<R, Problem, A>({
    mutationFn: act,
    onSuccess: (result, argument) => {
      void client.invalidateQueries({ predicate: (q) => q.queryKey[0] !== "progress" });
      done?.(result, argument);
    },
    onError: (problem) => {
      if (problem.code !== "canceled" && !shown) trouble(problem);
    },
  });
}
