// The schema of the service, all of it, as the service itself has it.

import schema from "../../schema/schema.graphql";
import { handlerOf } from "./album.mjs";

export const handler = handlerOf(schema);
