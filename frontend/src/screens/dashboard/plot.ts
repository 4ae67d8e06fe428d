import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Step } from "./steps";

/** What a drawn chart tells the page: where a moment lies, and which moment the pointer is over. */
export interface Plot {
  resize(width: number, height: number): void;
  /** Pixels from the left of the frame, or null for a moment outside of it. */
  left(at: number): number | null;
  destroy(): void;
}

interface PlotOptions {
  steps: Step[];
  /** What is aimed for, as a dashed line. */
  goals: number[];
  width: number;
  height: number;
  day: (at: number) => string;
  number: (n: number) => string;
  /** What stands beside the line of a goal. */
  goal: (n: number) => string;
  onDrawn: () => void;
  /** Milliseconds, or null when the pointer has left. */
  onPoint: (at: number | null) => void;
}

const LABEL = '11px "JetBrains Mono Variable", monospace';
const TOP = 12;
/** Distances between the lines, as people count. */
const MARKS = [1, 2, 4, 5, 8, 10, 20, 25, 40, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10_000, 25_000, 50_000];

/** A colour of the page's own theme; the chart is drawn anew when that changes. */
function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--color-${name}`).trim() || "currentColor";
}

/** Draws steps into an element; null where there is nothing to draw on, so that the sentence alone tells. */
export function drawPlot(into: HTMLElement, options: PlotOptions): Plot | null {
  if (!document.createElement("canvas").getContext("2d")) return null;
  const { steps } = options;
  const most = Math.max(1, ...steps.map((s) => s.sent), ...options.goals);
  const step = MARKS.find((n) => most / n <= Math.max(2, options.height / 48)) ?? most;
  const rows = Array.from({ length: Math.ceil(most / step) + 1 }, (_, i) => i * step);
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  const [faint, soft, tracker] = [token("faint"), token("line-soft"), token("tracker")];
  const aim = (u: uPlot) => {
    const { ctx, bbox } = u;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = token("good");
    ctx.font = LABEL.replace("11px", `${11 * devicePixelRatio}px`);
    ctx.textAlign = "left";
    ctx.textBaseline = "alphabetic";
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([5 * devicePixelRatio, 5 * devicePixelRatio]);
    for (const goal of options.goals) {
      const y = Math.round(u.valToPos(goal, "y", true)) + 0.5;
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
      ctx.fillText(options.goal(goal), bbox.left + 4 * devicePixelRatio, y - 4 * devicePixelRatio);
    }
    ctx.restore();
  };
  const chart = new uPlot(
    {
      width: options.width,
      height: options.height,
      padding: [TOP, 0, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
      scales: { x: { time: true }, y: { range: [0, rows.at(-1) ?? most] } },
      axes: [
        {
          stroke: faint,
          font: LABEL,
          size: 24,
          gap: 4,
          space: 130,
          align: 1,
          grid: { show: false },
          ticks: { show: false },
          values: (_u, marks) => marks.map((s) => options.day(s * 1000)),
        },
        {
          side: 1,
          stroke: faint,
          font: LABEL,
          size: 40,
          gap: 7,
          splits: () => rows,
          grid: { stroke: soft, width: 1 },
          ticks: { show: false },
          values: (_u, marks) => marks.map(options.number),
        },
      ],
      series: [
        {},
        { stroke: faint, width: 1.6, paths: stepped, points: { show: false } },
        {
          stroke: tracker,
          width: 2.2,
          fill: `color-mix(in srgb, ${tracker} 16%, transparent)`,
          paths: stepped,
          points: { show: false },
        },
      ],
      hooks: {
        draw: [
          (u) => {
            aim(u);
            options.onDrawn();
          },
        ],
        setCursor: [
          (u) => {
            const left = u.cursor.left ?? -1;
            options.onPoint(left < 0 ? null : u.posToVal(left, "x") * 1000);
          },
        ],
      },
    },
    [steps.map((s) => s.at / 1000), steps.map((s) => s.sent), steps.map((s) => s.replies)],
    into,
  );
  return {
    resize: (width, height) => chart.setSize({ width, height }),
    left(at) {
      const { min = 0, max = 0 } = chart.scales.x ?? {};
      const seconds = at / 1000;
      if (min === null || max === null || seconds < min || seconds > max) return null;
      return chart.valToPos(seconds, "x") + chart.over.offsetLeft;
    },
    destroy: () => chart.destroy(),
  };
}
