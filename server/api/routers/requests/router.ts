import { router } from "../../trpc";
import { list } from "./list";

export const requestsRouter = router({ list });
