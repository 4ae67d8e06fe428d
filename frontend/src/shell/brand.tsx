const heights = ["h-[9px]", "h-4", "h-3", "h-[18px]"];

export function Faders() {
  return (
    <span aria-hidden="true" className="flex h-[18px] items-end gap-[3px]">
      {heights.map((h) => (
        <i key={h} className={`block w-1 rounded-[2px] bg-tracker ${h}`} />
      ))}
    </span>
  );
}

export function Brand() {
  return (
    <div className="flex items-center gap-[9px] px-2 pt-0.5 pb-4 text-[0.9375rem] font-[650] tracking-[-0.01em] max-[860px]:justify-center max-[860px]:px-0">
      <Faders />
      <span className="max-[860px]:sr-only">Mixdown</span>
    </div>
  );
}
