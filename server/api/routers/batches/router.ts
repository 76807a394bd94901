import { router } from "../../trpc";
import { cancel } from "./cancel";
import { close } from "./close";
import { get } from "./get";
import { list } from "./list";
import { open } from "./open";
import { watch } from "./watch";

export const batchesRouter = router({ list, get, watch, open, close, cancel });
