import { FileDown } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { Button } from "../../components/ui/button";
import { useView } from "../../view";

/** The way to a source's files, where it is one that takes files; nothing elsewhere. */
export function ImportLink({ source, className }: { source: string; className?: string }) {
  const { t } = useTranslation();
  const { boot } = useView();
  const [, go] = useLocation();
  if (!boot.providers?.some((p) => p.name === source && p.imports)) return null;
  return (
    <Button className={className} onClick={() => go("/import")}>
      <FileDown aria-hidden="true" />
      {t("import.link")}
    </Button>
  );
}
