import { DecimalText } from "./decimal-text";

type UsdProps = { value: string | null | undefined; unit?: boolean; className?: string };

/** Dollars and cents. `unit` writes USD after the figure where no heading does. */
export function UsdText({ value, unit = false, className }: UsdProps) {
  return (
    <DecimalText
      value={value}
      decimals={2}
      {...(unit ? { unit: "USD" } : {})}
      {...(className === undefined ? {} : { className })}
    />
  );
}

type QuantityProps = {
  value: string | null | undefined;
  /** The instrument's decimals; 8 for every coin of the sandbox. */
  decimals?: number;
  asset?: string;
  className?: string;
};

/** Coins at the instrument's decimals, the idle zeros set back. */
export function QuantityText({ value, decimals = 8, asset, className }: QuantityProps) {
  return (
    <DecimalText
      value={value}
      decimals={decimals}
      quietZeros
      {...(asset === undefined ? {} : { unit: asset })}
      {...(className === undefined ? {} : { className })}
    />
  );
}
