/** Small fields of the form: a text or a number that is written when the reader leaves it. */
import { Input, InputNumber } from "antd";
import { useEffect, useId, useState, type ReactNode } from "react";

export interface Problem {
  text: string;
}

interface FieldProps {
  label: string;
  help?: ReactNode;
  wrong?: string | undefined;
  children: (id: string, described: string | undefined) => ReactNode;
}

export function Field({ label, help, wrong, children }: FieldProps) {
  const id = useId();
  const described = wrong || help ? `${id}-help` : undefined;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(id, described)}
      {described && <div id={described} className={wrong ? "bad" : "quiet"}>{wrong ?? help}</div>}
    </div>
  );
}

interface TextProps {
  label: string;
  value: string;
  wrong?: string | undefined;
  help?: ReactNode;
  long?: boolean;
  disabled?: boolean;
  set: (value: string) => void;
}

/** A text; written when the field is left, so that each change is one change of the document. */
export function TextField({ label, value, wrong, help, long, disabled = false, set }: TextProps) {
  const [now, setNow] = useState(value);
  useEffect(() => setNow(value), [value]);
  const leave = () => now !== value && set(now);
  const common = { value: now, disabled, onBlur: leave, ...(wrong ? { status: "error" as const } : {}) };
  return (
    <Field label={label} wrong={wrong} help={help}>
      {(id, described) =>
        long ? (
          <Input.TextArea id={id} aria-describedby={described} autoSize={{ minRows: 2, maxRows: 6 }} {...common} onChange={(event) => setNow(event.target.value)} />
        ) : (
          <Input id={id} aria-describedby={described} {...common} onPressEnter={leave} onChange={(event) => setNow(event.target.value)} />
        )
      }
    </Field>
  );
}

interface NumberProps {
  label: string;
  value: number | undefined;
  wrong?: string | undefined;
  help?: ReactNode;
  min?: number;
  max?: number;
  step?: number;
  unit?: string;
  disabled?: boolean;
  set: (value: number | undefined) => void;
}

export function NumberField({ label, value, wrong, help, unit, disabled = false, set, ...limits }: NumberProps) {
  const [now, setNow] = useState<number | null>(value ?? null);
  useEffect(() => setNow(value ?? null), [value]);
  const leave = () => now !== (value ?? null) && set(now ?? undefined);
  return (
    <Field label={label} wrong={wrong} help={help}>
      {(id, described) => (
        <InputNumber<number>
          id={id}
          className="wide"
          aria-describedby={described}
          value={now}
          disabled={disabled}
          {...(wrong ? { status: "error" as const } : {})}
          {...(unit ? { suffix: unit } : {})}
          {...(limits.step === undefined ? {} : { step: limits.step })}
          onChange={setNow}
          onBlur={leave}
          onPressEnter={leave}
          changeOnWheel={false}
        />
      )}
    </Field>
  );
}
