import { router } from "../../trpc";
import { deliveries } from "./deliveries";
import { list } from "./list";

export const eventsRouter = router({ list, deliveries });
