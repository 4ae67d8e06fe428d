// One short cue in plain Web Audio. A context begins suspended until somebody touches the window, and in WebKitGTK a
// resume without a gesture never settles: it is made on the first gesture and nothing waits for it.

let context: AudioContext | undefined;

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

/** Two soft notes, a fifth apart, about a third of a second. `volume` is 0 to 1. */
export function playCue(volume: number): void {
  if (!context || volume <= 0) return;
  const audio = context;
  if (audio.state === "suspended") void audio.resume();
  const loud = audio.createGain();
  loud.gain.value = Math.min(1, volume) * 0.2;
  loud.connect(audio.destination);
  [523.25, 783.99].forEach((pitch, i) => {
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
