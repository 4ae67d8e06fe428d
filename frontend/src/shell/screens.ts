import {
  Activity,
  GitCompareArrows,
  LayoutDashboard,
  type LucideIcon,
  Megaphone,
  Plug,
  Reply,
  Settings,
  Users,
} from "lucide-react";
import { supports } from "../backend";

export interface Screen {
  path: string;
  name: string;
  icon: LucideIcon;
  /** The method without which the screen would be empty. */
  needs?: string;
}

const all: Screen[] = [
  { path: "/", name: "dashboard", icon: LayoutDashboard },
  { path: "/follow-ups", name: "followups", icon: Reply },
  { path: "/contacts", name: "contacts", icon: Users },
  { path: "/conflicts", name: "conflicts", icon: GitCompareArrows, needs: "Conflicts" },
  { path: "/activity", name: "activity", icon: Activity },
  { path: "/connections", name: "connections", icon: Plug },
  { path: "/campaigns", name: "campaigns", icon: Megaphone },
  { path: "/settings", name: "settings", icon: Settings },
];

/** The screens that this build of the program can fill. */
export const screens = () => all.filter((s) => !s.needs || supports(s.needs));
