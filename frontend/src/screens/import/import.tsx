import { ExternalLink } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { backend } from "../../backend";
import { Button } from "../../components/ui/button";
import { Card } from "../../components/ui/card";
import { DropZone } from "../../components/ui/drop-zone";
import { Empty } from "../../components/ui/empty";
import { useNotices } from "../../components/ui/notices";
import { Page } from "../../components/ui/page";
import { useView } from "../../view";
import { ImportedFiles } from "./imported-files";
import { StagedFile } from "./staged-file";
import { StagedFiles } from "./staged-files";
import { useImport } from "./use-import";
import { WatchedFolder } from "./watched-folder";

/** Takes exports of Spotify for Artists: shows what is in them first, and afterwards which file a figure came from. */
export function Import() {
  const { t } = useTranslation();
  const { campaign } = useView();
  const [, go] = useLocation();
  if (!campaign)
    return (
      <Page title={t("import.title")}>
        <Empty
          title={t("campaign.none")}
          action={<Button onClick={() => go("/campaigns/new")}>{t("campaign.new")}</Button>}
        >
          {t("import.noCampaign")}
        </Empty>
      </Page>
    );
  return <ImportInto campaign={campaign.name} />;
}

function ImportInto({ campaign }: { campaign: string }) {
  const { t } = useTranslation();
  const { trouble } = useNotices();
  const importing = useImport();
  return (
    <Page title={t("import.title")} say={t("import.says", { campaign })}>
      <DropZone label={t("import.drop")} hint={t("import.dropSays")} onFiles={importing.stage}>
        <div className="flex flex-wrap justify-center gap-2">
          <Button kind={importing.files.length > 0 ? "plain" : "primary"} onClick={importing.choose}>
            {t("import.choose")}
          </Button>
          <Button kind="quiet" onClick={() => void backend.openLink("https://artists.spotify.com/").catch(trouble)}>
            <ExternalLink aria-hidden="true" />
            {t("import.open")}
          </Button>
        </div>
      </DropZone>
      {importing.files.length > 0 && <StagedFiles importing={importing} />}
      {importing.refused.length > 0 && (
        <Card title={t("import.notIn", { count: importing.refused.length })} plainTitle>
          <ul>
            {importing.refused.map((f) => (
              <StagedFile key={f.file} file={f} />
            ))}
          </ul>
        </Card>
      )}
      <div className="grid grid-cols-[1.6fr_1fr] items-start gap-3.5 max-[1020px]:grid-cols-1">
        <ImportedFiles />
        <WatchedFolder />
      </div>
    </Page>
  );
}
