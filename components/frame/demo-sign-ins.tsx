"use client";

import { Button } from "@/components/ui/button";
import { SandboxBadge } from "./mode-badge";

export type DemoSignIn = { email: string; role: string; firm: string; may: string };

type Props = {
  people: readonly DemoSignIn[];
  password: string;
  onChoose: (person: DemoSignIn) => void;
};

/** The sandbox's people, each filled in with one press. */
export function DemoSignIns({ people, password, onChoose }: Props) {
  return (
    <section aria-label="Demo sign-ins" className="flex flex-col gap-3 border-t pt-6">
      <div className="flex items-center gap-3">
        <SandboxBadge />
        <p className="text-data text-soft">
          Every password is <code className="text-label text-ink">{password}</code>
        </p>
      </div>
      <ul className="flex flex-col">
        {people.map((person) => (
          <li
            key={person.email}
            className="flex items-center justify-between gap-4 border-b py-2.5 last:border-b-0"
          >
            <div className="min-w-0">
              <p className="text-data font-medium wrap-anywhere">{person.email}</p>
              <p className="text-label text-faint">
                {person.role} at {person.firm}. {person.may}
              </p>
            </div>
            <Button onClick={() => onChoose(person)} aria-label={`Fill in ${person.email}`}>
              Fill in
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
