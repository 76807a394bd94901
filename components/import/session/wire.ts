import type { ImportController, StartInput } from "./controller";
import type { DraftInfo } from "./protocol";

/** The methods of the controller that the page may call. */
export type Methods = { start: (input: StartInput) => Promise<DraftInfo | undefined> } & {
  [Name in keyof ImportController as ImportController[Name] extends (...args: never[]) => unknown
    ? Name
    : never]: ImportController[Name];
};
export type MethodName = keyof Methods;

export interface Call {
  id: number;
  method: MethodName;
  args: unknown[];
}

export type Reply =
  | { id: number; ok: true; value: unknown }
  | { id: number; ok: false; refused: boolean; message: string };
