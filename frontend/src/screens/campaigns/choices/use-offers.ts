import { useQuery } from "@tanstack/react-query";
import { backend } from "../../../backend";

/** What a source has to choose from; asked for when the person wants to choose, because it costs calls of the source. */
export const useOffers = (source: string, within: string, wanted: boolean) =>
  useQuery({ queryKey: ["offers", source, within], queryFn: () => backend.offers(source, within), enabled: wanted });
