/** Where a fault of the page itself ends: told in plain words, with a way on. */
import { Button, Result } from "antd";
import { Component, type ReactNode } from "react";
import { useWords } from "../words";

interface State {
  fault: Error | undefined;
}

export class Boundary extends Component<{ children: ReactNode }, State> {
  state: State = { fault: undefined };

  static getDerivedStateFromError(fault: Error): State {
    return { fault };
  }

  render(): ReactNode {
    if (this.state.fault === undefined) return this.props.children;
    return <Fallen fault={this.state.fault} />;
  }
}

function Fallen({ fault }: { fault: Error }) {
  const { t } = useWords();
  return (
    <Result
      status="error"
      title={t("faultTitle")}
      subTitle={t("faultText")}
      extra={<Button type="primary" onClick={() => window.location.reload()}>{t("reload")}</Button>}
    >
      <code className="quiet">{fault.message}</code>
    </Result>
  );
}
