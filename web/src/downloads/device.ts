/** What decides how photos are saved. The only module that reads the user agent. */
export interface Device {
  platform: "ios" | "android" | "other";
  /** Firefox on Android asks before every single download. */
  asksEachTime: boolean;
  inApp: InAppBrowser | null;
  /** Whether its programs open HEIC: Apple's do, of others only some. */
  opensHeic: boolean;
}

/** The browser inside an app. `menu`: where it has the way out. */
export interface InAppBrowser {
  app: string;
  menu: "top" | "bottom";
}

interface Agent {
  userAgent: string;
  maxTouchPoints: number;
}

const IN_APP: readonly (readonly [RegExp, InAppBrowser])[] = [
  [/Instagram/, { app: "Instagram", menu: "top" }],
  [/FB(AN|_IAB)\/(Messenger|MESSENGER|Orca)/, { app: "Messenger", menu: "top" }],
  [/FBA[NV]|FB_IAB/, { app: "Facebook", menu: "top" }],
  [/WhatsApp/, { app: "WhatsApp", menu: "top" }],
  [/musical_ly|BytedanceWebview|TikTok|trill_/i, { app: "TikTok", menu: "top" }],
  [/\bLine\//, { app: "LINE", menu: "bottom" }],
  [/MicroMessenger/, { app: "WeChat", menu: "top" }],
  [/Snapchat/, { app: "Snapchat", menu: "bottom" }],
];

export function deviceOf({ userAgent, maxTouchPoints }: Agent): Device {
  // iPads call themselves Macs.
  const isIos = /iPhone|iPad|iPod/.test(userAgent) || (userAgent.includes("Macintosh") && maxTouchPoints > 1);
  const isAndroid = !isIos && userAgent.includes("Android");
  return {
    platform: isIos ? "ios" : isAndroid ? "android" : "other",
    asksEachTime: isAndroid && userAgent.includes("Firefox/"),
    opensHeic: isIos || userAgent.includes("Macintosh"),
    inApp: IN_APP.find(([pattern]) => pattern.test(userAgent))?.[1] ?? null,
  };
}
