import { redirect } from "next/navigation";
import { path } from "@/components/path";

/** The desk begins with its batches. */
export default function RootPage() {
  redirect(path.home());
}
