import type { ReactNode } from "react";
import { Wordmark } from "@/components/frame/mark";

/** Pages before signing in: one narrow column, nothing else. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col gap-8 px-5 pt-[12vh] pb-16">
      <Wordmark />
      {children}
    </main>
  );
}
