import { useQueries, useQuery } from "@tanstack/react-query";
import { backend, type Contact, type ContactQuery } from "../../backend";

const PAGE = 200;

export type Filter = Omit<ContactQuery, "offset" | "limit">;

/** The contacts that are in view, page by page, so that ten thousand never cross at once. */
export function useContactPages(campaignId: string, filter: Filter, from: number, to: number) {
  const ask = (page: number) => ({
    queryKey: ["contacts", campaignId, filter, page],
    queryFn: () => backend.contacts(campaignId, { ...filter, offset: page * PAGE, limit: PAGE }),
  });
  const head = useQuery({ ...ask(0), placeholderData: (before) => before });
  const pages: number[] = [];
  for (let page = Math.floor(from / PAGE); page <= Math.floor(to / PAGE); page++) if (page > 0) pages.push(page);
  const rest = useQueries({ queries: pages.map(ask) });
  const rowAt = (index: number): Contact | undefined => {
    const page = Math.floor(index / PAGE);
    const answer = page === 0 ? head.data : rest[pages.indexOf(page)]?.data;
    return answer?.rows?.[index % PAGE];
  };
  return { head, rowAt, total: head.data?.total ?? 0, problems: head.data?.problems ?? {} };
}
