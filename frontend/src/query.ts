import { QueryClient } from "@tanstack/react-query";
import { on, type Problem, type Progress, type Status } from "./backend";

declare module "@tanstack/react-query" {
  interface Register {
    defaultError: Problem;
  }
}

/** Answers come from this machine: never paused for want of a network, never retried, fresh until an event says otherwise. */
export function newClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: "always",
        retry: false,
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 30 * 60_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
}

/** Lets the program's events freshen what is shown. Nothing asks on a timer. */
export function followEvents(client: QueryClient): () => void {
  const refresh = () => void client.invalidateQueries({ predicate: (q) => q.queryKey[0] !== "progress" });
  const stops = [
    // The program changed to the sample or back: nothing that is held is true any more.
    on("navigate", ({ screen }) => {
      if (screen === "reopened") void client.resetQueries();
    }),
    on("data:changed", refresh),
    on("mirror:result", refresh),
    on("sync:progress", (p: Progress) => client.setQueryData(["progress"], p)),
    on("sync:finished", () => {
      client.setQueryData(["progress"], null);
      refresh();
    }),
    on("status:changed", (s: Status) => {
      client.setQueryData(["status"], s);
      client.setQueryData(["progress"], s.running);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
