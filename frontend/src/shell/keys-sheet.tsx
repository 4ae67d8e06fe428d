import { useTranslation } from "react-i18next";
import { Dialog } from "../components/ui/dialog";
import { Kbd } from "../components/ui/kbd";
import { modName } from "../keys";
import { useView } from "../view";

const sheet = (mod: string): { name: string; rows: [string[], string][] }[] => [
  {
    name: "everywhere",
    rows: [
      [[`${mod}K`], "palette"],
      [[`${mod}R`], "sync"],
      [["/"], "search"],
      [["?"], "sheet"],
      [["Esc"], "close"],
    ],
  },
  {
    name: "dashboard",
    rows: [
      [["1", "2", "3"], "next"],
      [["[", "]"], "time"],
      [["T"], "table"],
    ],
  },
  {
    name: "rows",
    rows: [
      [["J", "K"], "move"],
      [["G"], "open"],
      [["N"], "correct"],
    ],
  },
  {
    name: "followups",
    rows: [
      [["X"], "pick"],
      [["."], "done"],
      [["O"], "outcome"],
      [["Z"], "snooze"],
      [["C"], "draft"],
      [["U"], "undo"],
    ],
  },
];

/** Every key on one page. */
export function KeysSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { boot } = useView();
  return (
    <Dialog open wide onClose={onClose} title={t("keys.title")} about={t("keys.says")}>
      <div className="grid grid-cols-2 gap-x-8 gap-y-4 max-[760px]:grid-cols-1">
        {sheet(modName(boot.platform)).map((part) => (
          <section key={part.name}>
            <h3 className="mb-1.5 text-s font-semibold">{t(`keys.${part.name}`)}</h3>
            <dl className="grid gap-1">
              {part.rows.map(([keys, act]) => (
                <div key={act} className="flex items-center gap-2">
                  <dt className="flex w-24 gap-1">
                    {keys.map((k) => (
                      <span key={k}>
                        <Kbd always>{k}</Kbd>
                        <span className="sr-only">{k} </span>
                      </span>
                    ))}
                  </dt>
                  <dd className="text-muted">{t(`keys.do_${act}`)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
