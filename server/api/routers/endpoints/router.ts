import { router } from "../../trpc";
import { change } from "./change";
import { create } from "./create";
import { remove } from "./delete";
import { get } from "./get";
import { list } from "./list";
import { replay } from "./replay";
import { rotateSecret } from "./rotate-secret";
import { sendTest } from "./send-test";
import { stopped } from "./stopped";

export const endpointsRouter = router({
  list,
  stopped,
  get,
  create,
  change,
  remove,
  rotateSecret,
  sendTest,
  replay,
});
