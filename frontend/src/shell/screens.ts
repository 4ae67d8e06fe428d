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
}

export const screens: Screen[] = [
  { path: "/", name: "dashboard", icon: LayoutDashboard },
  { path: "/follow-ups", name: "followups", icon: Reply },
  { path: "/contacts", name: "contacts", icon: Users },
  { path: "/conflicts", name: "conflicts", icon: GitCompareArrows },
  { path: "/activity", name: "activity", icon: Activity },
  { path: "/connections", name: "connections", icon: Plug },
  { path: "/campaigns", name: "campaigns", icon: Megaphone },
  { path: "/settings", name: "settings", icon: Settings },
];
