import type { Metadata } from "next";
import { BatchFills } from "@/components/fills/batch-fills";
import { batchTitle } from "../../batch-title";

type Props = { params: Promise<{ batchId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: await batchTitle((await params).batchId, "Fills") };
}

/** The order and its fills. */
export default function FillsPage() {
  return <BatchFills />;
}
