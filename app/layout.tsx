import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { densityCookieName, densityOf } from "@/components/frame/density";
import { Theme } from "@/components/frame/theme";
import "@fontsource-variable/inter";
import "@fontsource-variable/jetbrains-mono";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Prorata", template: "%s — Prorata" },
  description: "Block-trade and allocation desk for digital assets.",
  icons: { icon: { url: "/favicon.svg", type: "image/svg+xml" } },
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fcfbf8" },
    { media: "(prefers-color-scheme: dark)", color: "#0d1211" },
  ],
};

/** The document. The nonce comes from the proxy that writes the content security policy. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const [head, jar] = await Promise.all([headers(), cookies()]);
  const density = densityOf(jar.get(densityCookieName)?.value);
  return (
    <html lang="en" data-density={density} suppressHydrationWarning>
      <body className="bg-paper font-sans text-ink">
        <Theme nonce={head.get("x-nonce") ?? undefined}>{children}</Theme>
      </body>
    </html>
  );
}
