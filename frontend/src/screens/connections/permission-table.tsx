import { useTranslation } from "react-i18next";
import type { Permission } from "../../backend";
import { useWords } from "../../words";

/** Each permission that will be asked for: what it gives, and what still works without it. */
export function PermissionTable({ permissions }: { permissions: Permission[] }) {
  const { t } = useTranslation();
  const words = useWords();
  if (permissions.length === 0) return null;
  return (
    <table className="w-full text-left text-s">
      <caption className="sr-only">{t("connections.permissions")}</caption>
      <thead className="text-xs text-muted">
        <tr>
          <th className="py-1.5 pr-3 font-medium">{t("connect.permission")}</th>
          <th className="py-1.5 pr-3 font-medium">{t("connect.gives")}</th>
          <th className="py-1.5 font-medium">{t("connect.without")}</th>
        </tr>
      </thead>
      <tbody>
        {permissions.map((p) => (
          <tr key={p.scope} className="border-t border-line-soft align-top">
            <td className="py-2 pr-3">
              <code className="font-mono text-xs break-words">{p.scope.replace(/^https:\/\/[^/]+\/auth\//, "")}</code>
              {p.required && <span className="block text-xs text-faint">{t("connect.required")}</span>}
            </td>
            <td className="py-2 pr-3">{words.said(p.gives)}</td>
            <td className="py-2 text-muted">{words.said(p.without)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
