import type { Metadata } from "next";
import { cookies } from "next/headers";
import { DocsPage } from "@/components/docs/docs-page";
import { densityCookieName, densityOf } from "@/components/frame/density";
import { readReference } from "./reference";

export const metadata: Metadata = {
  title: "API reference",
  description: "The firm API of Prorata: quick start, operations, webhooks and errors.",
};

// The routes do not change while the process runs.
const reference = readReference();

/** The firm API for a firm's engineers; anyone may read it, and it says nothing of any firm. */
export default async function Docs() {
  const jar = await cookies();
  return <DocsPage reference={reference} density={densityOf(jar.get(densityCookieName)?.value)} />;
}
