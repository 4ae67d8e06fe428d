import { Page } from "../../components/ui/page";
import { useView } from "../../view";

export function Dashboard() {
  const { campaign } = useView();
  return <Page title={<bdi>{campaign?.name}</bdi>}>…</Page>;
}
