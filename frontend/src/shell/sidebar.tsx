import { useTranslation } from "react-i18next";
import { Link, useRoute } from "wouter";
import { cx } from "../components/ui/cx";
import { useStatus } from "../data";
import { Brand } from "./brand";
import { CampaignPicker } from "./campaign-picker";
import { type Screen, screens } from "./screens";
import { SyncBox } from "./sync-box";

function NavItem({ screen, count, tone }: { screen: Screen; count?: number | null; tone?: string }) {
  const { t } = useTranslation();
  const exact = screen.path === "/";
  const [on] = useRoute(exact ? "/" : `${screen.path}/*?`);
  const label = t(`nav.${screen.name}`);
  return (
    <Link
      href={screen.path}
      aria-current={on ? "page" : undefined}
      title={label}
      className={cx(
        "hit relative flex items-center gap-2.5 rounded-m px-2.5 py-[7px] max-[860px]:justify-center",
        on
          ? "bg-raised text-text shadow-[inset_2px_0_0_var(--color-accent)]"
          : "text-muted hover:bg-raised/60 hover:text-text",
      )}
    >
      <screen.icon size={16} aria-hidden="true" className="shrink-0" />
      <span className="min-w-0 truncate max-[860px]:sr-only">{label}</span>
      {count ? (
        <b
          className={cx(
            "num ml-auto text-xs font-semibold max-[860px]:absolute max-[860px]:top-0 max-[860px]:right-0.5",
            tone ?? "text-accent",
          )}
        >
          {count}
        </b>
      ) : null}
    </Link>
  );
}

export function Sidebar() {
  const { t } = useTranslation();
  const { data: status } = useStatus();
  const counts: Record<string, number | null | undefined> = {
    followups: status?.due,
    conflicts: status?.conflicts,
  };
  return (
    <aside className="scroll-quiet flex min-h-0 flex-col gap-0.5 overflow-x-hidden overflow-y-auto border-r border-line-soft bg-side px-3 py-4 max-[860px]:px-1.5">
      <Brand />
      <CampaignPicker />
      <nav aria-label={t("nav.label")} className="flex flex-col gap-0.5">
        {screens().map((s) => (
          <NavItem
            key={s.path}
            screen={s}
            count={counts[s.name]}
            tone={s.name === "conflicts" ? "text-info" : undefined}
          />
        ))}
      </nav>
      <span className="min-h-3 flex-1" />
      <SyncBox />
    </aside>
  );
}
