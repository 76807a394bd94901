"use client";

import { RotateCw } from "lucide-react";
import Link from "next/link";
import { v4 as uuidv4 } from "uuid";
import { groupDecimal } from "@/components/format/decimal";
import { path } from "@/components/path";
import { useBrowserValue } from "@/components/ui/browser-value";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { RadioCards } from "@/components/ui/radio-cards";
import { Select } from "@/components/ui/select";
import { type Instrument, quantityIncrement } from "@/server/domain/asset";
import type { BatchType, PartialFillPolicy } from "@/server/domain/batch/status";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** True for the form that the desk takes as an id. */
export const isUuid = (text: string): boolean => uuid.test(text);

type SymbolProps = {
  instruments: readonly Instrument[];
  instrument: Instrument;
  onSymbol: (symbol: string) => void;
};

/** What is bought and sold, with its smallest steps. */
export function SymbolField({ instruments, instrument, onSymbol }: SymbolProps) {
  const { baseAsset, minimumOrderNotional } = instrument;
  // What is chosen before the page is alive would be forgotten, and another coin be bought than was meant.
  const alive = useBrowserValue(() => true, false);
  return (
    <Field
      label="Symbol"
      hint={`${baseAsset} in steps of ${quantityIncrement(instrument)}. Smallest amount of a row: ${groupDecimal(minimumOrderNotional, 2)} USD.`}
      className="max-w-xs"
    >
      <Select
        name="symbol"
        autoFocus
        disabled={!alive}
        value={instrument.symbol}
        onChange={(event) => onSymbol(event.target.value)}
      >
        {instruments.map(({ symbol }) => (
          <option key={symbol}>{symbol}</option>
        ))}
      </Select>
    </Field>
  );
}

type TypeProps = { instrument: Instrument; type: BatchType; onType: (type: BatchType) => void };

/** Dollars or coins: it decides how every amount of the batch is read. */
export function TypeChoice({ instrument, type, onType }: TypeProps) {
  const asset = instrument.baseAsset;
  return (
    <RadioCards
      legend="Amounts are in"
      name="type"
      value={type}
      onValueChange={onType}
      cards={[
        {
          value: "NOTIONAL",
          label: "US dollars (notional)",
          text: `Each row says how many dollars to buy or sell.`,
          example: `“200.00” buys ${asset} for 200.00 USD`,
        },
        {
          value: "QUANTITY",
          label: `${asset} (quantity)`,
          text: "Each row says how many coins to buy or sell.",
          example: `“0.25” buys 0.25 ${asset} at the average price`,
        },
      ]}
    />
  );
}

type PartialFillProps = { policy: PartialFillPolicy; onPolicy: (policy: PartialFillPolicy) => void };

/** What happens when the market does not take the whole order. */
export function PartialFillChoice({ policy, onPolicy }: PartialFillProps) {
  return (
    <RadioCards
      legend="If the order is filled only in part"
      name="partialFill"
      value={policy}
      onValueChange={onPolicy}
      cards={[
        {
          value: "REDUCE",
          label: "Share what is filled",
          text: "Every row gets its part in proportion to its amount.",
        },
        {
          value: "ALL_OR_NONE",
          label: "All or none",
          text: "The order fills whole or not at all, and then no row is filled.",
        },
      ]}
    />
  );
}

type IdProps = { id: string; onId: (id: string) => void; usedElsewhere: string | null };

/** The firm's own id of the batch; made here, and open to be replaced by one of the firm's system. */
export function BatchIdField({ id, onId, usedElsewhere }: IdProps) {
  const text = id.trim();
  const malformed =
    text !== "" && !isUuid(text) ? "An id has the form 8-4-4-4-12 of the digits 0–9 and a–f." : undefined;
  const used = usedElsewhere !== null && text === usedElsewhere;
  return (
    <Field
      label="Batch transaction id"
      hint={
        used ? (
          <Link href={path.batch(usedElsewhere)} className="underline underline-offset-3">
            Look at the batch that has this id
          </Link>
        ) : (
          "Names the batch in your systems and in every event. Keep the one made here, or put in yours."
        )
      }
      error={used ? "Another batch was opened with this id. Take a new one." : malformed}
      aside={
        <Button tone="quiet" icon={<RotateCw />} onClick={() => onId(uuidv4())} className="-my-1.5 -mr-2">
          New id
        </Button>
      }
    >
      <Input
        name="batchTransactionId"
        required
        value={id}
        onChange={(event) => onId(event.target.value)}
        spellCheck={false}
        autoComplete="off"
        className="font-mono text-data"
      />
    </Field>
  );
}
