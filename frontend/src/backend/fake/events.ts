type Heard = (value: unknown) => void;

const heard = new Map<string, Set<Heard>>();

export function listen(event: string, listener: Heard): () => void {
  const all = heard.get(event) ?? new Set<Heard>();
  heard.set(event, all);
  all.add(listener);
  return () => all.delete(listener);
}

export function emit(event: string, value: unknown): void {
  for (const listener of heard.get(event) ?? []) listener(value);
}
