import { useEffect, useRef } from "react";
import type uPlot from "uplot";
import type { Annotation, TrendPoint } from "../../backend";
import { useWords, type Words } from "../../words";

const seconds = (at: string) => Date.parse(at) / 1000;

function colours() {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(`--color-${name}`).trim();
  return { sent: of("faint"), replies: of("tracker"), line: of("line-soft"), text: of("faint"), note: of("info"), mono: style.getPropertyValue("--font-mono") };
}

/** Draws each note as a dashed line with its word beside it. */
function notesPlugin(notes: Annotation[], colour: string, font: string): uPlot.Plugin {
  return {
    hooks: {
      draw: (u) => {
        const ctx = u.ctx;
        ctx.save();
        ctx.strokeStyle = colour;
        ctx.fillStyle = colour;
        ctx.font = font;
        ctx.setLineDash([4, 4]);
        const ratio = devicePixelRatio || 1;
        for (const note of notes) {
          const at = seconds(note.at);
          if (at < (u.scales.x?.min ?? 0) || at > (u.scales.x?.max ?? 0)) continue;
          const x = Math.round(u.valToPos(at, "x", true));
          ctx.beginPath();
          ctx.moveTo(x, u.bbox.top);
          ctx.lineTo(x, u.bbox.top + u.bbox.height);
          ctx.stroke();
          const text = note.text.length > 32 ? `${note.text.slice(0, 31)}…` : note.text;
          const right = x + ctx.measureText(text).width + 14 * ratio > u.bbox.left + u.bbox.width;
          ctx.textAlign = right ? "right" : "left";
          ctx.fillText(text, x + (right ? -6 : 6) * ratio, u.bbox.top + 12 * ratio);
        }
        ctx.restore();
      },
    },
  };
}

function options(Plot: typeof uPlot, size: { width: number; height: number }, notes: Annotation[], words: Words): uPlot.Options {
  const c = colours();
  const ratio = devicePixelRatio || 1;
  const stepped = Plot.paths.stepped?.({ align: 1 });
  const axis = { stroke: c.text, font: `11px ${c.mono}`, ticks: { show: false } };
  return {
    ...size,
    padding: [10, 8, 0, 4],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: true }, y: { range: (_u, _min, max) => [0, Math.max(4, Math.ceil(max * 1.08))] } },
    axes: [
      { ...axis, grid: { show: false }, space: 120, size: 28, values: (_u, ticks) => ticks.map((s) => words.day(new Date(s * 1000).toISOString())) },
      { ...axis, side: 1, size: 44, space: 32, incrs: [1, 2, 4, 5, 8, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000], grid: { stroke: c.line, width: 1 }, values: (_u, ticks) => ticks.map((n) => words.number(n)) },
    ],
    series: [
      {},
      { stroke: c.sent, width: 1.6, paths: stepped, points: { show: false } },
      { stroke: c.replies, width: 2.2, fill: `color-mix(in srgb, ${c.replies} 16%, transparent)`, paths: stepped, points: { show: false } },
    ],
    plugins: [notesPlugin(notes, c.note, `${11 * ratio}px ${getComputedStyle(document.body).fontFamily}`)],
  };
}

interface TrendChartProps {
  points: TrendPoint[];
  /** When the campaign began: the line starts there, at nothing. */
  since: string;
  notes: Annotation[];
  sentence: string;
}

/** The steps as columns, from nothing at the campaign's start to the last value, held until now. */
function columns(points: TrendPoint[], since: string): uPlot.AlignedData {
  const all = points.map((p): [number, number, number] => [seconds(p.at), p.sent, p.replies]);
  const first = all[0];
  const last = all.at(-1);
  const start = seconds(since);
  if (first) all.unshift([start < first[0] ? start : first[0] - 1, 0, 0]);
  const now = Date.now() / 1000;
  if (last && last[0] < now && now - last[0] < 86_400 * 2) all.push([now, last[1], last[2]]);
  return [all.map((r) => r[0]), all.map((r) => r[1]), all.map((r) => r[2])];
}

/** The steps as a picture; the sentence says the same to whoever does not see it. */
export function TrendChart({ points, since, notes, sentence }: TrendChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const words = useWords();
  useEffect(() => {
    const element = box.current;
    if (!element || !document.createElement("canvas").getContext("2d")) return;
    let plot: uPlot | undefined;
    let gone = false;
    let watch: ResizeObserver | undefined;
    const data = columns(points, since);
    let redraw = () => {};
    void import("uplot").then(({ default: Plot }) => {
      if (gone) return;
      redraw = () => {
        plot?.destroy();
        plot = new Plot(options(Plot, { width: element.clientWidth, height: element.clientHeight }, notes, words), data, element);
      };
      redraw();
      watch = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height: element.clientHeight }));
      watch.observe(element);
      window.addEventListener("mixdown:theme", redraw);
    });
    return () => {
      gone = true;
      watch?.disconnect();
      window.removeEventListener("mixdown:theme", redraw);
      plot?.destroy();
    };
  }, [points, since, notes, words]);
  return <div ref={box} role="img" aria-label={sentence} className="min-h-40 flex-1 overflow-hidden" />;
}
