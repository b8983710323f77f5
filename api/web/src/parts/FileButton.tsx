/** A button that takes a file from the reader. */
import { Button, Tooltip } from "antd";
import { type ReactNode, useRef } from "react";
import { useWords, type Word } from "../words";

interface Props {
  icon: ReactNode;
  word: Word;
  hint: string;
  take: (file: File) => unknown;
}

export function FileButton({ icon, word, hint, take }: Props) {
  const { t } = useWords();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept=".yaml,.yml,.json,.xlsx"
        aria-label={hint}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file) void take(file);
        }}
      />
      <Tooltip title={hint}>
        <Button icon={icon} onClick={() => input.current?.click()}>
          {t(word)}
        </Button>
      </Tooltip>
    </>
  );
}
