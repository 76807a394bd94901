import type { EventSinks } from "@/server/integrations/ports";
import { type AllowedHosts, refusalOfUrl } from "./guard";
import { webhookSink } from "./webhook";

/** The ways out of the desk, one for each kind of target. */
export function eventSinks(options: AllowedHosts): EventSinks {
  return {
    refusal: (target) => (target.kind === "WEBHOOK" ? refusalOfUrl(target.url, options) : "not yet"),
    open: (target) => {
      if (target.kind === "WEBHOOK") return webhookSink(target, options);
      throw new Error("not yet");
    },
  };
}
