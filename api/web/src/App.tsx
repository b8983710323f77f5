/** Who is asking, then the frame, then the page that the address names. */
import { Suspense, useEffect } from "react";
import { api, type Me } from "./api/client";
import { useData } from "./api/useData";
import { Boundary } from "./frame/Boundary";
import { Frame } from "./frame/Frame";
import { Login } from "./frame/Login";
import { MeContext } from "./frame/me";
import type { Page } from "./frame/registry";
import { match, usePlace } from "./frame/router";
import { Loading, Trouble } from "./frame/states";
import { PAGES as PLANNERS } from "./pages";
import { PAGES as ANALYSTS } from "./views";
import { useWords } from "./words";
import { Failed } from "./api/client";

export const ALL_PAGES: readonly Page[] = [...PLANNERS, ...ANALYSTS];

export function App() {
  const me = useData<Me>("me", async () => (await api.GET("/v1/me")).data!);
  if (me.error?.status === 401) return <Login done={me.reload} />;
  if (me.error) return <Trouble error={me.error} retry={me.reload} />;
  if (me.data === undefined) return <Loading />;
  return (
    <MeContext value={me.data}>
      <Frame pages={ALL_PAGES} left={me.reload}>
        <Here />
      </Frame>
    </MeContext>
  );
}

function Here() {
  const place = usePlace();
  const { t } = useWords();
  const found = ALL_PAGES.map((page) => ({ page, values: match(page.path, place.path) })).find((each) => each.values);
  const title = found ? t(found.page.word) : t("notFoundTitle");
  useEffect(() => {
    document.title = `${title} · ${t("appName")}`;
  }, [title, t]);
  if (!found?.values) return <Trouble error={new Failed(404, "not-found", "", undefined, [])} />;
  const Component = found.page.component;
  return (
    <Boundary key={place.path}>
      <Suspense fallback={<Loading />}>
        <Component values={found.values} query={place.query} />
      </Suspense>
    </Boundary>
  );
}
