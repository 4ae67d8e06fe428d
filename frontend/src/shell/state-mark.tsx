import {
  CircleAlert,
  CircleCheck,
  CirclePause,
  CloudOff,
  GitCompareArrows,
  Hourglass,
  type LucideIcon,
  RefreshCw,
  TriangleAlert,
} from "lucide-react";
import type { StateWord } from "../backend";
import { cx } from "../components/ui/cx";

const marks: Record<StateWord, [LucideIcon, string]> = {
  fresh: [CircleCheck, "text-good"],
  syncing: [RefreshCw, "text-info"],
  stale: [CircleAlert, "text-warn"],
  attention: [TriangleAlert, "text-bad"],
  conflict: [GitCompareArrows, "text-info"],
  paused: [CirclePause, "text-muted"],
  offline: [CloudOff, "text-warn"],
  waiting: [Hourglass, "text-muted"],
};

/** The state as a shape of its own; its word stands beside it, so colour is never the only sign. */
export function StateMark({ state, size = 14 }: { state: StateWord; size?: number }) {
  const [Icon, tone] = marks[state] ?? marks.waiting;
  return <Icon size={size} aria-hidden="true" className={cx("shrink-0", tone)} />;
}
