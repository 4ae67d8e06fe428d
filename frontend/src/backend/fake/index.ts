import { downloadText } from "../host";
import type { Transport } from "../index";
import { answers } from "./answers";
import { emit, listen } from "./events";
import { imports } from "./imports";
import { mirror } from "./mirror";
import { sheetAnswers, sheetWrites } from "./sheet";
import { signIn } from "./sign-in";
import { begin, type Scene, type State } from "./state";
import { writes } from "./writes";

let state: State = begin(sceneOf(window.location.search));

function sceneOf(query: string): Scene {
  return (new URLSearchParams(query).get("scene") ?? "sample") as Scene;
}

/** Starts the sample over, in the state that a test or a look at the page wants to see. */
export function setScene(scene: Scene): void {
  state = begin(scene);
}

type Method = (s: State, ...args: never[]) => unknown;

/** The sample campaign, told by the page itself: every call of the facade works, nothing leaves the page. */
export function openFake(): Transport {
  const methods: Record<string, Method> = {
    ...answers,
    ...imports,
    ...writes,
    ...mirror,
    ...signIn,
    ...sheetAnswers,
    ...sheetWrites,
  };
  return {
    has: (method) => method in methods,
    async call(method, args) {
      const found = methods[method];
      if (!found) throw { code: "internal", message: `The sample has no ${method}.` };
      const answer = await found(state, ...(args as never[]));
      // A copy, as over a real bridge: nobody shares an object with the program.
      return answer === undefined ? null : JSON.parse(JSON.stringify(answer));
    },
    on: listen,
    async copy(text) {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch {
        return false;
      }
    },
    save: async (name, text) => downloadText(name, text),
  };
}

export type { Scene } from "./state";
export { emit };
