import { useIsMutating, useMutation } from "@tanstack/react-query";
import { backend, type Problem, type SyncResult } from "../backend";
import { useNotices } from "../components/ui/notices";
import { useProgress } from "../data";
import { useView } from "../view";
import { useWords } from "../words";

/** Starts and stops a sync, and knows whether one runs, whoever asked for it. */
export function useSync() {
  const { campaignId } = useView();
  const { trouble, say } = useNotices();
  const words = useWords();
  const progress = useProgress();
  const asked = useIsMutating({ mutationKey: ["sync"] }) > 0;
  const { mutate } = useMutation<SyncResult, Problem, { only: string[]; id: string }>({
    mutationKey: ["sync"],
    mutationFn: ({ only, id }) => backend.syncNow(id, only),
    onSuccess: (result) => {
      const errors = result.errors ?? [];
      if (errors.length > 0) trouble({ code: "partial", message: errors.map(words.said).join(" ") });
    },
    onError: (problem) => (problem.code === "canceled" ? say(words.said(problem.message)) : trouble(problem)),
  });
  const running = asked || progress !== null;
  return {
    progress,
    running,
    start: (only: string[] = [], id = campaignId) => {
      if (!running) mutate({ only, id });
    },
    stop: () => void backend.stopSync(),
  };
}
