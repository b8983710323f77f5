/** The frame around every page: name, navigation, who is here, language and shade. */
import { LogoutOutlined } from "@ant-design/icons";
import { Button, Menu, Tooltip } from "antd";
import { type ReactNode, useEffect, useRef } from "react";
import { api } from "../api/client";
import { useWords } from "../words";
import { Chooser } from "./Chooser";
import { useMe } from "./me";
import type { Page } from "./registry";
import { Link, match, usePlace } from "./router";

export function Frame({ pages, left, children }: { pages: readonly Page[]; left: () => void; children: ReactNode }) {
  const { t } = useWords();
  const place = usePlace();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (first.current) first.current = false;
    else main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [place.path]);
  return (
    <div className="frame">
      <a className="skip" href="#main" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>
        {t("skip")}
      </a>
      <header className="bar">
        <Link to="/" className="brand" aria-label={t("appName")}>
          <img src="/assets/icon.svg" alt="" width={28} height={28} />
          <span>{t("appName")}</span>
        </Link>
        <Navigation pages={pages} path={place.path} />
        <Who left={left} />
        <Chooser />
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

function Navigation({ pages, path }: { pages: readonly Page[]; path: string }) {
  const { t } = useWords();
  const shown = pages.filter((page) => page.icon !== undefined);
  const here = pages.find((page) => match(page.path, path));
  return (
    <nav aria-label={t("menu")}>
      <Menu
        mode="horizontal"
        selectedKeys={here ? [here.under ?? here.path] : []}
        items={shown.map((page) => ({ key: page.path, icon: page.icon, label: <Link to={page.path}>{t(page.word)}</Link> }))}
      />
    </nav>
  );
}

/** Who is here; on a machine for one person there is nobody to tell apart. */
function Who({ left }: { left: () => void }) {
  const { t } = useWords();
  const me = useMe();
  if (me.organisation === "local") return null;
  const leave = async () => {
    await api.DELETE("/v1/session");
    left();
  };
  return (
    <div className="who">
      <span>{me.name} · {me.organisation}</span>
      <Tooltip title={t("logout")}>
        <Button type="text" icon={<LogoutOutlined aria-hidden />} aria-label={t("logout")} onClick={() => void leave()} />
      </Tooltip>
    </div>
  );
}
