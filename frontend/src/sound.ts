// Short cues in plain Web Audio. A context begins suspended until somebody touches the window, and in WebKitGTK a resume
// without a gesture never settles: it is made on the first gesture and nothing waits for it.

let context: AudioContext | undefined;

/** What is told: a sync changed something, somebody wrote back, or something needs the person. */
export type Cue = "changed" | "reply" | "needs";

/** The notes of each, in hertz: a fifth up, a chord that rises, a step down. */
const melodies: Record<Cue, number[]> = {
  changed: [523.25, 783.99],
  reply: [523.25, 659.25, 783.99],
  needs: [587.33, 493.88],
};

/** Makes the audio context on the first key or click; the answer stops waiting for one. */
export function prepareSound(): () => void {
  const make = () => {
    stop();
    try {
      context ??= new AudioContext();
    } catch {
      // No audio device: the caption alone tells.
    }
  };
  const stop = () => {
    window.removeEventListener("pointerdown", make);
    window.removeEventListener("keydown", make);
  };
  window.addEventListener("pointerdown", make);
  window.addEventListener("keydown", make);
  return stop;
}

/** Whether a time of day lies in the quiet hours, which may pass midnight; "" for none. */
export function isQuiet(from: string, to: string, now: Date): boolean {
  if (!from || !to || from === to) return false;
  const time = `${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`;
  return from < to ? time >= from && time < to : time >= from || time < to;
}

/** Soft notes, each a tenth of a second after the other. `volume` is 0 to 1. */
export function playCue(volume: number, cue: Cue = "changed"): void {
  if (!context || volume <= 0) return;
  const audio = context;
  if (audio.state === "suspended") void audio.resume();
  const loud = audio.createGain();
  loud.gain.value = Math.min(1, volume) * 0.2;
  loud.connect(audio.destination);
  melodies[cue].forEach((pitch, i) => {
    const at = audio.currentTime + 0.02 + i * 0.11;
    const tone = audio.createOscillator();
    const shape = audio.createGain();
    tone.type = "triangle";
    tone.frequency.value = pitch;
    shape.gain.setValueAtTime(0.0001, at);
    shape.gain.exponentialRampToValueAtTime(1, at + 0.015);
    shape.gain.exponentialRampToValueAtTime(0.0001, at + 0.24);
    tone.connect(shape).connect(loud);
    tone.start(at);
    tone.stop(at + 0.26);
  });
}
