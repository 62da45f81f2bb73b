import { useEffect, useState } from "preact/hooks";

/** The quiet zone that scanners need, in modules. */
const MARGIN = 4;

interface Drawing {
  path: string;
  modules: number;
}

/** A QR code, black on white in every theme: scanners need that. */
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

/** Preloads the QR library. */
export const prepareQr = () => Promise.all([import("lean-qr"), import("lean-qr/extras/svg")]);

async function draw(text: string): Promise<Drawing> {
  const [{ generate, correction }, { toSvgPath }] = await prepareQr();
  const code = generate(text, { minCorrectionLevel: correction.M });
  return { path: toSvgPath(code), modules: code.size };
}
