import { router } from "../../trpc";
import { current } from "./current";

export const sessionRouter = router({ current });
