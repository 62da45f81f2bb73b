import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "./main.css";

import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

import { fetchWithSession } from "./session.js";
import { tabs } from "./tabs.js";

const fetcher = createGraphiQLFetcher({ url: "/graphql", fetch: fetchWithSession });

createRoot(document.getElementById("graphiql")).render(createElement(GraphiQL, { fetcher, defaultTabs: tabs }));
