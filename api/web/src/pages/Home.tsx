/** What is there: scenarios, runs, and templates to start from. */
import { Card } from "antd";
import { api } from "../api/client";
import { useData } from "../api/useData";
import { Await, Nothing } from "../frame/states";
import { useWords } from "../words";

export function Home() {
  const { t } = useWords();
  const scenarios = useData("scenarios", async () => (await api.GET("/v1/scenarios")).data!.items);
  return (
    <>
      <h1>{t("home")}</h1>
      <Card>
        <Await of={scenarios}>
          {(items) => (items.length ? <ul>{items.map((each) => <li key={each.id}>{each.name}</li>)}</ul> : <Nothing />)}
        </Await>
      </Card>
    </>
  );
}
