import type { MirrorState } from "../types";
import { minutesAgo } from "./clock";
import type { Scene } from "./state";

/** What the sample knows of its project. */
export interface Mirror {
  on: boolean;
  url: string;
  account: string;
  addresses: boolean;
  /** What is wrong; "" while all is well. */
  fault: MirrorState | "";
  lastPushAt: string | null;
  sent: boolean;
  signingIn: string;
  asked: { url: string; whom: string };
  push: { topic: string; subscription: string } | null;
  /** The tunnel, while the window receives. */
  tunnel: { listen: string; publicURL: string } | null;
  signingKey: boolean;
}

const none: Mirror = {
  on: false,
  url: "",
  account: "",
  addresses: false,
  fault: "",
  lastPushAt: null,
  sent: false,
  signingIn: "",
  asked: { url: "", whom: "" },
  push: null,
  tunnel: null,
  signingKey: false,
};

export function beginMirror(scene: Scene): Mirror {
  if (scene !== "mirrored" && scene !== "mirrorfails") return { ...none };
  const on = { ...none, on: true, url: "https://abcdefgh.supabase.co", account: "you@label.example" };
  return scene === "mirrored"
    ? { ...on, sent: true, lastPushAt: minutesAgo(4) }
    : { ...on, fault: "project_paused", lastPushAt: minutesAgo(190) };
}
