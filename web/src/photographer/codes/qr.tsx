import { useEffect, useState } from "preact/hooks";

/** White around the code, without which phones don't find it, in modules. */
const MARGIN = 4;

interface Drawing {
  path: string;
  modules: number;
}

/** Draws a QR code, black on white whatever the theme: phones read no other. */
export function Qr({ text, label }: { text: string; label: string }) {
  const [drawing, setDrawing] = useState<Drawing | null>(null);
  useEffect(() => {
    let isWanted = true;
    void draw(text).then(drawn => isWanted && setDrawing(drawn));
    return () => {
      isWanted = false;
    };
  }, [text]);
  const side = (drawing?.modules ?? 1) + 2 * MARGIN;
  return (
    <svg class="qr" viewBox={`${-MARGIN} ${-MARGIN} ${side} ${side}`} role="img" aria-label={label}>
      <rect x={-MARGIN} y={-MARGIN} width={side} height={side} fill="#fff" />
      {drawing ? <path d={drawing.path} fill="#000" shape-rendering="crispEdges" /> : null}
    </svg>
  );
}

/** Loads what draws them. */
export const prepareQr = () => Promise.all([import("lean-qr"), import("lean-qr/extras/svg")]);

async function draw(text: string): Promise<Drawing> {
  const [{ generate, correction }, { toSvgPath }] = await prepareQr();
  const code = generate(text, { minCorrectionLevel: correction.M });
  return { path: toSvgPath(code), modules: code.size };
}
