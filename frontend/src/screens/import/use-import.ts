import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { backend, type ImportPreview, type ImportResult, problemOf } from "../../backend";
import { useNotices } from "../../components/ui/notices";
import { useAct } from "../../data";
import { useView } from "../../view";
import { bytesOf, pickUp } from "./handoff";

const nothing: ImportPreview = { token: "", files: [] };

export const isRefused = (f: ImportResult) => (f.errors ?? []).length > 0;

/** The files that wait for the person's word, and what they do not say themselves. */
export function useImport() {
  const { t } = useTranslation();
  const { campaignId } = useView();
  const { say, trouble } = useNotices();
  const [preview, setPreview] = useState(nothing);
  const [periods, setPeriods] = useState<string[]>([]);
  const [artist, setArtist] = useState("");
  const [done, setDone] = useState<ImportResult[]>([]);
  const asked = useRef(0);

  const show = useCallback(
    async (ask: () => Promise<ImportPreview>, fresh: boolean) => {
      const mine = ++asked.current;
      try {
        const found = await ask();
        if (mine !== asked.current || found.token === "") return; // a later question stands, or none were chosen
        setPreview(found);
        if (fresh) {
          setPeriods((found.files ?? []).map(() => ""));
          setArtist("");
          setDone([]);
        }
      } catch (reason) {
        trouble(problemOf(reason));
      }
    },
    [trouble],
  );
  const stage = useCallback(
    (files: File[]) => {
      if (files.length > 0) void show(async () => backend.stageExports(campaignId, await bytesOf(files)), true);
    },
    [campaignId, show],
  );
  useEffect(() => stage(pickUp()), [stage]);

  const again = (next: { periods?: string[]; artist?: string }) => {
    const options = { period: "", artist: next.artist ?? artist, periods: next.periods ?? periods };
    setArtist(options.artist);
    setPeriods(options.periods);
    void show(() => backend.previewImport(campaignId, preview.token, options), false);
  };
  const confirm = useAct(
    () => backend.confirmImport(campaignId, preview.token, { period: "", artist, periods }),
    (files) => {
      const good = files.filter((f) => !isRefused(f));
      const rows = good.reduce((sum, f) => sum + f.imported, 0);
      say(rows > 0 ? t("import.done", { count: rows }) : t("import.nothingNew"));
      setDone(files.filter(isRefused));
      setPreview(nothing);
    },
  );
  return {
    files: preview.files ?? [],
    periods,
    artist,
    refused: done,
    busy: confirm.isPending,
    stage,
    choose: () => void show(() => backend.chooseExports(campaignId), true),
    setArtist: (value: string) => again({ artist: value }),
    setPeriod: (at: number, value: string) => again({ periods: periods.map((p, i) => (i === at ? value : p)) }),
    confirm: () => confirm.mutate(undefined),
    drop: () => setPreview(nothing),
  };
}

export type Importing = ReturnType<typeof useImport>;
