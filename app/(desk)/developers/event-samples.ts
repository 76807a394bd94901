import type { EventSamples } from "@/components/developers/endpoints/event-choice";
import { eventExamples } from "@/server/api/rest/openapi-examples";

const sample = (label: string, event: object) => ({ label, text: JSON.stringify(event, null, 2) });

/** One event of each kind, the same that the reference of the API shows. */
export const eventSamples: EventSamples = {
  "allocation/batch/1:batch": [
    sample("Opened", eventExamples.batchOpened),
    sample("Closed", eventExamples.batchClosed),
  ],
  "allocation/batch/1:allocation": [
    sample("Complete", eventExamples.allocationComplete),
    sample("Rejected", eventExamples.allocationRejected),
  ],
  "order/1": [sample("New", eventExamples.orderNew), sample("Filled", eventExamples.orderFilled)],
};
