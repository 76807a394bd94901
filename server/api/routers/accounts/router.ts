import { router } from "../../trpc";
import { findUnknown } from "./find-unknown";

export const accountsRouter = router({ findUnknown });
