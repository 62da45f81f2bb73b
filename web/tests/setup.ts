import { vi } from "vitest";

vi.stubGlobal("navigator", { languages: ["en-US", "en"] });
