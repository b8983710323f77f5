/** The four states of anything that comes from the service: loading, empty, failed, not allowed. */
import { Alert, Button, Empty, Result, Skeleton } from "antd";
import type { ReactNode } from "react";
import type { Failed, Fault } from "../api/client";
import type { Asked } from "../api/useData";
import { useWords } from "../words";
import { Link } from "./router";

/** Show data when it is there, and until then, or if it does not come, why. */
export function Await<T>({ of, children, rows = 6 }: { of: Asked<T>; children: (data: T) => ReactNode; rows?: number }) {
  if (of.error !== undefined) return <Trouble error={of.error} retry={of.reload} />;
  if (of.data === undefined) return <Loading rows={rows} />;
  return <>{children(of.data)}</>;
}

export function Loading({ rows = 6 }: { rows?: number }) {
  const { t } = useWords();
  return (
    <div role="status" aria-label={t("loading")} className="state">
      <Skeleton active paragraph={{ rows }} title={false} />
    </div>
  );
}

/** Nothing there yet: say what would be there, and how it comes about. */
export function Nothing({ text, children }: { text?: string; children?: ReactNode }) {
  const { t } = useWords();
  return (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text ?? t("nothing")} className="state">
      {children}
    </Empty>
  );
}

/** What went wrong, in the words of the service, each fault with its place. */
export function Trouble({ error, retry }: { error: Failed; retry?: () => void }) {
  const { t } = useWords();
  const again = retry && <Button onClick={retry}>{t("retry")}</Button>;
  const home = <Link to="/">{t("toHome")}</Link>;
  if (error.status === 403) return <Result status="warning" title={t("forbiddenTitle")} subTitle={error.detail ?? t("forbiddenText")} extra={home} />;
  if (error.status === 404) return <Result status="info" title={t("notFoundTitle")} subTitle={t("notFoundText")} extra={home} />;
  if (error.status === 0)
    return <Result status="warning" title={t("offlineTitle")} subTitle={t("offlineText")} extra={again} />;
  return (
    <Alert
      type="error"
      showIcon
      className="state"
      title={error.title}
      description={<Faults detail={error.detail} errors={error.errors} />}
      action={again}
    />
  );
}

/** Every fault that was told, in a list. */
export function Faults({ detail, errors }: { detail?: string | undefined; errors: Fault[] }) {
  if (errors.length === 0) return <>{detail}</>;
  return (
    <ul className="faults">
      {errors.map((fault, index) => (
        <li key={index}>
          {fault.detail ?? ""} {fault.detail?.includes(fault.pointer ?? "") || !fault.pointer ? null : <code>{fault.pointer}</code>}
        </li>
      ))}
    </ul>
  );
}
