import { useRef } from "react";
import type { Annotation, TrendPoint } from "../../backend";
import { useWords } from "../../words";
import { marks, stepPath, stepsOf } from "./steps";
import { useSize } from "./use-size";

const TOP = 12;
const RIGHT = 40;
const BOTTOM = 24;
const LABEL = 11;

interface TrendChartProps {
  points: TrendPoint[];
  /** When the campaign began: the lines start there, at nothing. */
  since: string;
  /** The moment looked at; the lines are held until then. */
  until: number;
  notes: Annotation[];
  sentence: string;
}

/** The steps as a picture in the page's own colours; the sentence says the same to whoever does not see it. */
export function TrendChart({ points, since, until, notes, sentence }: TrendChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const words = useWords();
  const { width, height } = useSize(box, { width: 720, height: 180 });
  const steps = stepsOf(points, since, until);
  const start = steps[0]?.at ?? 0;
  const end = steps.at(-1)?.at ?? 1;
  const rows = marks(Math.max(1, ...steps.map((s) => s.sent)), Math.max(2, height / 50));
  const top = rows.at(-1) ?? 1;
  const right = Math.max(1, width - RIGHT);
  const floor = height - BOTTOM;
  const x = (at: number) => ((at - start) / (end - start)) * right;
  const y = (n: number) => floor - (n / top) * (floor - TOP);
  const days = Math.max(2, Math.min(6, Math.floor(right / 140)));
  const replies = stepPath(steps, x, y, "replies");
  return (
    <div ref={box} role="img" aria-label={sentence} className="relative min-h-40 flex-1 overflow-hidden">
      <svg className="absolute inset-0" width={width} height={height} aria-hidden="true" fontSize={LABEL}>
        {rows.map((n) => (
          <g key={n}>
            <line x1={0} x2={right} y1={y(n)} y2={y(n)} className="stroke-line-soft" />
            <text x={right + 7} y={y(n) + 4} className="num fill-faint">
              {words.number(n)}
            </text>
          </g>
        ))}
        {Array.from({ length: days }, (_, i) => {
          const at = start + ((end - start) * i) / (days - 1);
          const anchor = i === 0 ? "start" : i === days - 1 ? "end" : "middle";
          return (
            <text key={at} x={x(at)} y={height - 5} textAnchor={anchor} className="num fill-faint">
              {words.day(new Date(at).toISOString())}
            </text>
          );
        })}
        <path d={stepPath(steps, x, y, "sent")} fill="none" strokeWidth={1.6} className="stroke-faint" />
        <path d={`${replies}V${floor}H0Z`} className="fill-tracker/16" />
        <path d={replies} fill="none" strokeWidth={2.2} className="stroke-tracker" />
        {notes.map((note) => {
          const at = Date.parse(note.at);
          if (!(at >= start && at <= end)) return null;
          const late = x(at) > right * 0.75;
          return (
            <g key={note.id}>
              <line x1={x(at)} x2={x(at)} y1={2} y2={floor} strokeDasharray="3 3" className="stroke-info" />
              <text x={x(at) + (late ? -6 : 6)} y={12} textAnchor={late ? "end" : "start"} className="fill-info">
                {note.text.length > 32 ? `${note.text.slice(0, 31)}…` : note.text}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}
