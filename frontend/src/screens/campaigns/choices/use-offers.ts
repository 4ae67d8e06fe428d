import { useQuery } from "@tanstack/react-query";
import { backend } from "../../../backend";

/**
 * What a source has to choose from. It is asked for once, when the person wants to choose: it costs calls of the source, so that
 * no event of the program may ask again.
 */
export const useOffers = (source: string, within: string, wanted: boolean) =>
  useQuery({
    queryKey: ["offers", source, within],
    queryFn: () => backend.offers(source, within),
    enabled: (query) => wanted && query.state.data === undefined,
  });
