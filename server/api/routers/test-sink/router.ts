import { router } from "../../trpc";
import { address } from "./address";
import { behave } from "./behave";
import { get } from "./get";

export const testSinkRouter = router({ address, get, behave });
