"use client";

import { useRouter } from "next/navigation";
import { signIn } from "next-auth/react";
import { type FormEvent, useRef, useState } from "react";
import { returnPath } from "@/components/path";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { type DemoSignIn, DemoSignIns } from "./demo-sign-ins";

type Props = {
  returnTo: string | undefined;
  /** Given only by a sandbox. */
  demo: { people: readonly DemoSignIn[]; password: string } | null;
};

const text = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
};

/**
 * E-mail and password. One place tells what went wrong, and it never tells whether an e-mail is known. The fields keep their own
 * values, so that what was typed or filled in before the page came to life counts; for the same moment the form posts, because a
 * password must never stand in an address.
 */
export function SignInForm({ returnTo, demo }: Props) {
  const router = useRouter();
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(null);
    const typed = { email: text(form, "email"), password: text(form, "password") };
    const answer = await signIn("credentials", { ...typed, redirect: false }).catch(() => undefined);
    if (answer?.ok) {
      router.replace(returnPath(returnTo));
      router.refresh();
      return;
    }
    setProblem(signInProblem(answer?.error));
    setBusy(false);
    password.current?.select();
  };

  const fillIn = (person: DemoSignIn) => {
    if (email.current) email.current.value = person.email;
    if (password.current) password.current.value = demo?.password ?? "";
    setProblem(null);
  };

  return (
    <>
      <form method="post" onSubmit={submit} className="flex flex-col gap-5">
        {problem !== null && <Notice tone="negative" urgent title={problem} />}
        <Field label="E-mail">
          <Input ref={email} name="email" type="email" autoComplete="username" required />
        </Field>
        <Field label="Password">
          <Input ref={password} name="password" type="password" autoComplete="current-password" required />
        </Field>
        <Button type="submit" tone="primary" size="main" busy={busy} className="w-full">
          {busy ? "Signing in…" : "Sign in"}
        </Button>
      </form>
      {demo !== null && <DemoSignIns people={demo.people} password={demo.password} onChoose={fillIn} />}
    </>
  );
}

/** The sentence for a refused sign-in; `undefined` means that no answer came. */
export function signInProblem(error: string | null | undefined): string {
  if (error === undefined) return "The desk did not answer. Check the connection and try again.";
  if (error === "CredentialsSignin") return "This e-mail and password do not belong together.";
  return "Signing in did not work. Try again.";
}
