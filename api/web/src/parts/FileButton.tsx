/** A button that takes a file from the reader. */
import { Button, Tooltip } from "antd";
import { type ReactNode, useRef } from "react";
import { useWords, type Word } from "../words";

interface Props {
  icon: ReactNode;
  word: Word;
  hint: string;
  /** Ends of names of files that are taken; those of scenarios, if it is not told. */
  accept?: string;
  /** Whether it stands back behind what is more important. */
  plain?: boolean;
  take: (file: File) => unknown;
}

export function FileButton({ icon, word, hint, accept = ".yaml,.yml,.json,.xlsx", plain = false, take }: Props) {
  const { t } = useWords();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        aria-label={hint}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file) void take(file);
        }}
      />
      <Tooltip title={hint}>
        <Button icon={icon} {...(plain ? { size: "small" as const, type: "link" as const } : {})} onClick={() => input.current?.click()}>
          {t(word)}
        </Button>
      </Tooltip>
    </>
  );
}
