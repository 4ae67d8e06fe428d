// What Chromium's tracing says about the page's main thread. Processor time is what counts: on a machine that does much else, the
// clock goes on while the page waits for its turn.

/**
 * Traces the page while something happens; returns its main thread's tasks and where its frames begin, in order. No more than that
 * is asked for: told also what every task does, Chromium takes twice as long for it.
 */
export async function trace({ page, browser }, act) {
  await browser.startTracing(page, {
    categories: ["toplevel", "disabled-by-default-devtools.timeline.frame"],
  });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const threads = traceEvents.filter((e) => e.name === "thread_name" && e.args.name === "CrRendererMain").map(threadOf);
  const tasksOf = (thread) => traceEvents.filter((e) => e.ph === "X" && /RunTask$/.test(e.name) && threadOf(e) === thread);
  const [thread, tasks] = threads.map((t) => [t, tasksOf(t)]).reduce((a, b) => (b[1].length > a[1].length ? b : a), ["", []]);
  if (tasks.length === 0) throw new Error("the trace holds no task");
  const byTime = (a, b) => a.at - b.at;
  return {
    tasks: tasks.map((e) => ({ at: e.ts, ms: (e.tdur ?? 0) / 1000, clock: e.dur / 1000 })).sort(byTime),
    frames: traceEvents.filter((e) => e.name === "BeginMainThreadFrame" && threadOf(e) === thread).map((e) => ({ at: e.ts })).sort(byTime),
  };
}

const threadOf = (e) => `${e.pid} ${e.tid}`;

/** The task that takes the most of the processor. */
export const longest = (tasks) => tasks.reduce((a, b) => (b.ms > a.ms ? b : a), { ms: 0, clock: 0 });

/** What the main thread does in each frame, from its beginning to that of the next, in milliseconds. */
export function perFrame({ tasks, frames }) {
  const all = frames.map(() => ({ ms: 0, clock: 0 }));
  let i = -1;
  for (const task of tasks) {
    // A frame begins within the task that draws it, and not before it.
    while (i + 1 < frames.length && frames[i + 1].at < task.at + task.clock * 1000) i += 1;
    if (i < 0) continue;
    all[i].ms += task.ms;
    all[i].clock += task.clock;
  }
  return all;
}

/** The value that a share of all is not above. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
