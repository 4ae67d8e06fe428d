import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Annotation, TrendPoint } from "../../backend";
import { useThemeName } from "../../shell/theme";
import { useWords } from "../../words";
import type { Plot } from "./plot";
import { stepAt, stepsOf } from "./steps";
import { useSize } from "./use-size";

interface TrendChartProps {
  points: TrendPoint[];
  /** When the campaign began: the lines start there, at nothing. */
  since: string;
  /** The moment looked at; the lines are held until then. */
  until: number;
  notes: Annotation[];
  /** What is aimed for, sent and answered. */
  goals: number[];
  sentence: string;
  onNote: (note: Annotation) => void;
  /** Told when there is nothing to draw with. */
  onFailure: () => void;
}

/** The steps as a picture in the page's own colours; the sentence says the same to whoever does not see it. */
export function TrendChart({ points, since, until, notes, goals, sentence, onNote, onFailure }: TrendChartProps) {
  const { t } = useTranslation();
  const words = useWords();
  const theme = useThemeName();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  const { width, height } = useSize(box, { width: 720, height: 180 });
  const [lefts, setLefts] = useState<Record<string, number>>({});
  const [over, setOver] = useState<number | null>(null);
  const steps = useMemo(() => stepsOf(points, since, until), [points, since, until]);
  const place = useRef(() => {});
  place.current = () => {
    const next: Record<string, number> = {};
    for (const note of notes) {
      const left = plot.current?.left(Date.parse(note.at));
      if (left != null) next[note.id] = Math.round(left);
    }
    setLefts((now) => (JSON.stringify(now) === JSON.stringify(next) ? now : next));
  };

  const aims = goals.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme's colours are read while drawing; size follows below
  useEffect(() => {
    let gone = false;
    const draw = async () => {
      const { drawPlot } = await import("./plot");
      const into = canvas.current;
      if (gone || !into) return;
      plot.current = drawPlot(into, {
        steps,
        goals,
        width: box.current?.clientWidth || width,
        height: box.current?.clientHeight || height,
        day: (at) => words.day(new Date(at).toISOString()),
        number: words.number,
        goal: (n) => t("goal.short", { goal: words.number(n) }),
        onDrawn: () => queueMicrotask(() => place.current()),
        onPoint: setOver,
      });
    };
    draw().catch((reason: unknown) => {
      console.error("trend", reason);
      if (!gone) onFailure();
    });
    return () => {
      gone = true;
      plot.current?.destroy();
      plot.current = null;
    };
  }, [steps, aims, theme, words, t]);
  useEffect(() => plot.current?.resize(width, height), [width, height]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new notes are placed on the chart as it stands
  useEffect(() => place.current(), [notes]);

  const step = over === null ? undefined : stepAt(steps, over);
  return (
    <div ref={box} className="relative min-h-36 flex-1 overflow-hidden">
      <div ref={canvas} role="img" aria-label={sentence} className="absolute inset-0" />
      {notes.map((note) => {
        const left = lefts[note.id];
        if (left === undefined) return null;
        const late = left > width * 0.7;
        return (
          <div key={note.id} className="pointer-events-none absolute inset-y-0" style={{ left }}>
            <span aria-hidden="true" className="absolute top-1 bottom-6 border-l border-dashed border-info" />
            <button
              type="button"
              title={`${words.day(note.at)}: ${note.text}`}
              aria-label={t("trend.editNote", { text: note.text, day: words.day(note.at) })}
              onClick={() => onNote(note)}
              className={`hit pointer-events-auto absolute top-0 max-w-52 truncate rounded-s bg-surface px-1 text-xs whitespace-nowrap text-info hover:bg-raised ${late ? "right-1" : "left-1"}`}
            >
              <bdi>{note.text}</bdi>
            </button>
          </div>
        );
      })}
      {step && over !== null && (
        <span
          aria-hidden="true"
          className="num pointer-events-none absolute bottom-7 left-1 rounded-s border border-line bg-raised px-1.5 py-0.5 text-xs"
        >
          {words.day(new Date(over).toISOString())} · {t("trend.sentShort", { count: step.sent })} ·{" "}
          <b className="text-tracker">{t("trend.answeredShort", { count: step.replies })}</b>
        </span>
      )}
    </div>
  );
}
