import { router } from "../../trpc";
import { add } from "./add";
import { get } from "./get";
import { list } from "./list";

export const allocationsRouter = router({ list, get, add });
