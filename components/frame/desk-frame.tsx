import type { ReactNode } from "react";
import { StoppedNotice } from "@/components/developers/endpoints/stopped-notice";
import { Toaster } from "@/components/ui/toaster";
import { AppearanceMenu } from "./appearance-menu";
import type { Density } from "./density";
import { KeyboardHelp } from "./keyboard-help";
import { SandboxBadge } from "./mode-badge";
import { type OperatorCard, OperatorMenu } from "./operator-menu";
import { Rail } from "./rail";
import { SectionMenu } from "./section-menu";

type Props = {
  firmName: string;
  operator: OperatorCard;
  sandbox: boolean;
  density: Density;
  children: ReactNode;
};

/** Everything around a page of the desk: rail, top bar, main area, notifications. */
export function DeskFrame({ firmName, operator, sandbox, density, children }: Props) {
  return (
    <>
      <a
        href="#main"
        className="sr-only z-50 rounded-control bg-accent px-4 py-2.5 font-medium text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <div className="grid min-h-dvh grid-cols-[minmax(0,1fr)] md:grid-cols-[var(--spacing-rail)_minmax(0,1fr)]">
        <Rail />
        <div className="flex min-w-0 flex-col">
          <header className="sticky top-0 z-30 flex h-bar items-center justify-between gap-3 border-b bg-paper px-2 sm:px-4 md:px-8 print:hidden">
            <div className="flex min-w-0 items-center gap-2 sm:gap-3">
              <div className="md:hidden">
                <SectionMenu />
              </div>
              <span className="truncate text-data font-medium">{firmName}</span>
              {sandbox && <SandboxBadge />}
            </div>
            <div className="flex shrink-0 items-center gap-0.5">
              <div className="hidden sm:block">
                <KeyboardHelp />
              </div>
              <AppearanceMenu density={density} />
              <OperatorMenu operator={operator} firmName={firmName} />
            </div>
          </header>
          <main
            id="main"
            tabIndex={-1}
            className="mx-auto flex w-full max-w-[80rem] grow flex-col gap-6 px-4 pt-7 pb-20 outline-none md:px-8"
          >
            <StoppedNotice />
            {children}
          </main>
        </div>
      </div>
      <Toaster />
    </>
  );
}
