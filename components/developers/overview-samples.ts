import type { Sample } from "@/components/docs/reference";

/** The shortest way from a key to a first answer and to the events, with the desk's own address. */
export const overviewSamples = (origin: string): readonly Sample[] => [
  {
    label: "cURL",
    text: `export PRORATA=${origin}/api/v2
export KEY=…   # made under API keys

# what can be traded, and what happened since the beginning
curl "$PRORATA/instruments" -H "Authorization: $KEY"
curl "$PRORATA/events?after=0&limit=100" -H "Authorization: $KEY"

# a batch, opened by your own id: the same call again changes nothing
curl "$PRORATA/allocation/trade/batch/open" -H "Authorization: $KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"batchTransactionId":"'$(uuidgen)'","symbol":"BTCUSD","type":"NOTIONAL"}'`,
  },
  {
    label: "TypeScript",
    text: `const prorata = "${origin}/api/v2";
const headers = { Authorization: process.env.KEY ?? "", "Content-Type": "application/json" };

// a batch, opened by your own id: the same call again changes nothing
await fetch(\`\${prorata}/allocation/trade/batch/open\`, {
  method: "POST",
  headers,
  body: JSON.stringify({ batchTransactionId: crypto.randomUUID(), symbol: "BTCUSD", type: "NOTIONAL" }),
});

// what happened, oldest first; ask again with after = next
const page = await (await fetch(\`\${prorata}/events?after=0&limit=100\`, { headers })).json();
for (const event of page.items) console.log(event.position, event.event_type, event.payload.status);`,
  },
];
