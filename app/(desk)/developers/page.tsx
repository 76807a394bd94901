import type { Metadata } from "next";
import { DevelopersHead } from "@/components/developers/developers-head";
import { Overview } from "@/components/developers/overview";

export const metadata: Metadata = { title: "Developers" };

/** Where a firm's engineer starts. */
export default function DevelopersPage() {
  return (
    <>
      <DevelopersHead title="Developers" />
      <Overview />
    </>
  );
}
