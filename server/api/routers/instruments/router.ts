import { router } from "../../trpc";
import { list } from "./list";

export const instrumentsRouter = router({ list });
