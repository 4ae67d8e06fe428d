import { Pencil, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Annotation, backend, type TrendPoint } from "../../backend";
import { useAct } from "../../data";
import { useWords } from "../../words";

interface TrendTableProps {
  points: TrendPoint[];
  notes: Annotation[];
  caption: string;
  onNote: (note: Annotation) => void;
}

/** The chart's twin: the same steps and notes as rows, newest first. */
export function TrendTable({ points, notes, caption, onNote }: TrendTableProps) {
  const { t } = useTranslation();
  const words = useWords();
  const remove = useAct(backend.deleteAnnotation);
  const rows = [
    ...points.map((p) => ({ at: p.at, point: p, note: undefined })),
    ...notes.map((n) => ({ at: n.at, point: undefined, note: n })),
  ]
    .sort((a, b) => a.at.localeCompare(b.at)) // steps of one minute keep their order
    .reverse();
  return (
    <div
      className="scroll-quiet max-h-72 min-h-0 flex-1 overflow-y-auto pr-2"
      tabIndex={0}
      role="region"
      aria-label={caption}
    >
      <table className="w-full text-left text-s">
        <caption className="pb-2 text-left text-xs text-faint">{caption}</caption>
        <thead className="sticky top-0 bg-surface text-xs text-muted">
          <tr>
            <th className="py-1 font-medium">{t("trend.when")}</th>
            <th className="py-1 text-right font-medium">{t("trend.sent")}</th>
            <th className="py-1 text-right font-medium">{t("trend.answered")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => (
            <tr
              key={r.note ? `n${r.note.id}` : r.at + r.point?.sent + r.point?.replies}
              className="border-t border-line-soft"
            >
              <td className="num py-1">{words.moment(r.at)}</td>
              {r.note ? (
                <td colSpan={2} className="py-1 text-right text-info">
                  <bdi>{r.note.text}</bdi>{" "}
                  <button
                    type="button"
                    aria-label={t("trend.editNote", { text: r.note.text, day: words.day(r.note.at) })}
                    className="hit align-middle text-faint hover:text-text"
                    onClick={() => onNote(r.note)}
                  >
                    <Pencil size={12} aria-hidden="true" className="inline" />
                  </button>
                  <button
                    type="button"
                    aria-label={t("trend.removeNote", { text: r.note.text })}
                    className="hit align-middle text-faint hover:text-bad"
                    onClick={() => remove.mutate(r.note.id)}
                  >
                    <Trash2 size={12} aria-hidden="true" className="inline" />
                  </button>
                </td>
              ) : (
                <>
                  <td className="num py-1 text-right">{words.number(r.point?.sent ?? 0)}</td>
                  <td className="num py-1 text-right">{words.number(r.point?.replies ?? 0)}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
