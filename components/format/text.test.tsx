import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { CountText } from "./count-text";
import { DecimalText } from "./decimal-text";
import { QuantityText, UsdText } from "./money-text";
import { SideText } from "./side-text";
import { AllocationStatusText, BatchStatusText } from "./status-text";
import { TimeText } from "./time-text";

const words = (markup: string) => markup.replaceAll(/<svg.*?<\/svg>|<[^>]+>/g, "");

test("a rounded figure keeps all its digits in the title", () => {
  const markup = renderToStaticMarkup(<UsdText value="21440.893730049" />);
  expect(words(markup)).toBe("21,440.89");
  expect(markup).toContain('title="21,440.893730049"');
});

test("a quantity has its asset and its column's decimals", () => {
  expect(words(renderToStaticMarkup(<QuantityText value="10.5" asset="BTC" />))).toBe("10.50000000BTC");
  expect(words(renderToStaticMarkup(<QuantityText value="3" decimals={0} />))).toBe("3");
});

test("a missing figure is a word for the ear and never a zero", () => {
  const markup = renderToStaticMarkup(<DecimalText value={null} decimals={2} />);
  expect(words(markup)).toBe("–none");
  expect(markup).not.toContain("0");
});

test("buy and sell say the word", () => {
  expect(words(renderToStaticMarkup(<SideText side="BUY" />))).toBe("▲Buy");
  expect(words(renderToStaticMarkup(<SideText side="SELL" />))).toBe("▼Sell");
});

test("every status has a word and an icon", () => {
  const batch = renderToStaticMarkup(<BatchStatusText status="IN_PROGRESS" framed />);
  expect(words(batch)).toBe("In progress");
  expect(batch).toContain("<svg");
  expect(words(renderToStaticMarkup(<AllocationStatusText status="CANCELLED" />))).toBe("Cancelled");
});

test("the server writes times in UTC, because it does not know the reader's zone", () => {
  const markup = renderToStaticMarkup(<TimeText value="2026-11-24T20:02:11.417Z" />);
  expect(words(markup)).toBe("24 Nov 2026, 20:02:11 UTC");
  expect(markup).toContain('title="2026-11-24T20:02:11.417Z"');
});

test("a count may carry its noun", () => {
  expect(words(renderToStaticMarkup(<CountText value={1} one="row" />))).toBe("1 row");
});
