import { useEffect, useState } from "preact/hooks";

/** The quiet zone that scanners need, in modules. */
const MARGIN = 4;

export interface QrDrawing {
  path: string;
  modules: number;
}

/** A QR code, black on white in every theme: scanners need that. */
export function Qr({ text, label }: { text: string; label: string }) {
  const [drawing, setDrawing] = useState<QrDrawing | null>(null);
  useEffect(() => {
    let isWanted = true;
    void drawQr(text).then(drawn => isWanted && setDrawing(drawn));
    return () => {
      isWanted = false;
    };
  }, [text]);
  return <QrImage drawing={drawing} label={label} />;
}

/** The same, drawn before. */
export function QrImage({ drawing, label }: { drawing: QrDrawing | null; label: string }) {
  const side = (drawing?.modules ?? 1) + 2 * MARGIN;
  return (
    <svg class="qr" viewBox={`${-MARGIN} ${-MARGIN} ${side} ${side}`} role="img" aria-label={label}>
      <rect x={-MARGIN} y={-MARGIN} width={side} height={side} fill="#fff" />
      {drawing ? <path d={drawing.path} fill="#000" shape-rendering="crispEdges" /> : null}
    </svg>
  );
}

/** Rejects if the library can't be loaded. */
export async function drawQr(text: string): Promise<QrDrawing> {
  const [{ generate, correction }, { toSvgPath }] = await Promise.all([
    import("lean-qr"),
    import("lean-qr/extras/svg"),
  ]);
  const code = generate(text, { minCorrectionLevel: correction.M });
  return { path: toSvgPath(code), modules: code.size };
}
