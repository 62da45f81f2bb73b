import { useRef, useState } from "preact/hooks";
import { Button } from "../../ui/button";
import { namesStrings } from "../i18n/names";
import { decodeText } from "./table";

const MAX_BYTES = 2e6;

/** A button that reads a table from a file. */
export function TableFile({ onRead }: { onRead: (text: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [isWrong, setWrong] = useState(false);
  const open = async () => {
    const file = input.current?.files?.[0];
    if (!file || !input.current) return;
    const text = file.size <= MAX_BYTES ? decodeText(new Uint8Array(await file.arrayBuffer())) : "\0";
    input.current.value = ""; // so that the same file can be chosen again, corrected
    setWrong(text.includes("\0"));
    if (!text.includes("\0")) onRead(text);
  };
  return (
    <div>
      <input ref={input} type="file" hidden accept=".csv,.tsv,.txt,text/csv,text/plain" onChange={open} />
      <Button onClick={() => input.current?.click()}>{namesStrings.openFile}</Button>
      {isWrong ? (
        <p class="problem" role="alert">
          {namesStrings.noTable}
        </p>
      ) : null}
    </div>
  );
}
