import { useEffect } from "react";
import { useLocation } from "wouter";
import { isExport, leave } from "../screens/import/handoff";

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

/** CSV files dropped anywhere lead to the import. A screen that takes files itself has answered before this is asked. */
export function useDrop(): void {
  const [, go] = useLocation();
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (carriesFiles(event)) event.preventDefault(); // else the window would open the file in place of itself
    };
    const drop = (event: DragEvent) => {
      if (event.defaultPrevented || !carriesFiles(event)) return;
      event.preventDefault();
      const files = [...(event.dataTransfer?.files ?? [])].filter(isExport);
      if (files.length === 0) return;
      leave(files);
      go("/import");
    };
    window.addEventListener("dragover", over);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragover", over);
      window.removeEventListener("drop", drop);
    };
  }, [go]);
}
