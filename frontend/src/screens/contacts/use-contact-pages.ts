import { useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { backend, type Contact, type ContactQuery } from "../../backend";

const PAGE = 200;

/** Rows beyond those in view that are asked for already, so that they are there when they are scrolled to. */
const AHEAD = 60;

/** Other pages are asked for no sooner than this after those before: a scroll bar drawn over 50,000 rows passes hundreds. */
const PACE_MS = 80;

export type Filter = Omit<ContactQuery, "offset" | "limit">;

/** Which pages hold the rows in view; `see` is told of every range, and changes them seldom. */
function usePagesInView() {
  const [shown, show] = useState({ first: 0, last: 0 });
  const wanted = useRef(shown);
  const pause = useRef(0);
  const see = useCallback((from: number, to: number) => {
    const first = Math.floor(Math.max(0, from - AHEAD) / PAGE);
    const last = Math.floor((to + AHEAD) / PAGE);
    if (first === wanted.current.first && last === wanted.current.last) return;
    wanted.current = { first, last };
    if (pause.current) return;
    show(wanted.current);
    pause.current = window.setTimeout(() => {
      pause.current = 0;
      show(wanted.current);
    }, PACE_MS);
  }, []);
  useEffect(
    () => () => {
      window.clearTimeout(pause.current);
      pause.current = 0; // a screen that is put away and taken up again asks as before
    },
    [],
  );
  return { ...shown, see };
}

/** The contacts that are in view, page by page, so that ten thousand never cross at once. */
export function useContactPages(campaignId: string, filter: Filter) {
  const { first, last, see } = usePagesInView();
  const ask = (page: number) => ({
    queryKey: ["contacts", campaignId, filter, page],
    queryFn: () => backend.contacts(campaignId, { ...filter, offset: page * PAGE, limit: PAGE }),
    gcTime: 60_000, // whoever scrolls through all of them holds a minute of it
  });
  const head = useQuery({ ...ask(0), placeholderData: (before) => before });
  const total = head.data?.total ?? 0;
  const pages: number[] = [];
  for (let page = Math.max(1, first); page <= last && page * PAGE < total; page++) pages.push(page);
  const rest = useQueries({ queries: pages.map(ask) });
  const rowAt = (index: number): Contact | undefined => {
    const page = Math.floor(index / PAGE);
    const answer = page === 0 ? head.data : rest[pages.indexOf(page)]?.data;
    return answer?.rows?.[index % PAGE];
  };
  return { head, rowAt, total, problems: head.data?.problems ?? {}, see };
}
