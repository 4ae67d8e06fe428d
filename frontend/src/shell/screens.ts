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

export interface Screen {
  path: string;
  name: string;
  icon: LucideIcon;
  /** The key pressed after "g" to go there. */
  key: string;
}

export const screens: Screen[] = [
  { path: "/", name: "dashboard", icon: LayoutDashboard, key: "d" },
  { path: "/follow-ups", name: "followups", icon: Reply, key: "f" },
  { path: "/contacts", name: "contacts", icon: Users, key: "c" },
  { path: "/conflicts", name: "conflicts", icon: GitCompareArrows, key: "x" },
  { path: "/activity", name: "activity", icon: Activity, key: "a" },
  { path: "/connections", name: "connections", icon: Plug, key: "n" },
  { path: "/campaigns", name: "campaigns", icon: Megaphone, key: "p" },
  { path: "/settings", name: "settings", icon: Settings, key: "s" },
];
